// Packets -> the text of a pcapng file ("PCAP Next Generation (pcapng) Capture File Format",
// draft-ietf-opsawg-pcapng).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wiretrial::reports {

// An IPv4 packet as it would be on the wire.
struct Packet {
  std::uint64_t at_us = 0;
  std::string bytes;
  std::string comment;  // UTF-8; empty: none
};

struct Capture {
  std::string program;                                     // that made it
  std::string comment;                                     // on the whole
  std::string interface;                                   // its name
  std::string description;                                 // of the interface
  std::vector<std::pair<std::string, std::string>> names;  // dotted IPv4 address, name of the host
  std::vector<Packet> packets;                             // in their order; times do not decrease
};

// A section of little-endian blocks: one interface that carries IP without a link layer
// (LINKTYPE_RAW), with microseconds. Comments beyond 64 KiB, the limit of an option, are cut.
[[nodiscard]] std::string to_pcapng(const Capture& capture);

}  // namespace wiretrial::reports
