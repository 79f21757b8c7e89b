// The guard: a small single-threaded process between the harness and the subjects. It starts them,
// reports their output and end, and ends every descendant when the harness asks, ends or dies.
#pragma once

namespace wiretrial::exec {

// The body of the hidden subcommand `wiretrial guard`: speaks frames (frame.hpp) on standard input
// and output until its input ends. Returns the exit status.
[[nodiscard]] int run_guard();

}  // namespace wiretrial::exec
