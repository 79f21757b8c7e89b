// ICMP errors made by hand, about packets that were seen on the loopback device.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/model/packet_step.hpp"

namespace wiretrial::exec {

// The ICMP message (RFC 792) about an IPv4 packet, of which it quotes the beginning.
[[nodiscard]] std::string icmp_error(model::IcmpKind kind, std::string_view packet);

// Keeps the last IPv4 TCP packet that came from, or went to, a port. Needs CAP_NET_RAW in the
// network namespace of this process.
class PacketWatch {
 public:
  // Only packets whose source (`from_port`) or destination port is `port`. Throws
  // std::system_error.
  PacketWatch(std::uint16_t port, bool from_port);
  ~PacketWatch();
  PacketWatch(const PacketWatch&) = delete;
  PacketWatch& operator=(const PacketWatch&) = delete;

  // The last packet so far, its IP header first; empty when there was none. Does not wait.
  [[nodiscard]] const std::string& last();
  // Sends its sender the error about it. Throws std::system_error.
  void answer(model::IcmpKind kind);

 private:
  int socket_ = -1;
  std::uint16_t port_;
  bool from_port_;
  std::string last_;
};

}  // namespace wiretrial::exec
