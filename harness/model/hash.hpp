// Hashes that are the same on every machine: seeds of trials, names of payloads, the identity of a
// scenario set.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace wiretrial::model {

// XXH64 of the text with a seed.
[[nodiscard]] std::uint64_t hash_64(std::string_view text, std::uint64_t seed);

// XXH3-128 of bytes that come piece by piece.
class Hash128 {
 public:
  Hash128();
  ~Hash128();
  Hash128(const Hash128&) = delete;
  Hash128& operator=(const Hash128&) = delete;

  void add(std::string_view data);
  // 32 lower-case hexadecimal digits, the canonical form.
  [[nodiscard]] std::string hexadecimal() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wiretrial::model
