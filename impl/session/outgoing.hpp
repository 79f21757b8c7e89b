// A message on its way out: bytes that shrink from the front.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "impl/wire/message.hpp"

namespace wiretrial::impl {

class Outgoing {
 public:
  Outgoing() = default;

  // Throws std::length_error as encode_prefix does.
  explicit Outgoing(Message message);

  [[nodiscard]] bool empty() const { return next().empty(); }

  // The bytes to send next, not always all that are left; valid until advance().
  [[nodiscard]] std::string_view next() const;

  // The first `count` bytes of next() were handed to the network.
  void advance(std::size_t count);

 private:
  std::string prefix_;
  std::string content_;
  std::size_t sent_ = 0;
};

}  // namespace wiretrial::impl
