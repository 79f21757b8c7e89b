// A name and a port to a connected socket (PROTOCOL.md CLI-2, CLI-4, CLI-7, CON-8).
#pragma once

#include <chrono>
#include <string>
#include <variant>

#include "impl/mutants/client_failure.hpp"

namespace wiretrial::mutants {

struct Peer {
  std::string host;
  std::string port;
  std::chrono::milliseconds connect_limit{5'000};
};

// A non-blocking socket that belongs to the caller, or why there is none. A resolver that does not
// answer is left behind in a thread, so that the process should end without destructors.
[[nodiscard]] std::variant<int, Failure> connect_to(const Peer& peer, const ConnectRules& rules);

}  // namespace wiretrial::mutants
