// The socket that listens.
#pragma once

#include <string>

#include "impl/mutants/server_rules.hpp"

namespace wiretrial::mutants {

// A non-blocking socket that listens on a numeric address. Throws std::system_error when it cannot
// be had; the error of a port that is taken is EADDRINUSE (PROTOCOL.md SRV-6).
[[nodiscard]] int open_listener(const std::string& host, const std::string& port,
                                const ProcessRules& rules);

}  // namespace wiretrial::mutants
