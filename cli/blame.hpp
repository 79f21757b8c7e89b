// Which of the trials before it a failure needs: a server may carry something from one to another.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace wiretrial::cli {

// Performs these earlier trials (by their places in the history, in its order) in a fresh subject,
// then the one that failed, and says whether it failed in the same way again. Nothing: interrupted.
using ShowAgain = std::function<std::optional<bool>(const std::vector<std::size_t>& earlier)>;

struct Blame {
  // Whether the failure came with these trials before it each time; otherwise nothing is known.
  bool shown = false;
  // The fewest that were found, by their places; one, if one suffices.
  std::vector<std::size_t> needed;
  int attempts = 0;  // how often the failed trial was performed for it
};

// `length` trials went before. To be asked only when the failure does not come without any. The
// number of attempts is bounded; where it does not suffice, more trials than needed are named.
[[nodiscard]] Blame blame_history(std::size_t length, const ShowAgain& show_again);

}  // namespace wiretrial::cli
