// Other ways to write a header, for WritingRules::header.
#pragma once

#include <string>

#include "impl/mutants/message.hpp"

namespace wiretrial::mutants {

// Right, and unusual.
[[nodiscard]] std::string header_in_other_order(const Message& message);
[[nodiscard]] std::string header_without_spaces(const Message& message);
[[nodiscard]] std::string header_on_many_lines(const Message& message);
[[nodiscard]] std::string header_with_more_members(const Message& message);
[[nodiscard]] std::string header_in_escapes(const Message& message);
[[nodiscard]] std::string header_of_8_kib(const Message& message);
[[nodiscard]] std::string header_of_big_endian(const Message& message);

// Wrong (PROTOCOL.md HDR-16).
[[nodiscard]] std::string header_with_characters_counted(const Message& message);
[[nodiscard]] std::string header_with_length_as_string(const Message& message);
[[nodiscard]] std::string header_without_byteorder(const Message& message);
[[nodiscard]] std::string header_with_native_byteorder(const Message& message);
[[nodiscard]] std::string header_with_16_bit_length(const Message& message);

}  // namespace wiretrial::mutants
