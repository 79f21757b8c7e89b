// The server: it listens, accepts, and lets each connection go on when something happens to it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "impl/mutants/connection.hpp"
#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

struct ServerOptions {
  // A numeric address of IPv4 or IPv6 (PROTOCOL.md CON-8).
  std::string host;
  std::string port;
  ConnectionLimits limits;
};

class Server {
 public:
  Server(ServerOptions options, const Rules& rules);

  // Listens. Throws std::system_error if the address cannot be had (PROTOCOL.md SRV-6).
  void listen();

  // Serves until a signal ends the process; returns only when a rule says so.
  void run();

 private:
  using Connections = std::vector<std::unique_ptr<Connection>>;

  // One turn: waits for the listener, unless it is -1, and for the connections. False if it is
  // over.
  bool turn(int listener, Connections& connections);
  void become_worker();
  [[nodiscard]] bool accepts(const Connections& connections) const;
  [[nodiscard]] int wait_ms(bool listens, const Connections& connections) const;
  void accept_all(int listener, Connections& connections);
  bool accept_failed(int error, Connections& connections);
  void begin(int descriptor, Connections& connections);
  void begin_thread(int descriptor, const Rules& rules);
  void begin_process(int descriptor, const Rules& rules);
  void serve_alone(int descriptor, const Rules& rules);
  void break_off_others(const Connections& connections) const;
  bool remove_ended(Connections& connections);

  const ServerOptions options_;
  const Rules rules_;
  Rules changed_rules_;
  int listener_ = -1;
  Clock::time_point accepts_again_at_;
  History history_;
};

}  // namespace wiretrial::mutants
