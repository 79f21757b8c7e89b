// One TCP segment in one IPv4 packet, as bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wiretrial::reports {

// Control bits of a segment (RFC 9293, section 3.1).
inline constexpr unsigned tcp_fin = 0x01;
inline constexpr unsigned tcp_syn = 0x02;
inline constexpr unsigned tcp_rst = 0x04;
inline constexpr unsigned tcp_psh = 0x08;
inline constexpr unsigned tcp_ack = 0x10;
inline constexpr unsigned tcp_urg = 0x20;

struct Segment {
  std::string source;  // IPv4 addresses in dotted form
  std::string destination;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t sequence_number = 0;
  std::uint32_t acknowledgement_number = 0;
  unsigned flags = 0;
  std::uint16_t window = 0;
  std::uint16_t urgent_bytes = 0;
  // Sent with a SYN only.
  std::uint16_t longest_segment_bytes = 0;
  std::uint8_t window_scale = 0;
  std::string_view data;  // alive as long as the call
};

// The packet (RFC 791, RFC 9293), with right lengths and checksums. Throws std::invalid_argument
// for an address that is no IPv4 address, and std::length_error for more data than a packet holds.
[[nodiscard]] std::string packet_bytes(const Segment& segment);

}  // namespace wiretrial::reports
