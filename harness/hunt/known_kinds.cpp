#include "harness/hunt/known_kinds.hpp"

#include <utility>

namespace wiretrial::hunt {

namespace {

// A kind that the judge did not share so often is only counted: a busy machine makes screening
// suspect what is right, and the next of the kind may be wrong all the same.
constexpr std::size_t most_dismissals = 3;
// When so many of a clause in a row waited, one in so many is still tried.
constexpr std::size_t sure_after = 4;
constexpr std::size_t one_tried_of = 16;

}  // namespace

bool KnownKinds::meet(const std::string& key, const std::string& address) {
  Kind& kind = kinds_[key];
  ++kind.occurrences;
  if (kind.submitted || kind.confirmed || kind.dismissed >= most_dismissals) return false;
  if (kind.address.empty()) kind.address = address;
  return queue_.has_room();
}

void KnownKinds::submit(Suspicion suspicion) {
  Kind& kind = kinds_[suspicion.key];
  kind.submitted = true;
  kind.address = suspicion.address;
  queue_.add(chase_, std::move(suspicion));
}

bool KnownKinds::knows(const std::string& key) const {
  const auto kind = kinds_.find(key);
  return kind != kinds_.end() && kind->second.dismissed < most_dismissals;
}

void KnownKinds::confirm(const std::string& key) {
  Kind& kind = kinds_[key];
  kind.submitted = false;
  kind.confirmed = true;
  kind.address.clear();
}

void KnownKinds::dismiss(const std::string& key) {
  Kind& kind = kinds_[key];
  kind.submitted = false;
  ++kind.dismissed;
  kind.address.clear();
}

std::size_t KnownKinds::occurrences(const std::string& key) const {
  const auto kind = kinds_.find(key);
  return kind == kinds_.end() ? 0 : kind->second.occurrences;
}

std::vector<Untriaged> KnownKinds::untriaged(const std::string& subject) const {
  std::vector<Untriaged> list;
  for (const auto& [key, kind] : kinds_) {
    if (!kind.address.empty()) list.push_back({subject, key, kind.address, kind.occurrences});
  }
  return list;
}

bool KnownWaits::leaves_out(const std::string& clause) {
  const auto waits = waits_.find(clause);
  if (waits == waits_.end() || waits->second.in_a_row < sure_after) return false;
  return ++waits->second.asked % one_tried_of != 0;
}

void KnownWaits::note(const std::string& clause, bool waited) {
  if (waited) {
    ++waits_[clause].in_a_row;
  } else if (const auto waits = waits_.find(clause); waits != waits_.end()) {
    waits->second.in_a_row = 0;
  }
}

}  // namespace wiretrial::hunt
