// What several runs of one trial have in common: the same outcome (FRM-2, HDR-17), or messages that
// can be told apart (CLI-3).
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "harness/judge/finding.hpp"
#include "harness/judge/view.hpp"
#include "harness/model/evidence.hpp"
#include "harness/model/plan.hpp"

namespace wiretrial::judge {

// What a run came to, thing by thing ("the end of a": "ended"); equal for runs with the same
// outcome.
using RunOutcome = std::map<std::string, std::string>;

// Of a server: what its message on each connection says and how the connection ended, FIN and RST
// being one class, as far as an expectation looks at it. Of a client: success or failure, its exit
// status where that is what it says so with, and the result that it shows, wherever that stands in
// its output. How the bytes were cut, and what is free to be another each time, is no part of it:
// the order of members, members beside `result`, a client's other words.
[[nodiscard]] RunOutcome outcome_of(const model::Plan& plan, const model::Evidence& evidence,
                                    const RunView& view);

// The first thing in which two outcomes differ, with its value in either of the runs of these
// names; empty when they are the same.
[[nodiscard]] std::string difference(const RunOutcome& one, const std::string& name_of_one,
                                     const RunOutcome& other, const std::string& name_of_other);

// Each run against those before it, as the plan says. `views` are those of `evidence`, which may
// have more.
[[nodiscard]] Finding compare_runs(const model::Plan& plan,
                                   std::span<const model::Evidence> evidence,
                                   const std::vector<RunView>& views);

}  // namespace wiretrial::judge
