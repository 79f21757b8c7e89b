// Shows a suspicion again, or not: the same exchanges in a fresh process, looked at by the same
// oracle.
#pragma once

#include <string>
#include <vector>

#include "harness/hunt/access.hpp"
#include "harness/hunt/finding.hpp"
#include "harness/model/requirement.hpp"
#include "harness/protocol/frame.hpp"

namespace wiretrial::hunt {

// What every part of a hunt needs of the one subject it is after. All outlive the hunt.
struct Chase {
  std::string subject;
  std::string subject_version;
  model::Role role = model::Role::server;
  Access* access = nullptr;
  Reference* reference = nullptr;
  protocol::FrameDescription frame;
  Case control;  // an exchange that goes well with every server
};

// What the reference makes of each exchange. Where a subject may wait for more, an ending that
// leaves our end open is made FIN, for nothing could be seen otherwise.
[[nodiscard]] std::vector<Case> cases_of(const Chase& chase,
                                         const std::vector<model::Exchange>& exchanges);

// Keys of suspicions.
[[nodiscard]] std::string reaction_key(const Case& one, std::string_view deviation);
[[nodiscard]] std::string crash_key(const ServerLook& look);
[[nodiscard]] std::string case_key(Oracle oracle, const Case& one);

// Starts a fresh server, which serves from the first exchange on: until it has answered the control
// exchange it is not ready, although it listens. Empty, or why there is none.
[[nodiscard]] std::string open_serving(const Chase& chase);

// After an exchange that was still open at its deadline: whether the server rests and serves
// others. One that does neither is ended at once.
[[nodiscard]] bool still_serves(const Chase& chase);

// Of what is left behind (descriptors, memory), the kind of exchange in the history that leaves it:
// each kind by itself in a fresh server, those that we reset first. The suspicion is then about
// that kind alone; as it was when no kind shows it alone.
[[nodiscard]] Suspicion narrowed(const Chase& chase, const Suspicion& suspicion);

// Whether the exchanges, in a server without a past, show a suspicion of this oracle and key. A
// server that does not become ready shows nothing.
[[nodiscard]] bool shows(const Chase& chase, Oracle oracle, const std::string& key,
                         const std::vector<model::Exchange>& exchanges);

}  // namespace wiretrial::hunt
