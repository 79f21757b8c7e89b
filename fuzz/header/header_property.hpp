// A parser of headers accepts a header when nlohmann/json, with its laxities made good one by one,
// finds a right header in it, and then both have the same members. An error lies inside the header
// and is the same however often it is asked for.
#pragma once

#include <functional>
#include <string_view>

#include "fuzz/tools/oracles.hpp"
#include "impl/wire/header_parser.hpp"

namespace wiretrial::fuzz {

using HeaderParser = std::function<impl::Result<impl::ParsedHeader>(std::string_view)>;

// Checks one header; what is behind its greatest size is ignored.
void check_header(const HeaderParser& parse, std::string_view header, OracleSet oracles);

}  // namespace wiretrial::fuzz
