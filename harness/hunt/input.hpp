// The inputs of a hunt: each can be made again from its address alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/exchange.hpp"
#include "harness/protocol/frame.hpp"

namespace wiretrial::hunt {

// `seed:index`, or `seed:index.index...` for an input that was made from an earlier one, which was
// made from a still earlier one: the first index stands for the oldest.
struct Address {
  std::uint64_t seed = 0;
  std::vector<std::uint64_t> lineage;

  bool operator==(const Address&) const = default;
};

[[nodiscard]] std::string text_of(const Address& address);

// Reads what `text_of` wrote; nothing when it is no address.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

struct Input {
  Address address;
  model::Exchange exchange;
};

inline constexpr std::size_t longest_lineage = 12;

// Makes inputs by mutating the streams that it begins with. The same streams, seed and lineage give
// the same input on every machine.
class Generator {
 public:
  // `streams` must not be empty.
  Generator(std::uint64_t seed, std::vector<std::string> streams, protocol::FrameDescription frame);

  // `lineage` must not be empty.
  [[nodiscard]] Input make(const std::vector<std::uint64_t>& lineage) const;

  [[nodiscard]] std::uint64_t seed() const { return seed_; }

 private:
  [[nodiscard]] std::string begin(std::uint64_t number) const;

  std::uint64_t seed_;
  std::vector<std::string> streams_;
  protocol::FrameDescription frame_;
};

}  // namespace wiretrial::hunt
