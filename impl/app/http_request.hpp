// The request of a client that fetches one file (PROTOCOL.md FET-1, FET-2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wiretrial::impl {

// Whether the file can stand in a request line as it is: a slash, and then visible ASCII characters
// only. Any other would end the line, or the request, before its time.
[[nodiscard]] bool can_be_requested(std::string_view file);

// A GET request of HTTP/1.0 (RFC 1945 section 5, the Host field as in RFC 9110 section 7.2);
// nothing when the file, or the host, cannot stand in one.
[[nodiscard]] std::optional<std::string> get_request(std::string_view host, std::uint16_t port,
                                                     std::string_view file);

}  // namespace wiretrial::impl
