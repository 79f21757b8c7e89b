// What the codec is measured with: every program here, and every peer, reads the same bytes.
#pragma once

#include <cstddef>
#include <string>

namespace wiretrial::bench {

// The header of a search request as most clients write it; 103 bytes.
[[nodiscard]] std::string search_header();

// A header of nearly `bytes` whose four members come after unknown ones of every kind: text,
// numbers, words, arrays, objects.
[[nodiscard]] std::string mixed_header(std::size_t bytes);

// The same with one unknown member, a string of ASCII: what runs of plain text cost.
[[nodiscard]] std::string text_header(std::size_t bytes);

// A whole message with opaque content of so many bytes.
[[nodiscard]] std::string opaque_message(std::size_t content_bytes);

}  // namespace wiretrial::bench
