// Which of the two programs of a pair is at fault. What each was given and what it made of it
// stands in the evidence, at our two ends of the proxied connection.
#pragma once

#include <string>
#include <string_view>

#include "harness/judge/view.hpp"
#include "harness/model/plan.hpp"

namespace wiretrial::judge {

// "at fault: the server NAME: WHY; ..." with the note that a proxy stood between the two.
[[nodiscard]] std::string blamed(const model::Plan& plan, bool server, std::string_view why);

// The one at fault for a moment that was not as expected. A client that shows no result is innocent
// when no right response left the server although a whole request had reached it, and a server that
// does not answer is innocent when the client's request was none.
[[nodiscard]] std::string blame_for(const model::Plan& plan, const RunView& run,
                                    const Moment& moment);

}  // namespace wiretrial::judge
