#include "harness/exec/loopback.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wiretrial::exec {

namespace {

struct Request {
  nlmsghdr head;
  inet_diag_req_v2 body;
};

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

bool set_address(const Endpoint& endpoint, std::uint8_t& family, __be32* target) {
  if (::inet_pton(AF_INET, endpoint.host.c_str(), target) == 1) {
    family = AF_INET;
    return true;
  }
  family = AF_INET6;
  return ::inet_pton(AF_INET6, endpoint.host.c_str(), target) == 1;
}

Request make_request(const Endpoint& own, const Endpoint& peer) {
  Request request{};
  request.head.nlmsg_len = sizeof request;
  request.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.head.nlmsg_flags = NLM_F_REQUEST;
  request.body.sdiag_protocol = IPPROTO_TCP;
  request.body.idiag_ext = 1U << (INET_DIAG_INFO - 1U);
  request.body.idiag_states = ~0U;
  request.body.id.idiag_sport = htons(own.port);
  request.body.id.idiag_dport = htons(peer.port);
  request.body.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
  request.body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  std::uint8_t peer_family = 0;
  set_address(own, request.body.sdiag_family, request.body.id.idiag_src);
  if (!peer.host.empty()) set_address(peer, peer_family, request.body.id.idiag_dst);
  return request;
}

// Leaves the field as it is when the kernel's tcp_info is too short to have it.
template <typename Field>
void copy_field(const rtattr& attribute, std::size_t offset, Field& field) {
  if (RTA_PAYLOAD(&attribute) < offset + sizeof field) return;
  std::memcpy(&field, static_cast<const char*>(RTA_DATA(&attribute)) + offset, sizeof field);
}

SocketState read_state(const nlmsghdr& head) {
  const auto* message = static_cast<const inet_diag_msg*>(NLMSG_DATA(&head));
  SocketState state{message->idiag_state,
                    message->idiag_inode,
                    message->idiag_rqueue,
                    message->idiag_wqueue,
                    0,
                    message->idiag_timer,
                    0};
  auto left = static_cast<int>(head.nlmsg_len - NLMSG_LENGTH(sizeof *message));
  const auto* attribute = reinterpret_cast<const rtattr*>(message + 1);
  for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
    // The C library's tcp_info may be older than the kernel's; the field's place is part of the
    // kernel's interface.
    constexpr std::size_t bytes_received_offset = 128;
    constexpr std::size_t send_window_offset = 228;
    if (attribute->rta_type != INET_DIAG_INFO) continue;
    copy_field(*attribute, bytes_received_offset, state.bytes_received);
    copy_field(*attribute, send_window_offset, state.send_window);
  }
  return state;
}

}  // namespace

std::string_view tcp_state_name(int state) {
  static constexpr std::array<std::string_view, 13> names{
      "UNKNOWN", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT",
      "CLOSE",   "CLOSE_WAIT",  "LAST_ACK", "LISTEN",   "CLOSING",   "SYN_RECV"};
  return state > 0 && static_cast<std::size_t>(state) < names.size()
             ? names[static_cast<std::size_t>(state)]
             : names[0];
}

SocketInspector::SocketInspector()
    : socket_(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {
  if (socket_ < 0) throw_errno("sock_diag socket");
}

SocketInspector::~SocketInspector() {
  ::close(socket_);
}

std::optional<SocketState> SocketInspector::find(const Endpoint& own, const Endpoint& peer) {
  auto state = ask(own, peer);
  // The kernel names the listening socket where there is no connection.
  if (state && state->state == tcp_state_listening) return std::nullopt;
  return state;
}

std::optional<SocketState> SocketInspector::ask(const Endpoint& own, const Endpoint& peer) {
  const Request request = make_request(own, peer);
  if (::send(socket_, &request, sizeof request, 0) < 0) throw_errno("sock_diag request");
  alignas(nlmsghdr) std::array<char, 8192> buffer{};
  const ssize_t length = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (length < 0) throw_errno("sock_diag answer");
  const auto* head = reinterpret_cast<const nlmsghdr*>(buffer.data());
  if (!NLMSG_OK(head, static_cast<std::size_t>(length))) return std::nullopt;
  if (head->nlmsg_type == NLMSG_ERROR) {
    const auto* error = static_cast<const nlmsgerr*>(NLMSG_DATA(head));
    if (error->error == -ENOENT) return std::nullopt;
    errno = -error->error;
    throw_errno("sock_diag");
  }
  return read_state(*head);
}

std::optional<SocketState> SocketInspector::find_listener(const Endpoint& own) {
  auto state = ask(own, {});
  if (state && state->state != tcp_state_listening) return std::nullopt;
  return state;
}

}  // namespace wiretrial::exec
