// Whether faults inside a subject can be produced on this machine.
#pragma once

#include <string>

namespace wiretrial::exec {

// Each, as missing_tracer() of tracer.hpp, gives the reason as a user should read it, or nothing
// when the means is there.
[[nodiscard]] std::string missing_preload(const std::string& own_program);
[[nodiscard]] std::string missing_socket_destroy();

}  // namespace wiretrial::exec
