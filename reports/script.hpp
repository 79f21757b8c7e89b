// A trial as a Python program that needs nothing but Python's standard library.
#pragma once

#include <stdexcept>
#include <string>

#include "harness/model/plan.hpp"
#include "harness/model/requirement.hpp"
#include "harness/model/subject.hpp"
#include "harness/model/verdict.hpp"

namespace wiretrial::reports {

struct ScriptSource {
  const model::Plan& plan;
  const model::Requirement& requirement;  // the clause that the plan judges
  const model::Subject& subject;
  const model::Verdict* verdict = nullptr;  // what was found; null when it was never performed
};

// The plan has a step that only the harness can do. The message says which and why.
class ScriptImpossible : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The text of a program for Python 3.8 and later that starts the subject (or takes a server that
// runs), does the plan's steps with exactly its bytes and cuts, prints what went to and fro, and
// ends with status 1 when an expectation is not met, 0 when all are. The payloads of the plan must
// be loaded. Throws ScriptImpossible.
[[nodiscard]] std::string render_script(const ScriptSource& source);

}  // namespace wiretrial::reports
