// What a step expects. The executor reads from it only how long to wait; whether it was met is the
// judge's business.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/model/byte_match.hpp"
#include "harness/model/names.hpp"

namespace wiretrial::model {

enum class ExpectationKind {
  response,               // server: one whole, well-formed, right message, then the end
  rejection,              // server: no byte, then the end
  response_or_rejection,  // server: either of the two, nothing else
  closed,                 // server: the end without a whole message (an idle limit)
  nothing,                // server: no byte so far; open or ended is all the same
  silence,                // server: no byte during the whole reaction deadline
  request,                // client: one whole, well-formed, right request
  running,                // client: has reported nothing and not ended so far
  success,                // client: ends well and shows the result
  failure,                // client: ends badly, says so, shows no result
  success_or_failure,     // client: ends by itself, either way
  exit,                   // process: ends, with any status
  failing_exit,           // process: ends with a status other than 0 and says why
  sockets_released,       // vitals: no more socket descriptors than at the snapshot `reference`
  memory_bounded,         // vitals: resident memory grew by less than `bytes` since `reference`
  memory_settled,         // vitals: growth above `bytes` in each interval between the snapshots
                          // `references`
  no_spin,                // vitals: no thread was busy while nothing was due
  processor_time_proportional,  // vitals: a message that is `times` as long costs about as much
                                // more processor time; `references` are snapshots around a short
                                // one and around a long one, again for each attempt
  // Of protocols that are known as data alone, for both roles:
  bytes,    // the next bytes of the stream, behind those that earlier ones of this kind took
  end,      // the end of the connection, and no byte that none of them took
  open,     // settled, not ended, and no such byte
  written,  // the program has written a text, and may go on
};

template <>
struct Names<ExpectationKind> {
  static constexpr std::array<std::pair<ExpectationKind, std::string_view>, 22> table{
      {{ExpectationKind::response, "response"},
       {ExpectationKind::rejection, "rejection"},
       {ExpectationKind::response_or_rejection, "response_or_rejection"},
       {ExpectationKind::closed, "closed"},
       {ExpectationKind::nothing, "nothing"},
       {ExpectationKind::silence, "silence"},
       {ExpectationKind::request, "request"},
       {ExpectationKind::running, "running"},
       {ExpectationKind::success, "success"},
       {ExpectationKind::failure, "failure"},
       {ExpectationKind::success_or_failure, "success_or_failure"},
       {ExpectationKind::exit, "exit"},
       {ExpectationKind::failing_exit, "failing_exit"},
       {ExpectationKind::sockets_released, "sockets_released"},
       {ExpectationKind::memory_bounded, "memory_bounded"},
       {ExpectationKind::memory_settled, "memory_settled"},
       {ExpectationKind::no_spin, "no_spin"},
       {ExpectationKind::processor_time_proportional, "processor_time_proportional"},
       {ExpectationKind::bytes, "bytes"},
       {ExpectationKind::end, "end"},
       {ExpectationKind::open, "open"},
       {ExpectationKind::written, "written"}}};
};

// Which content is right. Several texts mean: any one of them.
enum class MatchKind {
  anything,       // any well-formed message of the right form
  result_equals,  // JSON object whose `result` is one of `texts`
  result_begins,  // JSON object whose `result` begins with one of `texts`
  json_equals,    // JSON content equal, as a value, to one of `texts` (JSON texts)
  opaque_equals,  // opaque content equal to one of `texts` (bytes)
  shows,          // client: standard output contains one of `texts` (bytes)
};

template <>
struct Names<MatchKind> {
  static constexpr std::array<std::pair<MatchKind, std::string_view>, 6> table{
      {{MatchKind::anything, "anything"},
       {MatchKind::result_equals, "result_equals"},
       {MatchKind::result_begins, "result_begins"},
       {MatchKind::json_equals, "json_equals"},
       {MatchKind::opaque_equals, "opaque_equals"},
       {MatchKind::shows, "shows"}}};
};

struct Match {
  MatchKind kind = MatchKind::anything;
  std::vector<std::string> texts;
  // One for each text when a text lies beside the record instead of in it: its hash, or empty.
  std::vector<std::string> payloads;
  // Header values that a right message also has, empty when they are free (APP-7, APP-8, APP-9).
  std::string content_type;
  std::string content_encoding;

  bool operator==(const Match&) const = default;
};

struct Expectation {
  ExpectationKind kind = ExpectationKind::response;
  Match match;
  std::vector<std::string> references;  // names of vitals snapshots
  std::size_t bytes = 0;                // for the memory expectations
  // The connection ends with FIN, not RST (FRM-8); elsewhere both are the same.
  bool without_reset = false;
  std::size_t times = 0;  // for processor_time_proportional: the long message by the short one
  ByteMatch match_bytes = {};  // for `bytes`
  ProgramMatch program = {};   // for `exit` and `written`
  std::string ending = {};     // for `end`: "fin" or "rst" where it must be that; empty: either

  bool operator==(const Expectation&) const = default;
};

}  // namespace wiretrial::model
