#include "harness/exec/icmp.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wiretrial::exec {

namespace {

using model::IcmpKind;

constexpr std::size_t icmp_header_bytes = 8;
constexpr std::size_t least_ip_header_bytes = 20;
constexpr std::size_t source_address_at = 12;  // in an IPv4 header (RFC 791)
constexpr std::size_t protocol_at = 9;
constexpr std::size_t quoted_content_bytes = 8;  // of what lies behind the IP header (RFC 792)
// The unit that a fragmentation-needed message tells of: any that is not below Linux's least.
constexpr std::uint8_t told_unit_high = 2;
constexpr std::uint8_t told_unit_low = 0x58;  // 600 bytes

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::size_t ip_header_bytes(std::string_view packet) {
  constexpr unsigned words_mask = 0x0f;
  constexpr std::size_t bytes_in_word = 4;
  return (byte_at(packet, 0) & words_mask) * bytes_in_word;
}

// RFC 1071.
std::uint16_t checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += static_cast<std::uint32_t>(byte_at(bytes, i)) << (i % 2 == 0 ? 8 : 0);
  }
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::pair<int, int> type_and_code(IcmpKind kind) {
  switch (kind) {
    case IcmpKind::fragmentation_needed:
      return {ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED};
    case IcmpKind::host_unreachable:
      return {ICMP_DEST_UNREACH, ICMP_HOST_UNREACH};
    case IcmpKind::port_unreachable:
      return {ICMP_DEST_UNREACH, ICMP_PORT_UNREACH};
    case IcmpKind::ttl_exceeded:
      return {ICMP_TIME_EXCEEDED, ICMP_EXC_TTL};
  }
  return {ICMP_DEST_UNREACH, ICMP_HOST_UNREACH};
}

bool is_wanted(std::string_view packet, std::uint16_t port, bool from_port) {
  if (packet.size() < least_ip_header_bytes || byte_at(packet, protocol_at) != IPPROTO_TCP)
    return false;
  const std::size_t at = ip_header_bytes(packet) + (from_port ? 0 : 2);
  if (packet.size() < at + 2) return false;
  return ((byte_at(packet, at) << 8) | byte_at(packet, at + 1)) == port;
}

}  // namespace

std::string icmp_error(IcmpKind kind, std::string_view packet) {
  const auto [type, code] = type_and_code(kind);
  std::string message(icmp_header_bytes, '\0');
  message[0] = static_cast<char>(type);
  message[1] = static_cast<char>(code);
  if (kind == IcmpKind::fragmentation_needed) {
    message[6] = static_cast<char>(told_unit_high);
    message[7] = static_cast<char>(told_unit_low);
  }
  message += packet.substr(0, ip_header_bytes(packet) + quoted_content_bytes);
  const std::uint16_t sum = checksum(message);
  message[2] = static_cast<char>(sum >> 8);
  message[3] = static_cast<char>(sum & 0xff);
  return message;
}

PacketWatch::PacketWatch(std::uint16_t port, bool from_port)
    : socket_(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_IP))),
      port_(port),
      from_port_(from_port) {
  if (socket_ < 0) throw std::system_error(errno, std::generic_category(), "socket AF_PACKET");
}

PacketWatch::~PacketWatch() {
  ::close(socket_);
}

const std::string& PacketWatch::last() {
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t length = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) return last_;
    const std::string_view packet(buffer.data(), static_cast<std::size_t>(length));
    if (is_wanted(packet, port_, from_port_)) last_ = packet;
  }
}

void PacketWatch::answer(IcmpKind kind) {
  const std::string message = icmp_error(kind, last_);
  sockaddr_in sender{};
  sender.sin_family = AF_INET;
  std::copy_n(last_.data() + source_address_at, sizeof sender.sin_addr,
              reinterpret_cast<char*>(&sender.sin_addr));
  const int raw = ::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
  if (raw < 0) throw std::system_error(errno, std::generic_category(), "socket SOCK_RAW");
  const ssize_t sent = ::sendto(raw, message.data(), message.size(), 0,
                                reinterpret_cast<const sockaddr*>(&sender), sizeof sender);
  const int error = errno;
  ::close(raw);
  if (sent < 0) throw std::system_error(error, std::generic_category(), "sendto ICMP");
}

}  // namespace wiretrial::exec
