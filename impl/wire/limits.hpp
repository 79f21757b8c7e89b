// The sizes JHMP/1 fixes, and those a receiver chooses.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wiretrial::impl {

// The header length is an unsigned big-endian number of two bytes (PROTOCOL.md FRM-1).
inline constexpr std::size_t length_field_bytes = 2;

// What two bytes can say; every such length is accepted (PROTOCOL.md FRM-6).
inline constexpr std::size_t max_header_bytes = 65'535;

// Containers inside a header's unknown member. The protocol asks for 32 (PROTOCOL.md HDR-5); 64 is
// what one machine word remembers, so that no depth costs memory or stack (PROTOCOL.md HDR-6).
inline constexpr unsigned max_header_nesting = 64;

// 16 MiB, the content a receiver takes unless it is told otherwise (PROTOCOL.md CNT-9).
inline constexpr std::uint64_t default_max_content_bytes = 16ULL * 1024 * 1024;

struct Limits {
  // A header that declares more is rejected before its content arrives (PROTOCOL.md HDR-9).
  std::uint64_t max_content_bytes = default_max_content_bytes;
};

}  // namespace wiretrial::impl
