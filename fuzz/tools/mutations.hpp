// The mutators that targets choose from, by what their input is; each is a `mutate_input` as in
// target.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wiretrial::fuzz {

// A stream of messages, and decisions behind it.
[[nodiscard]] std::string mutate_stream_input(std::string_view input, std::size_t max_bytes,
                                              std::uint64_t seed);
// The header of a message.
[[nodiscard]] std::string mutate_header_input(std::string_view input, std::size_t max_bytes,
                                              std::uint64_t seed);
// JSON: values are replaced, removed, doubled or moved; now and then the text itself is damaged.
[[nodiscard]] std::string mutate_json_input(std::string_view input, std::size_t max_bytes,
                                            std::uint64_t seed);
// Any bytes.
[[nodiscard]] std::string mutate_bytes_input(std::string_view input, std::size_t max_bytes,
                                             std::uint64_t seed);

}  // namespace wiretrial::fuzz
