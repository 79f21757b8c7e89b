// What each expectation about a client, or about the end of a process, accepts, and what it calls
// the rest.
#include "harness/judge/client_expectations.hpp"

#include "catch.hpp"
#include "harness/judge/made_up_evidence.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge {

using namespace made_up;

namespace {

constexpr int no_end = -1;  // still running at the deadline

struct Row {
  const char* what;
  std::string output;
  std::string error;
  int status;
  Cause cause;
};

Trial ended(const model::Expectation& expectation, const Row& row) {
  Trial trial(Role::client);
  trial.start_client().accept().expect(expectation);
  if (!row.output.empty()) trial.shows(row.output);
  if (!row.error.empty()) trial.complains(row.error);
  return row.status == no_end ? trial.process_deadline() : trial.exits(row.status);
}

void check_rows(const model::Expectation& expectation, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(model::name_of(expectation.kind) << ": " << row.what);
    CHECK(model::name_of(ended(expectation, row).judged().cause) == model::name_of(row.cause));
  }
}

// A program whose exit status says nothing, as its description tells.
Cause claimed(const model::Expectation& expectation, const std::string& output, int status,
              const std::string& success, const std::string& failure) {
  Trial trial = ended(expectation, {"", output, "", status, Cause::none});
  trial.plan.success_pattern = success;
  trial.plan.failure_pattern = failure;
  return trial.judged().cause;
}

const model::Expectation wants_abc = success(shown("abc"));
const model::Expectation wants_failure = expecting(ExpectationKind::failure);
const model::Expectation wants_either = expecting(ExpectationKind::success_or_failure);

}  // namespace

TEST_CASE("success: exit status 0, and the result is shown") {
  using enum Cause;
  check_rows(wants_abc, {
                            {"shown", "abc\n", "", 0, none},
                            {"shown among other words", "Got result: abc!", "warning", 0, none},
                            {"shown, status 1", "abc", "", 1, wrong_exit},
                            {"something else shown", "ab", "", 0, wrong_answer},
                            {"shown on standard error only", "", "abc", 0, wrong_answer},
                            {"nothing shown", "", "", 0, wrong_answer},
                            {"running", "abc", "", no_end, hang},
                        });
}

TEST_CASE("failure: another exit status, a message, no result") {
  using enum Cause;
  check_rows(wants_failure, {
                                {"status 1 and a message", "", "refused", 1, none},
                                {"a message on standard output", "refused", "", 3, none},
                                {"no word", "", "", 1, wrong_message},
                                {"status 0, result shown", "abc", "", 0, not_rejected},
                                {"status 0, nothing shown", "", "refused", 0, wrong_exit},
                                {"running", "", "", no_end, hang},
                            });
  auto without_result = wants_failure;
  without_result.match = shown("abc");
  check_rows(without_result, {{"status 1, but shown", "abc", "", 1, not_rejected},
                              {"not shown", "ab", "", 1, none}});
}

TEST_CASE("success or failure: an end of its own, and a success is a whole one") {
  using enum Cause;
  auto either_abc = wants_either;
  either_abc.match = shown("abc");
  check_rows(either_abc, {
                             {"success", "abc", "", 0, none},
                             {"failure", "", "no", 1, none},
                             {"success without the result", "x", "", 0, wrong_answer},
                             {"running", "", "", no_end, hang},
                         });
}

TEST_CASE("an end behind the deadline is a hang") {
  for (const auto& expectation :
       {wants_abc, wants_failure, wants_either, expecting(ExpectationKind::exit)}) {
    Trial trial(Role::client);
    trial.start_client().accept().expect(expectation).process_deadline().shows("abc").exits(0);
    CHECK(model::name_of(trial.judged().cause) == "hang");
  }
}

TEST_CASE("with patterns failure beats success, and status 0 with neither is a wrong exit") {
  using enum Cause;
  const std::string good = "Got result: (.*)";
  const std::string bad = "(?m)^main: error";
  CHECK(claimed(wants_abc, "Got result: abc", 0, good, bad) == none);
  CHECK(claimed(wants_abc, "Got result: abc\nmain: error: reset", 0, good, bad) == wrong_exit);
  CHECK(claimed(wants_failure, "Got result: abc\nmain: error: reset", 0, good, bad) == none);
  CHECK(claimed(wants_failure, "Listening", 0, good, bad) == wrong_exit);
  CHECK(claimed(wants_abc, "Listening", 0, good, bad) == wrong_exit);
  CHECK(claimed(wants_either, "Listening", 0, good, bad) == wrong_exit);
  CHECK(claimed(wants_either, "main: error: reset", 0, good, bad) == none);
}

TEST_CASE("another exit status than 0 is a failure, whatever patterns there are besides") {
  using enum Cause;
  const std::string good = "Got result: (.*)";
  const std::string bad = "(?m)^main: error";
  CHECK(claimed(wants_failure, "Traceback: no such name", 1, good, bad) == none);
  CHECK(claimed(wants_failure, "Traceback: no such name", 1, "", bad) == none);
  CHECK(claimed(wants_either, "Traceback: no such name", 1, good, bad) == none);
  CHECK(claimed(wants_failure, "", 1, good, bad) == wrong_message);
  CHECK(claimed(wants_abc, "Got result: abc", 1, good, bad) == wrong_exit);
  // Who shows a result has not rejected.
  CHECK(claimed(wants_failure, "Got result: abc", 1, good, bad) == not_rejected);
  CHECK(claimed(wants_failure, "Got result: abc\nmain: error: reset", 1, good, bad) == none);
}

TEST_CASE("with one pattern the exit status speaks for the other") {
  using enum Cause;
  CHECK(claimed(wants_abc, "abc", 0, "", "error") == none);
  CHECK(claimed(wants_failure, "an error", 0, "", "error") == none);
  CHECK(claimed(wants_failure, "no result", 1, "result: .", "") == none);
  CHECK(claimed(wants_failure, "no result", 0, "result: .", "") == wrong_exit);
}

TEST_CASE("opaque bytes may be shown as Python writes them, where the description says so") {
  const auto expectation = success(shown("a\xff'\n"));
  const Row as_python{"", "b\"a\\xff'\\n\"", "", 0, Cause::none};
  Trial trial = ended(expectation, as_python);
  CHECK(model::name_of(trial.judged().cause) == "wrong_answer");
  trial.plan.opaque_as = "python-repr";
  CHECK(trial.judged().outcome == Outcome::pass);
}

TEST_CASE("running: no end, no report, and nothing of the content shown") {
  const std::string message = opaque_response("abcdef");
  const auto verdict = [&](std::size_t sent, const std::string& output, int status,
                           const std::string& pattern = "") {
    Trial trial(Role::client);
    trial.plan.success_pattern = pattern;
    trial.start_client()
        .accept()
        .send_part(message, sent)
        .watch(0)
        .expect(ExpectationKind::running);
    if (!output.empty()) trial.shows(output);
    if (status != no_end) trial.exits(status);
    return trial.judged().cause;
  };
  using enum Cause;
  CHECK(verdict(message.size() - 1, "", no_end) == none);
  CHECK(verdict(message.size() - 1, "connecting to 127.0.0.1\n", no_end) == none);
  CHECK(verdict(message.size() - 1, "abcde", no_end) == early_answer);
  CHECK(verdict(message.size() - 6, "received the header", no_end) == none);
  CHECK(verdict(40, "Got result: ?", no_end, "Got result") == early_answer);
  CHECK(verdict(40, "", 0) == early_answer);
  CHECK(verdict(40, "", 1) == wrong_exit);
  CHECK(verdict(40, "failed", 0, "Got result") == wrong_exit);
}

TEST_CASE("request: one whole right message and nothing behind it") {
  const std::string good = search_for("x");
  const auto verdict = [](const std::string& received, bool ends) {
    Trial trial(Role::client);
    const auto match =
        any_of(model::MatchKind::json_equals, {R"({"value": "x", "action": "search"})"});
    trial.start_client().accept().expect(expecting(ExpectationKind::request, match));
    if (!received.empty()) trial.receives(received);
    return (ends ? trial.fin() : trial.deadline()).judged().cause;
  };
  using enum Cause;
  CHECK(verdict(good, false) == none);
  CHECK(verdict(good + "x", false) == wrong_request);
  CHECK(verdict(search_for("y"), false) == wrong_request);
  CHECK(verdict(opaque_request("searchx"), false) == wrong_request);
  CHECK(verdict(std::string("\0\2[]", 4), false) == wrong_request);
  CHECK(verdict(good.substr(0, 20), false) == hang);
  CHECK(verdict(good.substr(0, 20), true) == no_answer);
  CHECK(verdict("", false) == hang);
}

TEST_CASE("a client that never connects sends no request") {
  Trial trial(Role::client);
  trial.start_client().accept_in_vain().expect(ExpectationKind::request);
  CHECK(model::name_of(trial.judged().cause) == "no_answer");
  CHECK(trial.judged().actual == "the client did not connect");
}

TEST_CASE("exit: any end; a failing exit: a status that is not 0, and a word") {
  const auto verdict = [](ExpectationKind kind, const char* error, int status) {
    Trial trial(Role::server);
    trial.start_second().expect(kind);
    if (*error != '\0') trial.complains(error, "second");
    return (status == no_end ? trial.process_deadline() : trial.exits(status, "second"))
        .judged()
        .cause;
  };
  using enum Cause;
  CHECK(verdict(ExpectationKind::exit, "", 0) == none);
  CHECK(verdict(ExpectationKind::exit, "", no_end) == hang);
  CHECK(verdict(ExpectationKind::failing_exit, "in use", 1) == none);
  CHECK(verdict(ExpectationKind::failing_exit, "in use", 0) == wrong_exit);
  CHECK(verdict(ExpectationKind::failing_exit, "", 1) == wrong_message);
  CHECK(verdict(ExpectationKind::failing_exit, "in use", no_end) == hang);
}

}  // namespace wiretrial::judge
