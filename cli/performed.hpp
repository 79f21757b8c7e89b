// A trial that was performed, and what is concluded when it is performed again.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/model/record.hpp"

namespace wiretrial::cli {

// Trials that one server went through, in their order.
using History = std::vector<std::shared_ptr<const model::Plan>>;

struct Performed {
  model::TrialRecord record;
  History before;  // what the same server had gone through
};

[[nodiscard]] bool is_finding(const model::Verdict& verdict);

// After such a verdict the server may no longer be what it was; after any other answer, right or
// wrong, it goes on.
[[nodiscard]] bool spoils_server(const model::Verdict& verdict);

// The same outcome for the same cause.
[[nodiscard]] bool agree(const model::Verdict& left, const model::Verdict& right);

// Whether a server was started for this trial.
[[nodiscard]] bool began_anew(const model::TrialRecord& record);

[[nodiscard]] model::TrialRecord not_run(model::Plan plan, model::Cause cause, std::string reason);

// Mixed results: `agreeing` of the `runs` after the first one came out as that did.
void call_flaky(model::TrialRecord& record, std::size_t agreeing, std::size_t runs);

// The failure comes only with these trials before it, which are named.
void name_history(model::TrialRecord& record, const History& needed);

}  // namespace wiretrial::cli
