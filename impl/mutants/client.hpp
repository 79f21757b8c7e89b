// The client: a request made, exchanged and its response shown (PROTOCOL.md APP-9 to APP-11,
// CLI-1).
#pragma once

#include <string>

#include "impl/mutants/client_connector.hpp"
#include "impl/mutants/client_exchange.hpp"
#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

struct ClientOptions {
  Peer peer;
  ExchangeLimits limits;
  std::string action;
  std::string value;
};

// The bytes of the request (APP-9).
[[nodiscard]] std::string request_of(const ClientOptions& options, const Rules& rules);

// Performs the exchange, writes to standard output and standard error, and returns the exit status.
[[nodiscard]] int run_client(const ClientOptions& options, const Rules& rules);

}  // namespace wiretrial::mutants
