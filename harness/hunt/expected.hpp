// What the reference implementation makes of an input, and how far the protocol binds others to
// that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/requirement.hpp"

namespace wiretrial::hunt {

struct Expected {
  enum class Kind {
    accepted,    // a server answers, a client shows something
    rejected,    // as soon as the message is there
    incomplete,  // rejected when the stream ends, and not before
  };
  Kind kind = Kind::incomplete;
  // The clause that decides: why it is rejected, or the clause of PROTOCOL.md that says what the
  // answer is.
  std::string clause;
  std::string reason;               // of a rejection
  std::vector<std::string> states;  // of the reference's decoder, in order
  std::size_t offset = 0;           // bytes read, or before the error
  // An answer's, or of the response that is shown.
  std::string content_type;
  std::string content_encoding;
  std::string content;  // of the answer, or what is shown: bytes
  // The clause that leaves others free to accept or to reject what the reference accepted or
  // rejected; empty when they are not.
  std::string latitude;
};

// Reads a line of `wt-decode --each` (impl/app/opinion.hpp has its form) about the stream. Throws
// std::runtime_error, with the line, when it is none.
[[nodiscard]] Expected read_expected(std::string_view line, std::string_view stream,
                                     model::Role role);

}  // namespace wiretrial::hunt
