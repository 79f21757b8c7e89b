// How whoever waits is told that the user wants the run to end.
#pragma once

#include <exception>

namespace wiretrial::exec {

// Asked for by Ctrl-C: what was observed so far of the trial is dropped, processes are ended.
class Interrupted : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

}  // namespace wiretrial::exec
