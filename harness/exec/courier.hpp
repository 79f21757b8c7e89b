// Exchanges with a server, one after another and as fast as they go: blocking calls and no log.
#pragma once

#include <chrono>

#include "harness/exec/loopback.hpp"
#include "harness/model/exchange.hpp"

namespace wiretrial::exec {

class Courier {
 public:
  // `server` is where the server listens; `pid` is its process, 0 when that is not known.
  Courier(Endpoint server, int pid) : server_(std::move(server)), pid_(pid) {}

  // Connects, sends, and reads to the subject's end or until the deadline, in milliseconds since
  // the last byte was sent or received, passed; who goes on and on saying a little is not listened
  // to for ever. Closes with a reset (SO_LINGER 0, socket(7)), so
  // that no TIME_WAIT uses up the ports. Errors of the connection are part of the reaction. Throws
  // std::system_error when a call fails for a reason of our own (no descriptors).
  [[nodiscard]] model::Reaction exchange(const model::Exchange& exchange,
                                         std::chrono::milliseconds deadline);

 private:
  Endpoint server_;
  int pid_;
  SocketInspector inspector_;
};

// A connection that is held open beside others, to see whether they disturb it.
class HeldConnection {
 public:
  // Connects and sends the first half of the bytes. Throws as Courier does.
  HeldConnection(const Endpoint& server, std::string bytes);
  ~HeldConnection();
  HeldConnection(const HeldConnection&) = delete;
  HeldConnection& operator=(const HeldConnection&) = delete;

  // Sends the rest and reads to the subject's end or until the deadline passed.
  [[nodiscard]] model::Reaction complete(std::chrono::milliseconds deadline);

 private:
  std::string bytes_;
  int socket_ = -1;
  bool refused_ = false;
};

}  // namespace wiretrial::exec
