// A server that sends back what it is sent (PROTOCOL.md, section Echo).
#pragma once

#include <array>
#include <memory>
#include <string>

#include "impl/net/service.hpp"

namespace wiretrial::impl {

// Holds at most one buffer of a connection that does not take its bytes back, and then reads no
// more of it: the sender is held up by TCP, and not by memory (ECH-6).
class EchoServer {
 public:
  // Throws what Service throws.
  explicit EchoServer(const ServiceOptions& options);

  [[nodiscard]] const Service& service() const { return service_; }
  void run() { service_.run(); }
  void stop() { service_.stop(); }

 private:
  class Connection;

  // What is read goes out at once as a rule, so one buffer serves all connections.
  std::array<char, 64 * 1024> buffer_{};
  Service service_;
};

}  // namespace wiretrial::impl
