// A server that waves at whoever connects (PROTOCOL.md, section Wave).
#pragma once

#include <array>
#include <chrono>
#include <memory>

#include "impl/net/service.hpp"

namespace wiretrial::impl {

class WaveServer {
 public:
  // Waves at once when a connection is made, and again after each interval. Throws what Service
  // throws.
  WaveServer(const ServiceOptions& options, std::chrono::milliseconds interval);

  [[nodiscard]] const Service& service() const { return service_; }
  void run() { service_.run(); }
  void stop() { service_.stop(); }

 private:
  class Connection;

  std::chrono::milliseconds interval_;
  std::array<char, 4096> ignored_{};
  Service service_;
};

}  // namespace wiretrial::impl
