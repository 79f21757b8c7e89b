// Steps over a JSON value nobody asked for.
#pragma once

#include "impl/wire/json_scanner.hpp"

namespace wiretrial::impl {

// Checks and steps over the value at the scanner's position, without recursion and without memory:
// up to max_header_nesting containers deep, beyond that it fails with HDR-6. Returns false when the
// scanner's error() says why.
[[nodiscard]] bool skip_value(JsonScanner& scanner);

}  // namespace wiretrial::impl
