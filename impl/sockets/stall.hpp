// The programs of the stall suite: a peer that takes so much and no more, one who sends to such a
// peer, and one who waits for a peer that says nothing (PROTOCOL.md, "Stalls").
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string_view>

#include "impl/sockets/listening.hpp"
#include "impl/sockets/report.hpp"

namespace wiretrial::impl {

// Takes the first bytes of each connection, as many as it is told, and reads no more; never writes,
// never closes (STL-1 to STL-5).
class StallHost : public Host {
 public:
  explicit StallHost(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}

  void take(Descriptor connection) override;
  void add_to(std::vector<pollfd>& waited) const override;
  void handle(const std::vector<pollfd>& ready) override;

 private:
  struct Guest {
    Descriptor connection;
    std::uint64_t left_bytes = 0;
  };
  // False when the connection was reset.
  static bool receive(Guest& guest);

  std::uint64_t most_bytes_;
  std::map<int, Guest> guests_;
};

struct StallOptions {
  Place place;
  std::string value;
  std::chrono::milliseconds connect_limit{5'000};
  // Of waiting for room without progress.
  std::chrono::milliseconds send_limit{10'000};
  // Of waiting for bytes without progress.
  std::chrono::milliseconds response_limit{10'000};
};

// Sends the value; says on standard error when it first has to wait for room (STL-6 to STL-9).
[[nodiscard]] Report send_to_staller(const StallOptions& options);

// Receives to the end of the stream; says on standard error when it first has to wait (STL-10 on).
[[nodiscard]] Report await_silent(const StallOptions& options);

}  // namespace wiretrial::impl
