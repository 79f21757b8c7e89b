// What several mutants and variants of the server do, and what does not fit into a line.
#pragma once

#include <string>
#include <string_view>

#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

// Every message is rejected.
void refuse_all(Rules& rules);

// A header in which nothing is ever wrong that can be overlooked.
[[nodiscard]] HeaderRules anything_goes();

// For a reader by recursion without a limit: 512 KiB of stack, as threads have them elsewhere, so
// that it makes no difference how large the frames are.
void without_depth_limit(JsonRules& rules);
void small_stack();

// Leaves a child that holds the descriptor of the listener, and does nothing.
void leave_child();

void write_a_megabyte();
void close_standard_streams();

// How a value stands in an answer (PROTOCOL.md APP-2), wrongly.
[[nodiscard]] std::string inside_quotes(std::string_view value);
[[nodiscard]] std::string in_html(std::string_view value);
[[nodiscard]] std::string trimmed(std::string_view value);

// The answer to an opaque request (PROTOCOL.md APP-7), wrongly.
[[nodiscard]] std::string ten_bytes_padded(std::string_view content);

}  // namespace wiretrial::mutants
