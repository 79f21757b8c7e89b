// One thing that is not as expected, before it is weighed.
#pragma once

#include <string>

#include "harness/model/verdict.hpp"

namespace wiretrial::judge {

struct Finding {
  model::Cause cause = model::Cause::none;
  std::string expected;
  std::string actual;
  std::string place;
  std::string blame = {};        // in a pair: which of the two is at fault, and why
  bool of_clause_alone = false;  // it breaks the clause on trial and, whatever its cause, no other

  [[nodiscard]] bool any() const { return cause != model::Cause::none; }
};

}  // namespace wiretrial::judge
