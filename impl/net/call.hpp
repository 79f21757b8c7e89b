// A call to a server: connects, sends, and reads until the end. For clients of one exchange.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "impl/net/connector.hpp"

namespace wiretrial::impl {

struct CallOptions {
  ConnectOptions connect;
  // Longest time without a byte that goes out or comes in, once connected.
  std::chrono::milliseconds idle_limit{10'000};
  // Whether the end of what is sent is shown to the server by a FIN.
  bool half_closes = false;
};

// What was being done when it failed (PROTOCOL.md FET-6 to FET-10).
struct CallFailure {
  enum class Stage { creating_socket, address, connecting, sending, receiving };
  Stage stage;
  // One line for people, without a line end.
  std::string reason;
};

// Takes the next bytes that the server sent; returns false when no more is wanted.
using TakeBytes = std::function<bool(std::string_view)>;

// Sends all of `request`, reading at the same time, so that neither side waits for the other to
// read first. Returns nothing when the server ended the connection by FIN, or `take` had enough;
// whether the response is complete, the caller must know. After a resolver that did not answer,
// what waits for it is left to the end of the process.
[[nodiscard]] std::optional<CallFailure> call(const CallOptions& options, std::string_view request,
                                              const TakeBytes& take);

}  // namespace wiretrial::impl
