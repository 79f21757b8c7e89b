// One TCP connection as packets, with right sequence numbers and checksums (RFC 9293).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reports/pcapng.hpp"

namespace wiretrial::reports {

struct Endpoint {
  std::string address;  // dotted IPv4
  std::uint16_t port = 0;
};

// The end that connects, and the one that listens.
enum class End { initiator, responder };

[[nodiscard]] constexpr End other(End end) {
  return end == End::initiator ? End::responder : End::initiator;
}

// Appends packets to a list that outlives it. After a reset nothing more is appended. Each call
// stamps its packets with the same time, in microseconds.
class PacketStream {
 public:
  PacketStream(std::vector<Packet>& packets, Endpoint initiator, Endpoint responder);

  // The handshake; the same without an answer; and with the answer that nobody listens there.
  void open(std::uint64_t at_us);
  void try_to_open(std::uint64_t at_us);
  void refuse(std::uint64_t at_us);

  // The bytes in one segment, or in several when they are more than a packet of IP holds. What the
  // end has received until then is acknowledged with them. `urgent`: the last of them is.
  void send(End from, std::string_view data, bool urgent, std::uint64_t at_us);

  // Acknowledges what has come, unless that was done.
  void acknowledge(End from, std::uint64_t at_us);

  // Sends FIN, which the other end acknowledges at once; nothing when it was sent before.
  void finish(End from, std::uint64_t at_us);

  void reset(End from, std::uint64_t at_us);

 private:
  struct State {
    Endpoint endpoint;
    std::uint32_t next = 0;          // the number of its next byte
    std::uint32_t acknowledged = 0;  // how far it has acknowledged the other end's
    bool finished = false;
  };

  State& of(End end) { return states_[static_cast<std::size_t>(end)]; }
  void add(End from, unsigned flags, std::string_view data, std::uint64_t at_us);

  std::vector<Packet>& packets_;
  std::array<State, 2> states_;
  bool over_ = false;
};

}  // namespace wiretrial::reports
