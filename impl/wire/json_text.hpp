// JSON strings as text: what stands between the quotes, and the way back.
#pragma once

#include <string>
#include <string_view>

namespace wiretrial::impl {

// The text that `raw`, the inside of a JSON string literal, spells. `raw` must have been accepted
// by JsonScanner::read_string, which leaves no escape to be wrong here.
[[nodiscard]] std::string unescape_json(std::string_view raw);

// Whether `raw`, on the same condition, spells `text` (PROTOCOL.md HDR-4). It allocates only for a
// literal that has escapes and is short enough to spell `text`.
[[nodiscard]] bool json_spells(std::string_view raw, std::string_view text);

// Appends `text`, which must be UTF-8, as a JSON string literal with its quotes. Only what JSON
// demands is escaped.
void append_json_string(std::string& json, std::string_view text);

}  // namespace wiretrial::impl
