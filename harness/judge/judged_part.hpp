// Which part of the evidence expectations look at. The rest is what a race between two ends
// decides: how far a client came with its request when the answer was there already, or whether the
// end of the subject's was seen before our own.
#pragma once

#include <vector>

#include "harness/model/evidence.hpp"

namespace wiretrial::judge {

// Whether an event on `connection` ("a", "a#7") is one that an expectation on `name` ("a") is
// about.
[[nodiscard]] bool belongs(const std::string& connection, const std::string& name);

// For each event, whether it may make a difference to a verdict. False only for bytes, ends and
// expired waits on a connection behind the last expectation that looks at them. Requests are judged
// without regard to what we sent, and a client that should still be running by that alone.
[[nodiscard]] std::vector<bool> judged_part(const model::Evidence& evidence);

}  // namespace wiretrial::judge
