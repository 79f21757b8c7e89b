#include "reports/packet_bytes.hpp"

#include <charconv>
#include <stdexcept>

namespace wiretrial::reports {

namespace {

constexpr std::size_t ip_header_bytes = 20;
constexpr std::size_t longest_packet_bytes = 65'535;
constexpr std::uint8_t time_to_live = 64;
constexpr std::uint8_t tcp_protocol = 6;
constexpr unsigned do_not_fragment = 0x4000;
constexpr std::size_t checksum_in_ip = 10;
constexpr std::size_t checksum_in_tcp = 16;

void add_8(std::string& bytes, std::size_t number) {
  bytes += static_cast<char>(number & 0xffU);
}

void add_16(std::string& bytes, std::size_t number) {
  add_8(bytes, number >> 8U);
  add_8(bytes, number);
}

void add_32(std::string& bytes, std::uint32_t number) {
  add_16(bytes, number >> 16U);
  add_16(bytes, number & 0xffffU);
}

std::string address_bytes(const std::string& address) {
  std::string bytes;
  const char* at = address.data();
  const char* const end = at + address.size();
  for (int part = 0; part < 4; ++part) {
    std::uint8_t number = 0;
    const auto [stop, error] = std::from_chars(at, end, number);
    const bool right = error == std::errc() && (part == 3 ? stop == end : *stop == '.');
    if (!right) throw std::invalid_argument("\"" + address + "\" is no IPv4 address");
    add_8(bytes, number);
    at = stop + 1;
  }
  return bytes;
}

// The ones' complement of the ones' complement sum (RFC 1071).
std::uint16_t checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    sum += i % 2 == 0 ? static_cast<std::uint32_t>(byte) << 8U : byte;
    sum = (sum & 0xffffU) + (sum >> 16U);
  }
  return static_cast<std::uint16_t>(~sum);
}

void set_16(std::string& bytes, std::size_t at, std::uint16_t number) {
  bytes[at] = static_cast<char>(number >> 8U);
  bytes[at + 1] = static_cast<char>(number & 0xffU);
}

std::string options_of(const Segment& segment) {
  std::string options;
  if ((segment.flags & tcp_syn) == 0) return options;
  add_16(options, 0x0204);  // the longest segment
  add_16(options, segment.longest_segment_bytes);
  add_8(options, 1);        // nothing, for alignment
  add_16(options, 0x0303);  // the scale of windows
  add_8(options, segment.window_scale);
  return options;
}

std::string tcp_bytes(const Segment& segment) {
  const std::string options = options_of(segment);
  std::string bytes;
  add_16(bytes, segment.source_port);
  add_16(bytes, segment.destination_port);
  add_32(bytes, segment.sequence_number);
  add_32(bytes, segment.acknowledgement_number);
  add_8(bytes, (20 + options.size()) / 4 << 4U);
  add_8(bytes, segment.flags);
  add_16(bytes, segment.window);
  add_16(bytes, 0);
  add_16(bytes, segment.urgent_bytes);
  return bytes + options + std::string(segment.data);
}

}  // namespace

std::string packet_bytes(const Segment& segment) {
  const std::string addresses = address_bytes(segment.source) + address_bytes(segment.destination);
  std::string tcp = tcp_bytes(segment);
  if (tcp.size() > longest_packet_bytes - ip_header_bytes) {
    throw std::length_error("the segment is longer than a packet");
  }
  std::string pseudo_header = addresses;
  add_16(pseudo_header, tcp_protocol);
  add_16(pseudo_header, tcp.size());
  set_16(tcp, checksum_in_tcp, checksum(pseudo_header + tcp));

  std::string ip;
  add_16(ip, 0x4500);  // version 4, a header of five words
  add_16(ip, ip_header_bytes + tcp.size());
  add_16(ip, 1);
  add_16(ip, do_not_fragment);
  add_8(ip, time_to_live);
  add_8(ip, tcp_protocol);
  add_16(ip, 0);
  ip += addresses;
  set_16(ip, checksum_in_ip, checksum(ip));
  return ip + tcp;
}

}  // namespace wiretrial::reports
