// The server of wt-probe: each connection gets back what it sent, once it has half-closed (SOC-21).
#pragma once

#include <map>
#include <string>

#include "impl/sockets/listening.hpp"

namespace wiretrial::impl {

class EchoHost : public Host {
 public:
  void take(Descriptor connection) override;
  void add_to(std::vector<pollfd>& waited) const override;
  void handle(const std::vector<pollfd>& ready) override;

 private:
  struct Guest {
    Descriptor connection;
    std::string bytes;
    std::size_t sent_bytes = 0;
    bool ended = false;
  };
  // False when the connection is over.
  static bool receive(Guest& guest);
  static bool answer(Guest& guest);

  std::map<int, Guest> guests_;
};

}  // namespace wiretrial::impl
