// What can be asked of, and set on, a running process from outside (proc(5), prlimit(2)).
#pragma once

#include <cstdint>

#include "harness/model/step.hpp"

namespace wiretrial::exec {

// Every thread of the process is stopped by a signal, or the process is gone.
[[nodiscard]] bool all_stopped(int pid);

// Address space of the process, in bytes; 0 when it has gone.
[[nodiscard]] std::uint64_t address_space_bytes(int pid);

// A sanitizer's shadow memory takes up so much address space that no limit of it means anything.
inline constexpr std::uint64_t sanitized_address_space_bytes = std::uint64_t{1} << 43U;

// Limits the resource of the process; memory counts from what it has now. Throws
// std::system_error when the kernel refuses.
void limit_resource(int pid, const model::LimitResource& limit);

}  // namespace wiretrial::exec
