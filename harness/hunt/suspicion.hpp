// What is suspected of a subject before anybody has judged it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/hunt/expected.hpp"
#include "harness/model/exchange.hpp"
#include "harness/model/names.hpp"

namespace wiretrial::hunt {

// An input together with what the reference makes of it.
struct Case {
  model::Exchange exchange;
  Expected expected;
};

enum class Oracle {
  crash,         // the process ended, or a sanitizer spoke
  reaction,      // it answered, rejected, or stayed, where the reference did otherwise
  segmentation,  // the same bytes in other segments had another outcome
  repetition,    // the same bytes again had another outcome
  neighbour,     // a connection beside it was disturbed, or nobody is served any more
  sockets,       // descriptors are left behind
  memory,        // memory grows with every connection
};

}  // namespace wiretrial::hunt

namespace wiretrial::model {
template <>
struct Names<hunt::Oracle> {
  static constexpr std::array<std::pair<hunt::Oracle, std::string_view>, 7> table{
      {{hunt::Oracle::crash, "crash"},
       {hunt::Oracle::reaction, "reaction"},
       {hunt::Oracle::segmentation, "segmentation"},
       {hunt::Oracle::repetition, "repetition"},
       {hunt::Oracle::neighbour, "neighbour"},
       {hunt::Oracle::sockets, "sockets"},
       {hunt::Oracle::memory, "memory"}}};
};
}  // namespace wiretrial::model

namespace wiretrial::hunt {

// What a reaction has that is not as it must be, by the names of model::Cause where one fits
// ("hang", "spin", "no_answer", "malformed_answer", "wrong_answer", "not_rejected"), or "refused";
// empty when nothing has. An input that ends with our reset is answered or not as the subject
// likes.
[[nodiscard]] std::string_view deviation(const Case& one, const model::Reaction& reaction);

// Whether two reactions to the same bytes may both be had from a server that treats them alike. A
// reset may cost the end of an answer.
[[nodiscard]] bool alike(const model::Reaction& left, const model::Reaction& right);

// Texts that a `result` may be, in order of preference: with either kind of quotes. With `begins`
// set it need only begin with the first.
struct AcceptedResult {
  std::vector<std::string> texts;
  bool begins = false;
};
[[nodiscard]] AcceptedResult accepted_result(const Expected& expected);

// A short text of what kind of reaction it was, without what differs from input to input: two
// inputs with different texts are worth keeping both. `deviation` is what the reaction has of it.
[[nodiscard]] std::string response_signature(const Case& one, const model::Reaction& reaction,
                                             std::string_view deviation);

// The sanitizer's finding in the end of a program's standard error: its name and the innermost
// functions, without addresses; empty when there is none.
[[nodiscard]] std::string sanitizer_signature(std::string_view error_tail);

}  // namespace wiretrial::hunt
