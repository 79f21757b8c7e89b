// What the smoke exchanges of each subject and role came to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/performed.hpp"

namespace wiretrial::cli {

// Why the other trials of a group are not run.
struct Hopeless {
  model::Cause cause = model::Cause::none;
  std::string reason;
};

class SmokeResults {
 public:
  // A server that was not ready makes its group hopeless at once.
  void add(const std::string& group, Performed performed);
  // So are, from now on, groups of which no exchange passed.
  void give_up_where_none_passed();
  // Nothing while there is hope.
  [[nodiscard]] const Hopeless* hopeless(const std::string& group) const;
  [[nodiscard]] std::vector<Performed> take();

 private:
  std::map<std::string, std::vector<Performed>> results_;
  std::map<std::string, Hopeless> hopeless_;
};

}  // namespace wiretrial::cli
