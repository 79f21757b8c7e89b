// What several mutants and variants of the client do, and what does not fit into a line.
#pragma once

#include <string>
#include <string_view>

namespace wiretrial::mutants {

// How a result is shown, wrongly (PROTOCOL.md APP-10).
[[nodiscard]] std::string as_format(std::string_view text);
[[nodiscard]] std::string in_ascii(std::string_view text);
[[nodiscard]] std::string up_to_zero(std::string_view text);
[[nodiscard]] std::string in_hexadecimal(std::string_view bytes);

// As Python writes a bytes object: in single quotes, unless there are such and no double ones in
// it; or in double quotes, unless there are such in it.
[[nodiscard]] std::string in_python(std::string_view bytes);
[[nodiscard]] std::string in_python_with_double_quotes(std::string_view bytes);

// Habits of a whole process.
void crash();
void sleep_for_ever();
void end_well_without_a_word();
void end_well_with_garbage();
void end_badly();
void start_slowly();
void talk_to_standard_error();
void say_success_or_failure(int status);

}  // namespace wiretrial::mutants
