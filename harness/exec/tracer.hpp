// The tracer: injects faults into a static program, whose system calls only the kernel sees, by
// ptrace(2). It stands beside the program and not above it: the program keeps its process id, its
// parent, its signals and its exit status.
#pragma once

#include <string>
#include <vector>

namespace wiretrial::exec {

// The body of the hidden subcommand `wiretrial tracer CHANNEL COMMAND...`: leaves a tracer behind
// and becomes the command. Returns only when the command cannot be started, with the exit status.
// A program that cannot be traced runs untraced, and nothing reports in on the channel.
[[nodiscard]] int run_tracer(const std::vector<std::string>& words);

// Whether a process of ours may be traced, and whether this is a machine whose registers the
// tracer knows: the reason why not, or nothing.
[[nodiscard]] std::string missing_tracer();

}  // namespace wiretrial::exec
