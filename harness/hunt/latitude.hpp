// Where the protocol leaves an implementation free, so that it may differ from the reference.
#pragma once

#include <string>
#include <string_view>

#include "harness/hunt/expected.hpp"

namespace wiretrial::hunt {

// The clause that allows accepting as well as rejecting the stream's first message, or empty. It is
// careful: in doubt there is such a clause. Of `expected` all but the latitude is used.
[[nodiscard]] std::string latitude(std::string_view stream, const Expected& expected);

}  // namespace wiretrial::hunt
