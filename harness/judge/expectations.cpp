#include "harness/judge/expectations.hpp"

#include "harness/judge/byte_expectations.hpp"
#include "harness/judge/client_expectations.hpp"
#include "harness/judge/match.hpp"
#include "harness/judge/vitals_expectations.hpp"
#include "harness/model/bytes.hpp"

namespace wiretrial::judge {

using model::Cause;
using model::Expectation;
using model::ExpectationKind;
using protocol::ReadState;

namespace {

// A connection that is still open when its end is due hangs; one that ended did not answer.
Finding missing_end(const ConnectionView& connection, std::string expected, std::string_view what) {
  if (!connection.ended_in_time()) {
    return {Cause::hang, std::move(expected),
            std::string(what) + "; the connection was still open at the deadline", ""};
  }
  return {Cause::no_answer, std::move(expected),
          std::string(what) + "; the connection ended (" + connection.ending_words() + ")", ""};
}

Finding check_response(const Expectation& expectation, const ConnectionView& connection) {
  const std::string expected = describe(expectation.match) + ", then the end of the connection";
  if (!connection.connected) return not_connected(connection, expected);
  if (connection.answered_early()) {
    return {Cause::early_answer, "nothing before the whole message has arrived",
            "answered " + model::printable(connection.received), ""};
  }
  if (connection.received.empty()) return missing_end(connection, expected, "no byte came");
  const auto read = protocol::read_strictly(connection.received);
  if (read.state == ReadState::malformed) {
    return {Cause::malformed_answer, "a well-formed message",
            read.error.clause + " at byte " + std::to_string(read.error.offset) + ": " +
                read.error.reason,
            ""};
  }
  if (read.state == ReadState::incomplete) {
    return missing_end(
        connection, expected,
        "only a part of a message came: " + std::to_string(connection.received.size()) + " bytes");
  }
  if (connection.received.size() > read.message.size) {
    return {Cause::malformed_answer, "one message",
            std::to_string(connection.received.size() - read.message.size) +
                " bytes came behind the message",
            ""};
  }
  const std::string wrong = mismatch(expectation.match, read);
  if (!wrong.empty()) return {Cause::wrong_answer, expected, wrong, ""};
  if (!connection.ended_in_time())
    return missing_end(connection, expected, "the right answer came");
  if (expectation.without_reset && connection.ending == Ending::rst) {
    return {Cause::wrong_answer, expected + " by FIN", "the right answer came, then a reset", ""};
  }
  return {};
}

Finding check_rejection(const ConnectionView& connection) {
  const std::string expected = "a rejection: no byte, and the end of the connection";
  if (!connection.connected) return not_connected(connection, expected);
  if (connection.answered_early()) {
    return {Cause::early_answer, expected, "answered " + model::printable(connection.received), ""};
  }
  if (!connection.received.empty()) {
    return {Cause::not_rejected, expected, "answered " + model::printable(connection.received), ""};
  }
  if (connection.ended_in_time() || connection.ended_by_us) return {};
  return {Cause::hang, expected, "no byte came; the connection was still open at the deadline", ""};
}

Finding check_nothing(const ConnectionView& connection) {
  if (!connection.connected) return not_connected(connection, "a connection");
  if (connection.not_taken().empty()) return {};
  return {Cause::early_answer, "nothing before the whole message has arrived",
          "answered " + model::printable(connection.not_taken()), ""};
}

Finding check_closed(const ConnectionView& connection) {
  const std::string expected = "the connection closed when the limit passed, without an answer";
  if (!connection.connected) return not_connected(connection, expected);
  // An answer that was cut off is an end without a message, as it should be for a peer that stopped
  // reading.
  const bool whole = protocol::read_strictly(connection.received).state == ReadState::complete;
  if (whole || connection.answered_early()) {
    return {connection.answered_early() ? Cause::early_answer : Cause::not_rejected, expected,
            "answered " + model::printable(connection.received), ""};
  }
  if (connection.ended_in_time()) return {};
  return {Cause::hang, expected, "still open when the limit and the reaction deadline had passed",
          ""};
}

Finding check_connection(const Expectation& expectation, const ConnectionView& connection,
                         model::Role role) {
  switch (expectation.kind) {
    case ExpectationKind::response:
      return check_response(expectation, connection);
    case ExpectationKind::rejection:
      return check_rejection(connection);
    case ExpectationKind::response_or_rejection:
      return connection.received.empty() ? check_rejection(connection)
                                         : check_response(expectation, connection);
    case ExpectationKind::closed:
      return check_closed(connection);
    case ExpectationKind::nothing:
    case ExpectationKind::silence:
      return check_nothing(connection);
    case ExpectationKind::bytes:
    case ExpectationKind::end:
    case ExpectationKind::open:
      return check_bytes(expectation, connection, role);
    default:
      return check_request(expectation, connection);
  }
}

bool is_about_connection(ExpectationKind kind) {
  return kind <= ExpectationKind::request || is_about_bytes(kind);
}

bool earlier(const Finding& left, const Finding& right) {
  return left.any() && (!right.any() || left.cause < right.cause);
}

}  // namespace

Finding check(const model::Plan& plan, const RunView& run, const Moment& moment) {
  const Expectation& expectation = *moment.expectation;
  if (!is_about_connection(expectation.kind)) {
    const Finding of_vitals = check_vitals(expectation, run);
    return of_vitals.any() ? of_vitals : check_process(plan, expectation, moment);
  }
  if (moment.connections.empty()) {
    return {Cause::no_answer, "a connection",
            "there was none: the steps before did not come so far", ""};
  }
  Finding first;
  for (const ConnectionView& connection : moment.connections) {
    Finding finding = check_connection(expectation, connection, plan.role);
    if (!earlier(finding, first)) continue;
    if (moment.connections.size() > 1) finding.actual = connection.name + ": " + finding.actual;
    first = std::move(finding);
  }
  return first;
}

std::string observed(const Moment& moment) {
  if (!is_about_connection(moment.expectation->kind)) {
    const ProcessView& process = moment.process;
    if (!process.ended) return "";
    return process.words() +
           (process.output.empty() ? "" : ", shown: " + model::printable(process.output));
  }
  if (moment.connections.empty()) return "";
  const ConnectionView& connection = moment.connections.front();
  const std::string ending = connection.ending_words();
  const std::string ended = ending.empty() ? "" : " (" + ending + ")";
  if (connection.received.empty()) return ending.empty() ? "no byte" : "rejected" + ended;
  return "answered " + model::printable(connection.received) + ended;
}

}  // namespace wiretrial::judge
