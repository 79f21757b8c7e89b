#include "harness/judge/byte_expectations.hpp"

#include <algorithm>

#include "harness/judge/pattern.hpp"
#include "harness/model/bytes.hpp"
#include "harness/protocol/byte_frame.hpp"

namespace wiretrial::judge {

using model::ByteMatch;
using model::Cause;
using model::Expectation;
using model::ExpectationKind;
using model::ProgramMatch;

namespace {

std::string count(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string describe_bytes(const ByteMatch& match) {
  if (!match.framed) {
    return count(match.exact.data.size(), "byte") + ": " + model::printable(match.exact.data);
  }
  const bool whole = match.frame.end == model::FrameEnd::stream;
  const std::string what =
      whole ? "everything up to the end of the connection" : count(match.times, "frame");
  return match.pattern.empty() ? what : what + " matching " + match.pattern;
}

Finding wrong(model::Role role, std::string expected, std::string actual) {
  const Cause cause = role == model::Role::client ? Cause::wrong_request : Cause::wrong_answer;
  return {cause, std::move(expected), std::move(actual), ""};
}

// What is right so far has not come in full.
Finding too_little(const Expectation& expectation, const ConnectionView& connection,
                   std::string expected) {
  const std::string_view left = connection.not_taken();
  if (expectation.match_bytes.or_end && left.empty() && connection.ended_in_time()) return {};
  const std::string came =
      left.empty() ? "no byte came" : "only " + count(left.size(), "byte") + " came";
  if (!connection.ended_in_time()) {
    return {Cause::hang, std::move(expected),
            came + "; the connection was still open at the deadline", ""};
  }
  return {Cause::no_answer, std::move(expected),
          came + "; the connection ended (" + connection.ending_words() + ")", ""};
}

Finding check_exact(const Expectation& expectation, const ConnectionView& connection,
                    model::Role role, std::string expected) {
  const std::string_view wanted = expectation.match_bytes.exact.data;
  const std::string_view left = connection.not_taken();
  const auto [stop, ignored] =
      std::mismatch(left.begin(), left.end(), wanted.begin(), wanted.end());
  const auto same = static_cast<std::size_t>(stop - left.begin());
  if (same == wanted.size()) return {};
  if (same == left.size()) return too_little(expectation, connection, std::move(expected));
  return wrong(role, std::move(expected),
               "byte " + std::to_string(connection.taken + same) +
                   " of the stream differs: " + model::printable(left.substr(same)));
}

Finding check_frames(const Expectation& expectation, const ConnectionView& connection,
                     model::Role role, std::string expected) {
  const ByteMatch& match = expectation.match_bytes;
  const Pattern pattern("\\A(?:" + match.pattern + ")\\z", PatternUnit::byte);
  std::string_view left = connection.not_taken();
  for (std::size_t i = 0; i < match.times; ++i) {
    const auto size = protocol::frame_size(match.frame, left, connection.ended_in_time());
    if (!size || *size > left.size()) {
      return too_little(expectation, connection, std::move(expected));
    }
    const std::string_view frame = left.substr(0, *size);
    if (!match.pattern.empty() && !pattern.surely_found_in(frame)) {
      return wrong(role, std::move(expected),
                   "frame " + std::to_string(i + 1) + " is " + model::printable(frame));
    }
    left.remove_prefix(*size);
  }
  return {};
}

Finding check_end(const Expectation& expectation, const ConnectionView& connection,
                  model::Role role) {
  const std::string& ending = expectation.ending;
  const std::string expected =
      "the end of the connection" + (ending.empty() ? "" : " by " + ending) + ", and no more bytes";
  if (!connection.not_taken().empty()) {
    return wrong(role, expected, "more came: " + model::printable(connection.not_taken()));
  }
  if (!connection.ended_in_time()) {
    return {Cause::hang, expected, "the connection was still open at the deadline", ""};
  }
  const std::string_view how = connection.ending == Ending::rst ? "rst" : "fin";
  if (!ending.empty() && ending != how) {
    return wrong(role, expected, "it ended by " + std::string(how));
  }
  return {};
}

Finding check_open(const ConnectionView& connection) {
  const std::string expected = "the connection stays open, and no byte comes";
  if (!connection.not_taken().empty()) {
    return {Cause::early_answer, expected, "came: " + model::printable(connection.not_taken()), ""};
  }
  if (connection.ending == Ending::none) return {};
  return {Cause::no_answer, expected, "it ended (" + connection.ending_words() + ")", ""};
}

std::string shown(std::string_view text) {
  return text.empty() ? "nothing" : model::printable(text, 200);
}

Finding check_exit(const ProgramMatch& match, const ProcessView& process) {
  const std::string expected = match.status ? "an end with status " + std::to_string(*match.status)
                                            : "the end of the process";
  if (!process.ended_in_time()) {
    return {Cause::hang, expected, "the process was still running at the deadline", ""};
  }
  if (match.status && (process.by_signal || process.status != *match.status)) {
    return {Cause::wrong_exit, expected,
            process.words() + "; standard error: " + shown(process.error), ""};
  }
  if (!match.output.empty() &&
      !Pattern(match.output, PatternUnit::byte).surely_found_in(process.output)) {
    return {Cause::wrong_answer, "standard output that has " + match.output,
            "it has " + shown(process.output), ""};
  }
  if (!match.error_output.empty() &&
      !Pattern(match.error_output, PatternUnit::byte).surely_found_in(process.error)) {
    return {Cause::wrong_message, "standard error that has " + match.error_output,
            "it has " + shown(process.error), ""};
  }
  return {};
}

Finding check_written(const std::string& text, const ProcessView& process) {
  const auto has = [&](std::string_view stream) { return stream.find(text) != stream.npos; };
  if (has(process.output) || has(process.error)) return {};
  const Cause cause = process.ended ? Cause::wrong_message : Cause::hang;
  return {cause, "the program writes " + model::printable(text),
          "standard output: " + shown(process.output) + "; standard error: " + shown(process.error),
          ""};
}

}  // namespace

bool is_about_bytes(ExpectationKind kind) {
  return kind == ExpectationKind::bytes || kind == ExpectationKind::end ||
         kind == ExpectationKind::open;
}

Finding not_connected(const ConnectionView& connection, std::string expected) {
  const Cause cause = connection.failure.empty() ? Cause::hang : Cause::no_answer;
  return {cause, std::move(expected),
          "no connection: " +
              (connection.failure.empty() ? "not established by the deadline" : connection.failure),
          ""};
}

Finding check_bytes(const Expectation& expectation, const ConnectionView& connection,
                    model::Role role) {
  if (!connection.connected) return not_connected(connection, "a connection");
  if (expectation.kind == ExpectationKind::end) return check_end(expectation, connection, role);
  if (expectation.kind == ExpectationKind::open) return check_open(connection);
  std::string expected = describe_bytes(expectation.match_bytes);
  return expectation.match_bytes.framed
             ? check_frames(expectation, connection, role, std::move(expected))
             : check_exact(expectation, connection, role, std::move(expected));
}

Finding check_program(const Expectation& expectation, const ProcessView& process) {
  return expectation.kind == ExpectationKind::written
             ? check_written(expectation.program.written, process)
             : check_exit(expectation.program, process);
}

}  // namespace wiretrial::judge
