// The end of plain text is the same whether it is looked for sixteen bytes at a time, eight, or
// one, from wherever it is looked for; no byte beyond the text is read.
#pragma once

#include <functional>
#include <string_view>

#include "fuzz/tools/oracles.hpp"

namespace wiretrial::fuzz {

using EndOfPlain = std::function<const char*(const char* next, const char* end)>;

// Holds `find_end` against the definition, which goes byte by byte.
void check_plain_text(const EndOfPlain& find_end, std::string_view text, OracleSet oracles);

}  // namespace wiretrial::fuzz
