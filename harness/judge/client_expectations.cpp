#include "harness/judge/client_expectations.hpp"

#include <algorithm>

#include "harness/judge/byte_expectations.hpp"
#include "harness/judge/match.hpp"
#include "harness/judge/pattern.hpp"
#include "harness/model/bytes.hpp"

namespace wiretrial::judge {

using model::Cause;
using model::Expectation;
using model::ExpectationKind;
using model::Plan;
using protocol::ReadState;

namespace {

bool found_in_output(const std::string& pattern, const ProcessView& process) {
  return !pattern.empty() && Pattern(pattern).found_in(process.output);
}

std::string said(const ProcessView& process) {
  const std::string_view text = process.error.empty() ? process.output : process.error;
  return text.empty() ? "it said nothing" : "it said: " + model::printable(text, 200);
}

Finding still_running(std::string expected) {
  return {Cause::hang, std::move(expected), "the process was still running at the deadline", ""};
}

Finding said_neither(std::string expected, const ProcessView& process) {
  return {Cause::wrong_exit, std::move(expected),
          "neither success nor failure was said; " + said(process), ""};
}

Finding check_success(const Plan& plan, const Expectation& expectation,
                      const ProcessView& process) {
  const std::string expected = "success, showing " + describe(expectation.match);
  if (!process.ended_in_time()) return still_running(expected);
  if (claim_of(plan, process) != Claim::success) {
    return {Cause::wrong_exit, expected, process.words() + "; " + said(process), ""};
  }
  if (shows(expectation.match, process.output, plan.opaque_as)) return {};
  return {Cause::wrong_answer, expected, "shown: " + model::printable(process.output), ""};
}

Finding check_failure(const Plan& plan, const Expectation& expectation,
                      const ProcessView& process) {
  const std::string expected = "failure, with a message and without a result";
  if (!process.ended_in_time()) return still_running(expected);
  switch (claim_of(plan, process)) {
    case Claim::success:
      return {process.output.empty() ? Cause::wrong_exit : Cause::not_rejected, expected,
              "reported success (" + process.words() + "); " + said(process), ""};
    case Claim::neither:
      return said_neither(expected, process);
    case Claim::failure:
      break;
  }
  // The mark of success shows a result, whatever became of the process behind it.
  if (found_in_output(plan.success_pattern, process) &&
      !found_in_output(plan.failure_pattern, process)) {
    return {Cause::not_rejected, expected,
            "reported success, and then " + process.words() + "; " + said(process), ""};
  }
  if (expectation.match.kind == model::MatchKind::shows &&
      shows(expectation.match, process.output, plan.opaque_as)) {
    return {Cause::not_rejected, expected, "showed the result: " + model::printable(process.output),
            ""};
  }
  if (process.output.empty() && process.error.empty()) {
    return {Cause::wrong_message, expected, process.words() + " without a word", ""};
  }
  return {};
}

Finding check_either(const Plan& plan, const Expectation& expectation, const ProcessView& process) {
  const std::string expected = "an end, well or badly";
  if (!process.ended_in_time()) return still_running(expected);
  switch (claim_of(plan, process)) {
    case Claim::success:
      return check_success(plan, expectation, process);
    case Claim::neither:
      return said_neither(expected, process);
    case Claim::failure:
      break;
  }
  return {};
}

// The part of an opaque or other response's content that was sent so far.
std::string_view content_so_far(const ConnectionView& connection) {
  const auto begin = protocol::declared_header_end(connection.sent);
  if (!begin || *begin >= connection.sent.size()) return {};
  return connection.sent.view().substr(*begin);
}

// Success is reported by an end, by the words of the description, or by showing what is there of
// the content. Other words ("connecting to ...") are no report.
Finding check_running(const Plan& plan, const Moment& moment) {
  const ProcessView& process = moment.process;
  const std::string expected = "still waiting: the response has not arrived in full";
  if (process.ended && claim_of(plan, process) != Claim::success) {
    return {Cause::wrong_exit, expected, process.words() + "; " + said(process), ""};
  }
  const bool said_so = found_in_output(plan.success_pattern, process);
  const bool showed = std::any_of(moment.connections.begin(), moment.connections.end(),
                                  [&](const ConnectionView& connection) {
                                    const std::string_view content = content_so_far(connection);
                                    if (content.empty()) return false;
                                    model::Match match;
                                    match.kind = model::MatchKind::shows;
                                    match.texts = {std::string(content)};
                                    return shows(match, process.output, plan.opaque_as);
                                  });
  if (!process.ended && !said_so && !showed) return {};
  return {Cause::early_answer, expected, "reported already: " + model::printable(process.output),
          ""};
}

Finding check_failing_exit(const ProcessView& process) {
  const std::string expected = "an end with a status other than 0, and a message";
  if (!process.ended_in_time()) return still_running(expected);
  if (process.by_signal || process.status == 0) {
    return {Cause::wrong_exit, expected, process.words() + "; " + said(process), ""};
  }
  if (process.output.empty() && process.error.empty()) {
    return {Cause::wrong_message, expected, process.words() + " without a word", ""};
  }
  return {};
}

}  // namespace

Claim claim_of(const Plan& plan, const ProcessView& process) {
  if (process.status != 0 || found_in_output(plan.failure_pattern, process)) return Claim::failure;
  const bool says_nothing_else = plan.success_pattern.empty();
  if (says_nothing_else || found_in_output(plan.success_pattern, process)) return Claim::success;
  return Claim::neither;
}

Finding check_request(const Expectation& expectation, const ConnectionView& connection) {
  const std::string expected = "the client's request: " + describe(expectation.match);
  if (!connection.connected) {
    return {Cause::no_answer, expected,
            connection.failure.empty() ? "no connection" : connection.failure, ""};
  }
  const auto read = protocol::read_strictly(connection.received);
  switch (read.state) {
    case ReadState::malformed:
      return {Cause::wrong_request, expected,
              read.error.clause + " at byte " + std::to_string(read.error.offset) + ": " +
                  read.error.reason,
              ""};
    case ReadState::incomplete: {
      const std::string actual =
          std::to_string(connection.received.size()) + " bytes came, no whole message";
      const bool open = connection.ending == Ending::none;
      return {open ? Cause::hang : Cause::no_answer, expected, actual, ""};
    }
    case ReadState::complete:
      break;
  }
  if (connection.received.size() > read.message.size) {
    return {Cause::wrong_request, expected,
            std::to_string(connection.received.size() - read.message.size) +
                " bytes came behind the request",
            ""};
  }
  const std::string wrong = mismatch(expectation.match, read);
  if (!wrong.empty()) return {Cause::wrong_request, expected, wrong, ""};
  return {};
}

Finding check_process(const Plan& plan, const Expectation& expectation, const Moment& moment) {
  const ProcessView& process = moment.process;
  switch (expectation.kind) {
    case ExpectationKind::success:
      return check_success(plan, expectation, process);
    case ExpectationKind::failure:
      return check_failure(plan, expectation, process);
    case ExpectationKind::success_or_failure:
      return check_either(plan, expectation, process);
    case ExpectationKind::running:
      return check_running(plan, moment);
    case ExpectationKind::exit:
      if (process.left_behind.empty()) return check_program(expectation, process);
      return {Cause::hang, "the end of the server, with all that listens for it",
              process.words() + ", but " + process.left_behind, ""};
    case ExpectationKind::written:
      return check_program(expectation, process);
    case ExpectationKind::failing_exit:
      return check_failing_exit(process);
    default:
      return {};
  }
}

}  // namespace wiretrial::judge
