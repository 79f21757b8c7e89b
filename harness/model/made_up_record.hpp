// For tests only: a record that was never run. It holds every outcome, a sweep, three roles and
// strings that a hostile subject could have said.
#pragma once

#include <string>
#include <utility>

#include "harness/model/record.hpp"

namespace wiretrial::model::made_up {

using namespace std::string_literals;

// Ends a script, an XML section and an attribute, and holds NUL, a control character and ill-formed
// UTF-8.
inline const std::string hostile = "</script><b a='1' c=\"2\">&amp;]]><!--\0\x1b[31m\xff\xc3("s;

inline Bytes message(std::string_view header, std::string_view content) {
  Bytes bytes;
  std::string& data = bytes.data.own();
  data += static_cast<char>(header.size() >> 8U);
  data += static_cast<char>(header.size() & 0xffU);
  data += header;
  data += content;
  bytes.spans = {{"length", 0, 2}, {"header", 2, header.size()}};
  const std::size_t member = header.find("\"content-length\"");
  if (member != std::string_view::npos) {
    const std::size_t end = header.find_first_of(",}", member);
    bytes.spans.push_back({"header.content-length", 2 + member, end - member});
  }
  bytes.spans.push_back({"content", 2 + header.size(), content.size()});
  return bytes;
}

inline Bytes request(std::string_view content_length = "41") {
  const std::string header =
      R"({"byteorder": "little", "content-type": "text/json", "content-encoding": "utf-8", )"
      R"("content-length": )" +
      std::string(content_length) + "}";
  return message(header, R"({"action": "search", "value": "morpheus"})");
}

inline Event event(EventKind kind, std::string step, double at_ms) {
  Event made;
  made.kind = kind;
  made.step = std::move(step);
  if (!made.step.empty()) made.connection = "a";
  made.at_ms = at_ms;
  return made;
}

inline Event received(std::string data, double at_ms) {
  Event made = event(EventKind::received, "2", at_ms);
  made.length = data.size();
  made.data = std::move(data);
  return made;
}

inline Event standard_error(std::string data, double at_ms) {
  Event made = event(EventKind::standard_error, "", at_ms);
  made.data = std::move(data);
  return made;
}

inline Event sent(std::uint64_t offset, std::uint64_t length, double at_ms) {
  Event made = event(EventKind::sent, "1", at_ms);
  made.offset = offset;
  made.length = length;
  return made;
}

inline std::vector<Step> exchange(const Bytes& bytes, ExpectationKind kind) {
  Expect expect;
  expect.expectation.kind = kind;
  if (kind == ExpectationKind::response) {
    expect.expectation.match.kind = MatchKind::result_begins;
    expect.expectation.match.texts = {"Follow the white rabbit."};
  }
  Send send;
  send.bytes = bytes;
  return {Connect{}, send, expect};
}

inline TrialRecord trial(std::string scenario, std::string requirement, std::string subject,
                         Outcome outcome) {
  TrialRecord made;
  made.plan.scenario = std::move(scenario);
  made.plan.requirement = std::move(requirement);
  made.plan.subject = std::move(subject);
  made.plan.trial = made.plan.scenario + "@" + made.plan.subject;
  made.plan.title = "A made-up scenario";
  made.plan.seed = 16045690984503098046U;
  made.plan.runs = {{"first", exchange(request(), ExpectationKind::response)}};
  const std::size_t size = request().data.size();
  Event barrier = event(EventKind::barrier, "1", 1.25);
  barrier.detail = "drained";
  made.evidence = {{"first",
                    {event(EventKind::started, "", 0), event(EventKind::ready, "", 0.125),
                     event(EventKind::connected, "0", 0.5), sent(0, size, 0.75), barrier,
                     event(EventKind::expecting, "2", 1.5)}}};
  made.verdict.outcome = outcome;
  made.verdict.process = "alive";
  made.verdict.termination = "fin";
  made.duration_ms = 12.5;
  made.replay = "wiretrial replay out/record.json '" + made.plan.trial + "'";
  return made;
}

inline void add(TrialRecord& to, Event event) {
  to.evidence[0].events.push_back(std::move(event));
}

inline TrialRecord passing(std::string scenario, std::string requirement, std::string subject) {
  TrialRecord made =
      trial(std::move(scenario), std::move(requirement), std::move(subject), Outcome::pass);
  const std::string answer = R"({"result": "Follow the white rabbit. 🐰"})";
  add(made, received(message(R"({"content-length": 43})", answer).data, 2.5));
  add(made, event(EventKind::fin_received, "2", 2.625));
  return made;
}

inline TrialRecord not_rejected() {
  TrialRecord made =
      trial("jhmp/header/content-length-negative", "HDR-7", "app-server", Outcome::fail);
  made.plan.title = "A negative content-length is rejected";
  made.plan.why = "A slice that counts from the end answers the wrong bytes: <i>" + hostile;
  made.plan.also = {"HDR-3", "FRM-1"};
  made.plan.runs[0].steps = exchange(request("-1"), ExpectationKind::rejection);
  made.plan.control = exchange(request(), ExpectationKind::response);
  made.verdict.cause = Cause::not_rejected;
  made.verdict.expected = "no byte, then the end of the connection";
  made.verdict.actual = "an answer: " + hostile;
  made.verdict.place = "run 1, event 7";
  made.attempts = 6;
  made.after = {"jhmp/header/no-json@app-server", "jhmp/header/<i>@app-server"};
  add(made, received(hostile, 3.5));
  add(made, event(EventKind::rst_received, "2", 3.75));
  add(made, standard_error("Traceback (most recent call last):\n  " + hostile + "\n", 4));
  return made;
}

inline TrialRecord crashed() {
  TrialRecord made = trial("jhmp/header/nesting-deep", "HDR-6", "app-server", Outcome::fail);
  made.plan.title = "Deep nesting does not bring the server down";
  made.verdict.cause = Cause::crash;
  made.verdict.expected = "no byte, or an answer; the process lives";
  made.verdict.actual = "the process was ended by signal 11";
  made.verdict.process = "signal 11";
  made.verdict.termination = "rst";
  made.verdict.place = "run 1, event 8";
  add(made, event(EventKind::rst_received, "2", 3));
  Event ended = event(EventKind::signalled, "", 3.25);
  ended.number = 11;
  add(made, ended);
  return made;
}

inline TrialRecord sweep_member(std::size_t offset, bool hangs) {
  const std::string place = place_of(request(), offset);
  TrialRecord made =
      trial("jhmp/framing/truncated", "FRM-4", "app-server", hangs ? Outcome::fail : Outcome::pass);
  made.plan.place = place;
  made.plan.trial = "jhmp/framing/truncated#" + place + "@app-server";
  made.plan.title = "The end of the stream inside a message is rejected";
  made.plan.runs[0].steps = exchange(request(), ExpectationKind::rejection);
  std::get<Send>(made.plan.runs[0].steps.own()[1]).stop_at = offset;
  made.evidence[0].events[3].length = offset;
  made.replay = "wiretrial replay out/record.json '" + made.plan.trial + "'";
  add(made, event(EventKind::fin_sent, "1", 2));
  add(made, event(hangs ? EventKind::deadline : EventKind::fin_received, "2", hangs ? 1002 : 2.5));
  if (!hangs) return made;
  made.verdict.cause = Cause::hang;
  made.verdict.expected = "no byte, then the end of the connection";
  made.verdict.actual = "still open at the deadline";
  made.verdict.termination = "open_at_deadline";
  made.verdict.place = "run 1, event 8";
  return made;
}

inline TrialRecord client_trial() {
  TrialRecord made = trial("jhmp/connection/refused", "CLI-1", "app-client", Outcome::pass);
  made.plan.role = Role::client;
  made.plan.title = "A refused connection is reported";
  made.plan.runs = {{"first", {Listen{ListenKind::refusing}, StartClient{}}}};
  made.evidence = {{"first", {event(EventKind::listening, "0", 0)}}};
  made.verdict.process = "exited 1";
  made.verdict.termination = "refused";
  Event ended = event(EventKind::exited, "", 40.5);
  ended.number = 1;
  add(made, ended);
  add(made, standard_error("connection refused\n", 40.75));
  return made;
}

// An outcome that is neither good nor a failure with a cause.
inline TrialRecord excused(std::string scenario, std::string requirement, Outcome outcome,
                           std::string reason) {
  TrialRecord made = trial(std::move(scenario), std::move(requirement), "app-server", outcome);
  made.verdict.reason = std::move(reason);
  if (outcome == Outcome::unsupported || outcome == Outcome::not_run) made.evidence.clear();
  return made;
}

inline std::vector<TrialRecord> trials() {
  std::vector<TrialRecord> made{passing("jhmp/framing/whole", "FRM-1", "reference"),
                                passing("jhmp/framing/whole", "FRM-1", "app-server"),
                                not_rejected(), crashed(), client_trial()};
  for (std::size_t offset = 0; offset < 8; ++offset) {
    made.push_back(sweep_member(offset, offset == 5));
  }
  TrialRecord loose = excused("jhmp/header/content-length-float", "HDR-8", Outcome::non_strict, "");
  loose.plan.level = Level::should;
  loose.verdict.cause = Cause::not_rejected;
  loose.verdict.expected = "no byte, then the end of the connection";
  loose.verdict.actual = "a whole answer";
  made.push_back(loose);
  made.push_back(excused("jhmp/header/byte-order-mark", "HDR-15", Outcome::informational,
                         "the server answered"));
  made.back().plan.level = Level::may;
  made.push_back(excused("jhmp/content/utf-16", "CNT-5", Outcome::unsupported,
                         "the subject does not declare \"utf-16\""));
  made.back().plan.level = Level::should;
  made.push_back(excused("jhmp/header/same-twice", "HDR-17", Outcome::flaky, "2 of 6 runs fail"));
  made.back().verdict.cause = Cause::inconsistent;
  made.push_back(excused("jhmp/framing/beyond", "FRM-4", Outcome::not_run,
                         "the message is shorter than the offset"));
  made.push_back(excused("jhmp/robustness/many", "SRV-2", Outcome::harness_error,
                         "connect: too many open files"));
  made.push_back(passing("jhmp/application/ring", "APP-1", "reference"));
  made.back().plan.role = Role::pair;
  made.back().plan.trial = "jhmp/application/ring@app-client+reference";
  made.back().plan.subject = "app-client+reference";
  return made;
}

// Failures that stand beside something that is said of them, and a pass that came late.
inline std::vector<TrialRecord> remarked_trials() {
  TrialRecord known = excused("jhmp/header/length-string", "HDR-7", Outcome::fail, "");
  known.verdict.cause = Cause::not_rejected;
  known.baseline = BaselineEntry{"/entries/0",
                                 "app-server",
                                 "jhmp/header/length-string",
                                 Outcome::fail,
                                 Cause::not_rejected,
                                 "The parser is replaced in version 2" + hostile,
                                 "https://example.org/17",
                                 "the network team",
                                 "2027-01-31"};
  TrialRecord mistaken = excused("jhmp/header/length-true", "HDR-7", Outcome::fail, "");
  mistaken.verdict.cause = Cause::hang;
  mistaken.baseline = known.baseline;
  mistaken.baseline->pointer = "/entries/1";
  TrialRecord late = excused("jhmp/header/length-later", "HDR-7", Outcome::fail, "");
  late.verdict.cause = Cause::not_rejected;
  late.plan.not_scored = "scores from revision 2 on";
  late.plan.disputed = Dispute{"https://example.org/18", "The clause allows either" + hostile};
  TrialRecord slow = passing("jhmp/header/length-slow", "HDR-7", "app-server");
  Event waited = event(EventKind::slow, "2", 960);
  waited.figures = {{"took_ms", 958}, {"allowed_ms", 1000}};
  add(slow, waited);
  return {known, mistaken, late, slow};
}

inline BaselineReport baseline_report() {
  return {"known.json",
          "2026-11-23",
          3,
          2,
          {{ComplaintKind::wrong_cause, "/entries/1", "came to fail (hang)" + hostile},
           {ComplaintKind::unmatched, "/entries/2", "fits no trial; remove the entry"}}};
}

inline Record record() {
  Record made;
  made.harness_version = "0.1.0";
  made.protocol = "jhmp";
  made.scenario_set_hash = "5f1d0c2a9b3e4d67";
  made.frame = {{"prefix", "unsigned-big-endian", 2, "", "header"},
                {"header", "json-object", 0, "content-length", "content"},
                {"content", "bytes", 0, "", ""}};
  made.subjects = {{"app-server", "3.11 <tutorial>", "subjects/app-server.json", {"server"}},
                   {"app-client", "3.11", "subjects/app-client.json", {"client"}},
                   {"reference", "0.1.0", "subjects/reference.json", {"server", "client"}}};
  made.operating_system = "Linux 6.1 x86_64";
  made.seed = 42;
  made.calibration = 1.25;
  made.jobs = 4;
  made.duration_ms = 61234.5;
  made.requirements = {
      {"FRM-1", Level::must, true, true, "A message is a length, a header and content."},
      {"FRM-4", Level::must, true, true, "An incomplete message is discarded."},
      {"FRM-9", Level::must, false, true, "Bytes after the first response are ignored."},
      {"HDR-6", Level::must, true, true, "The receiver neither crashes nor hangs."},
      {"HDR-7", Level::must, true, true, "`content-length` is a non-negative <JSON> integer."},
      {"HDR-8", Level::should, true, true, "`content-length` 41.0 is rejected."},
      {"HDR-15", Level::may, true, true, "A byte-order mark may be accepted."},
      {"HDR-17", Level::must, true, true, "The same bytes have the same outcome."},
      {"CNT-5", Level::should, true, true, "utf-16 has the order that `byteorder` names."},
      {"APP-1", Level::must, true, false, "A search answers the table's text."},
      {"SRV-2", Level::must, true, false, "A server without work does not spin."},
      {"CLI-1", Level::must, false, true, "A failure is reported."}};
  made.trials = trials();
  for (TrialRecord& trial : remarked_trials()) made.trials.push_back(std::move(trial));
  made.baseline = baseline_report();
  made.selection = {{"jhmp/*"}, "", 0, true};
  return made;
}

}  // namespace wiretrial::model::made_up
