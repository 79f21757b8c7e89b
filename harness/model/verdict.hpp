// Verdicts: the words of DESIGN.md and nothing else.
#pragma once

#include <string>
#include <vector>

#include "harness/model/names.hpp"

namespace wiretrial::model {

enum class Outcome {
  pass,
  non_strict,
  fail,
  informational,
  unsupported,
  flaky,
  not_run,
  harness_error,
};

template <>
struct Names<Outcome> {
  static constexpr std::array<std::pair<Outcome, std::string_view>, 8> table{
      {{Outcome::pass, "pass"},
       {Outcome::non_strict, "non_strict"},
       {Outcome::fail, "fail"},
       {Outcome::informational, "informational"},
       {Outcome::unsupported, "unsupported"},
       {Outcome::flaky, "flaky"},
       {Outcome::not_run, "not_run"},
       {Outcome::harness_error, "harness_error"}}};
};

// In the order in which they are looked for: the first that fits is the cause.
enum class Cause {
  none,
  not_ready,
  crash,
  spin,  // processor time that nothing accounts for: idle and busy, or out of proportion
  early_answer,
  malformed_answer,
  not_rejected,
  wrong_answer,
  hang,
  no_answer,
  wrong_exit,
  wrong_request,
  wrong_message,
  leak,
  memory,
  inconsistent,
  control_failed,
};

template <>
struct Names<Cause> {
  static constexpr std::array<std::pair<Cause, std::string_view>, 17> table{
      {{Cause::none, ""},
       {Cause::not_ready, "not_ready"},
       {Cause::crash, "crash"},
       {Cause::spin, "spin"},
       {Cause::early_answer, "early_answer"},
       {Cause::malformed_answer, "malformed_answer"},
       {Cause::not_rejected, "not_rejected"},
       {Cause::wrong_answer, "wrong_answer"},
       {Cause::hang, "hang"},
       {Cause::no_answer, "no_answer"},
       {Cause::wrong_exit, "wrong_exit"},
       {Cause::wrong_request, "wrong_request"},
       {Cause::wrong_message, "wrong_message"},
       {Cause::leak, "leak"},
       {Cause::memory, "memory"},
       {Cause::inconsistent, "inconsistent"},
       {Cause::control_failed, "control_failed"}}};
};

struct Verdict {
  Outcome outcome = Outcome::pass;
  Cause cause = Cause::none;
  std::string expected;
  std::string actual;
  std::string reason;       // for unsupported, not_run, flaky and harness_error
  std::string place;        // where in the evidence: "run 1, event 12"
  std::string termination;  // fin, rst, half_close, open_at_deadline, refused, timed_out, or empty
  std::string process;      // alive, exited n, signal n, unknown
  std::string exactness = "exact";  // or "approximate"

  bool operator==(const Verdict&) const = default;
};

}  // namespace wiretrial::model
