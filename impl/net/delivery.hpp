// How much of what was sent the peer has acknowledged.
#pragma once

#include <chrono>
#include <cstddef>

namespace wiretrial::impl {

// How often a connection whose peer is slow to read asks for its delivery. The system tells when
// there is room for more, not when bytes are acknowledged, so this is asked for; ten times a second
// costs nothing and is much finer than any sensible limit.
inline constexpr std::chrono::milliseconds delivery_check_interval{100};

// Bytes handed to the socket that the peer has not acknowledged; a FIN counts as one. Where the
// system cannot say (it is not Linux), and on an error, this is 0: handed over counts as delivered.
[[nodiscard]] std::size_t undelivered_bytes(int socket_descriptor);

}  // namespace wiretrial::impl
