// What the kernel knows of the subject's end of a connection on this machine, by sock_diag(7):
// exact, without a dump, without privileges.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wiretrial::exec {

struct Endpoint {
  std::string host;  // numeric, IPv4 or IPv6
  std::uint16_t port = 0;
};

// A socket as the kernel sees it. `state` is a TCP state of the kernel (1 established, 5 FIN_WAIT2,
// 10 listening, ...).
struct SocketState {
  int state = 0;
  std::uint32_t inode = 0;           // 0 when no process holds a descriptor of it
  std::uint32_t receive_queue = 0;   // bytes received and not read
  std::uint32_t send_queue = 0;      // bytes written and not acknowledged
  std::uint64_t bytes_received = 0;  // in order, since the connection began; FIN counts one
  int timer = 0;                     // which timer runs; `zero_window_timer` is the one for that
  std::uint32_t send_window = 0;     // bytes that the peer had room for (Linux 5.4 and newer)
};

inline constexpr int tcp_state_established = 1;
inline constexpr int tcp_state_fin_wait2 = 5;
inline constexpr int tcp_state_time_wait = 6;
inline constexpr int tcp_state_close = 7;
inline constexpr int tcp_state_close_wait = 8;
inline constexpr int tcp_state_listening = 10;
// The timer of a sender that waits for the peer's window to open.
inline constexpr int zero_window_timer = 4;

// The state's name as netstat(8) prints it: ESTABLISHED, CLOSE_WAIT, FIN_WAIT2, ...
[[nodiscard]] std::string_view tcp_state_name(int state);

// Asks the kernel about single sockets. One object holds one netlink socket; use it from one
// thread.
class SocketInspector {
 public:
  // Throws std::system_error when the kernel gives no netlink socket.
  SocketInspector();
  ~SocketInspector();
  SocketInspector(const SocketInspector&) = delete;
  SocketInspector& operator=(const SocketInspector&) = delete;

  // The socket whose own end is `own` and whose peer is `peer`; nothing when there is none (it was
  // closed and has left the tables). Throws std::system_error when the kernel refuses the question.
  [[nodiscard]] std::optional<SocketState> find(const Endpoint& own, const Endpoint& peer);

  // The socket that listens for connections to `own`, be it bound to that address or to the
  // wildcard.
  [[nodiscard]] std::optional<SocketState> find_listener(const Endpoint& own);

 private:
  std::optional<SocketState> ask(const Endpoint& own, const Endpoint& peer);

  int socket_ = -1;
};

}  // namespace wiretrial::exec
