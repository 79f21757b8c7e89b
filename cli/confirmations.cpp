#include "cli/confirmations.hpp"

#include <iterator>

namespace wiretrial::cli {

namespace {

// So many failures of each clause and cause are confirmed.
constexpr int confirmed_failures = 3;

}  // namespace

Confirmations::Next Confirmations::take(Performed& performed) {
  Kind& kind = kind_of(performed.record);
  if (kind.begun < confirmed_failures) {
    ++kind.begun;
    return Next::confirm;
  }
  if (performed.before.empty()) return Next::report;
  if (kind.finished < confirmed_failures) {
    kind.waiting.push_back(std::move(performed));
    return Next::wait;
  }
  return need_history_.contains(performed.record.plan.subject) ? Next::try_alone : Next::report;
}

Confirmations::Decided Confirmations::finish(const model::TrialRecord& record, bool comes_alone) {
  if (!comes_alone) need_history_.insert(record.plan.subject);
  Kind& kind = kind_of(record);
  if (++kind.finished < confirmed_failures) return {};
  return {std::exchange(kind.waiting, {}), need_history_.contains(record.plan.subject)};
}

std::vector<Performed> Confirmations::take_waiting() {
  std::vector<Performed> all;
  for (auto& [name, kind] : kinds_) {
    std::move(kind.waiting.begin(), kind.waiting.end(), std::back_inserter(all));
    kind.waiting.clear();
  }
  return all;
}

}  // namespace wiretrial::cli
