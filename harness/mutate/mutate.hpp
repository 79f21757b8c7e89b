// Messages made wrong in ways that mean something: what a fuzzer does besides turning over bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/protocol/frame.hpp"

namespace wiretrial::mutate {

// Changes a stream of messages in one to four places: values from tables of boundaries, members
// that are missing, doubled, renamed, escaped or deeply nested, lengths that lie, messages that are
// repeated, joined, torn or cut, single bytes. In seven of ten results the lengths are made true
// again, so that what is behind them is reached. The result has at most `max_bytes` bytes; the same
// arguments give the same result.
[[nodiscard]] std::string mutate_stream(std::string_view stream, std::size_t max_bytes,
                                        std::uint64_t seed,
                                        const protocol::FrameDescription& frame = {});

// The same for the header of a single message, without its prefix.
[[nodiscard]] std::string mutate_header(std::string_view header, std::size_t max_bytes,
                                        std::uint64_t seed,
                                        const protocol::FrameDescription& frame = {});

// Bytes that nobody knows anything about: some are changed, doubled, removed, or taken from a
// table.
[[nodiscard]] std::string mutate_bytes(std::string_view bytes, std::size_t max_bytes,
                                       std::uint64_t seed);

// The messages of a stream with true lengths: each prefix is the size of its header, and the length
// of the content, where the header has that member, the size of the content. What cannot be taken
// for a message stays as it is, and so does everything behind it. Repairing twice changes nothing
// more.
[[nodiscard]] std::string repair_lengths(std::string_view stream,
                                         const protocol::FrameDescription& frame = {});

}  // namespace wiretrial::mutate
