// Text in a page's script element, at a fraction of its size: a browser unpacks it without a
// library.
#pragma once

#include <string>
#include <string_view>

namespace wiretrial::reports {

// The text compressed (RFC 1950: what a browser's DecompressionStream calls "deflate") and in
// base64 (RFC 4648, section 4), which has no sign that means anything in HTML. The same text always
// gives the same result with one version of zlib. Throws std::bad_alloc and nothing else.
[[nodiscard]] std::string packed(std::string_view text);

}  // namespace wiretrial::reports
