// Makes a list of cases, and the last of them, as small as they can be while they still show what
// they showed.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

#include "harness/model/exchange.hpp"
#include "harness/protocol/frame.hpp"

namespace wiretrial::hunt {

// Whether the exchanges, in a process without a past, still show the same: the same oracle, clause
// and kind of deviation, so that a search does not wander off to another fault.
using Shows = std::function<bool(const std::vector<model::Exchange>&)>;

struct Budget {
  std::size_t most_tries = 400;
  std::chrono::steady_clock::time_point deadline;
};

// What must not be lost on the way.
struct Kept {
  bool last = true;   // the last exchange: it is the one that reacts
  bool cuts = false;  // it shows only in segments; their number is made small
};

// Tries, in this order: fewer connections; no segments, a plain ending; fewer messages; fewer and
// plainer members of the header, and less content, with true lengths; fewer bytes. Gives the
// smallest that still showed; `exchanges` itself is taken to do so.
[[nodiscard]] std::vector<model::Exchange> minimise(std::vector<model::Exchange> exchanges,
                                                    const Kept& kept, const Shows& shows,
                                                    const Budget& budget,
                                                    const protocol::FrameDescription& frame);

}  // namespace wiretrial::hunt
