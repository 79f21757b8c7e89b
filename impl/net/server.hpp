// A JHMP/1 server on TCP.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "impl/session/server_session.hpp"

namespace wiretrial::impl {

struct ServerOptions {
  // A name or a numeric IPv4 or IPv6 address (PROTOCOL.md CON-8); a name's first address is used.
  std::string host;
  // 0 lets the system choose.
  std::uint16_t port = 0;
  ServerSessionOptions session;
  // SIGTERM and SIGINT end run(), also those that come as soon as it listens (PROTOCOL.md SRV-7).
  bool stops_on_signals = false;
};

// Listens from construction on, serves while run() runs; one thread.
class Server {
 public:
  // Throws std::runtime_error, whose text names host, port and reason, when it cannot listen there
  // (PROTOCOL.md SRV-6).
  Server(const ServerOptions& options, Responder responder);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Where it listens: the numeric address, and the port that was chosen.
  [[nodiscard]] std::string address() const;
  [[nodiscard]] std::uint16_t port() const;

  // Serves until stop(), or a signal. No input ends it (PROTOCOL.md SRV-1).
  void run();

  // Ends run(); may be called from another thread.
  void stop();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace wiretrial::impl
