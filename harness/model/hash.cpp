#include "harness/model/hash.hpp"

#include <new>

#include <xxhash.h>

#include "harness/model/bytes.hpp"

namespace wiretrial::model {

struct Hash128::State {
  XXH3_state_t* xxhash = XXH3_createState();
};

std::uint64_t hash_64(std::string_view text, std::uint64_t seed) {
  return XXH64(text.data(), text.size(), seed);
}

Hash128::Hash128() : state_(std::make_unique<State>()) {
  if (state_->xxhash == nullptr) throw std::bad_alloc();
  XXH3_128bits_reset(state_->xxhash);
}

Hash128::~Hash128() {
  XXH3_freeState(state_->xxhash);
}

void Hash128::add(std::string_view data) {
  XXH3_128bits_update(state_->xxhash, data.data(), data.size());
}

std::string Hash128::hexadecimal() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_->xxhash));
  return to_hex({reinterpret_cast<const char*>(canonical.digest), sizeof canonical.digest});
}

}  // namespace wiretrial::model
