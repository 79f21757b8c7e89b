// Bytes out of a socket and into it, in the three modes that a socket has.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <poll.h>

#include "impl/sockets/descriptor.hpp"
#include "impl/sockets/wait_limit.hpp"

namespace wiretrial::impl {

enum class Mode {
  blocking,      // a call waits for as long as it takes
  non_blocking,  // a call never waits; poll does, up to a limit
  timeout,       // a call waits up to a limit (SO_RCVTIMEO, SO_SNDTIMEO)
};

// Sets O_NONBLOCK or takes it away. Throws CallError.
void set_blocking(int descriptor, bool blocking);

// Waits for these events of poll(2), or an error, without using the processor; false when the limit
// is over first. Signals do not end the wait. Throws CallError.
[[nodiscard]] bool wait_until_ready(int descriptor, short events, const WaitLimit& limit);

// Sends all of `bytes` and adds what the kernel took to `sent_bytes` as it goes. `limit` is for all
// of it, whatever the progress; mode `blocking` has none. Throws CallError: with EAGAIN and
// Outcome::timed_out when the limit is over.
void send_all(int descriptor, std::string_view bytes, Mode mode, const WaitLimit& limit,
              std::uint64_t& sent_bytes);

// One receive of up to `most` bytes; empty at the end of the stream. Throws CallError as send_all.
[[nodiscard]] std::string receive_some(int descriptor, std::size_t most, Mode mode,
                                       const WaitLimit& limit);

// Appends to `received` until the end of the stream. Throws CallError as send_all.
void receive_to_end(int descriptor, Mode mode, const WaitLimit& limit, std::string& received);

// Sends the whole file with sendfile(2), from its first byte on. Throws CallError as send_all.
void send_file(int descriptor, int file, std::size_t size, const WaitLimit& limit,
               std::uint64_t& sent_bytes);

// Ends our direction of the stream and leaves the other (shutdown(2), SHUT_WR). Throws CallError.
void half_close(int descriptor);

}  // namespace wiretrial::impl
