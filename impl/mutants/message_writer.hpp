// Messages as bytes (PROTOCOL.md FRM-1, HDR-16).
#pragma once

#include <string>
#include <string_view>

#include "impl/mutants/message.hpp"
#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

// The message as it goes over the wire; content_length is made from the content.
[[nodiscard]] std::string write_message(Message message, const WritingRules& rules);

// `text`, which is UTF-8, as a JSON string with its quotes and no more escapes than it needs.
[[nodiscard]] std::string quoted(std::string_view text);

// The same with an escape for each character.
[[nodiscard]] std::string quoted_in_escapes(std::string_view text);

// The same without characters above U+FFFF.
[[nodiscard]] std::string quoted_without_high_planes(std::string_view text);

// The header of a message, as the original program writes it.
[[nodiscard]] std::string plain_header(const Message& message);

// Whether this machine is a big-endian one, for Header::big_endian.
[[nodiscard]] bool is_big_endian_machine();

}  // namespace wiretrial::mutants
