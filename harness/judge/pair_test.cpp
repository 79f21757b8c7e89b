// Pairs: which of the two programs is at fault, on made-up evidence.
#include "harness/judge/pair.hpp"

#include "catch.hpp"
#include "harness/judge/canonical.hpp"
#include "harness/judge/made_up_evidence.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge {

using namespace made_up;

namespace {

const std::string asked = search_for("morpheus");
const std::string answered = result_message("yes");

// One exchange through a proxy, as the executor logs it: what came from each and what went on.
struct Exchange {
  std::string from_client = asked;
  std::string to_server = asked;
  std::string from_server = answered;
  std::string to_client = answered;
};

model::Event event(EventKind kind, const std::string& connection, const std::string& data = "") {
  model::Event made;
  made.kind = kind;
  made.connection = connection;
  made.data = data;
  made.length = data.size();
  return made;
}

// A trial whose client ends with this status, having shown that.
Trial exchange(const Exchange& bytes, const model::Expectation& expected, const std::string& on,
               int status, const std::string& output) {
  Trial trial(Role::pair);
  trial.plan.client_subject = "one";
  trial.plan.server_subject = "two";
  auto& events = trial.evidence.back().events;
  events.push_back(event(EventKind::started, "server"));
  trial.add(model::StartClient{});
  events.push_back(event(EventKind::started, "client"));
  events.push_back(event(EventKind::accepted, "a.client"));
  events.push_back(event(EventKind::connected, "a.server"));
  if (!bytes.from_client.empty())
    events.push_back(event(EventKind::received, "a.client", bytes.from_client));
  if (!bytes.to_server.empty())
    events.push_back(event(EventKind::sent, "a.server", bytes.to_server));
  if (!bytes.from_server.empty())
    events.push_back(event(EventKind::received, "a.server", bytes.from_server));
  events.push_back(event(EventKind::fin_received, "a.server"));
  if (!bytes.to_client.empty())
    events.push_back(event(EventKind::sent, "a.client", bytes.to_client));
  trial.expect(expected, on);
  if (!output.empty()) {
    trial.log(EventKind::standard_output, "client");
    trial.last().data = output;
  }
  trial.log(EventKind::exited, "client");
  trial.last().number = status;
  trial.log(EventKind::process_alive, "server");
  return trial;
}

bool blames(const model::Verdict& verdict, const std::string& who) {
  return verdict.reason.starts_with("at fault: the " + who);
}

}  // namespace

TEST_CASE("an exchange that is right on both ends passes, and nobody is blamed") {
  const auto client = exchange({}, success(shown("yes")), "a.client", 0, "yes\n").judged();
  CHECK(client.outcome == Outcome::pass);
  CHECK(client.reason.empty());
  CHECK(client.process == "client exited 0, server alive");
  const auto server = exchange({}, made_up::response(result("yes")), "a.server", 0, "yes").judged();
  CHECK(server.outcome == Outcome::pass);
}

TEST_CASE("a client that shows no result is at fault only when a right response reached it") {
  struct Row {
    const char* what;
    Exchange bytes;
    const char* who;
  };
  const std::string half = answered.substr(0, 40);
  const std::string malformed = with_member("content-length", "-1");
  const std::vector<Row> rows{
      {"it had all", {}, "client one"},
      {"the server answered wrongly",
       {asked, asked, result_message("no"), result_message("no")},
       "server two"},
      {"the server answered half", {asked, asked, half, half}, "server two"},
      {"the server answered nothing", {asked, asked, "", ""}, "server two"},
      {"the server answered with what is no message",
       {asked, asked, malformed, malformed},
       "server two"},
      {"its own request was malformed", {malformed, malformed, "", ""}, "client one"},
      {"we cut the response", {asked, asked, answered, half}, "client one"},
      {"we cut the request", {asked, asked.substr(0, 20), "", ""}, "client one"}};
  for (const Row& row : rows) {
    INFO(row.what);
    const auto verdict = exchange(row.bytes, success(shown("yes")), "a.client", 1, "").judged();
    CHECK(verdict.outcome == Outcome::fail);
    INFO(verdict.reason);
    CHECK(blames(verdict, row.who));
    CHECK(verdict.reason.find("a proxy stood between") != std::string::npos);
  }
}

TEST_CASE("a server is at fault for a wrong answer, and not for a request that was none") {
  const auto wants = made_up::response(result("yes"));
  const std::string wrong = result_message("no");
  CHECK(blames(exchange({asked, asked, wrong, wrong}, wants, "a.server", 0, "no").judged(),
               "server two"));
  const std::string malformed = with_header("no JSON");
  const auto rejected = exchange({malformed, malformed, "", ""}, wants, "a.server", 1, "").judged();
  CHECK(rejected.outcome == Outcome::fail);
  CHECK(blames(rejected, "client one"));
}

TEST_CASE("a server that dies is at fault, a client that ends is not") {
  Trial trial = exchange({}, success(shown("yes")), "a.client", 0, "yes");
  trial.log(EventKind::signalled, "server");
  trial.last().number = 11;
  const auto verdict = trial.judged();
  CHECK(verdict.cause == Cause::crash);
  CHECK(blames(verdict, "server two"));
  Trial killed = exchange({}, success(shown("yes")), "a.client", 0, "yes");
  killed.log(EventKind::signal_sent, "server", "SIGKILL").log(EventKind::signalled, "server");
  killed.last().number = 9;
  CHECK(killed.judged().outcome == Outcome::pass);
}

TEST_CASE(
    "a fault whose place the message lacks makes a trial not_run, one that came too late not") {
  Trial absent = exchange({}, expecting(ExpectationKind::failure), "a.client", 0, "yes");
  absent.log(EventKind::fault_not_injected, "a", "cut: the message has no such byte");
  absent.last().number = 1;
  CHECK(absent.judged().outcome == Outcome::not_run);
  CHECK(absent.judged().reason == "cut: the message has no such byte");
  Trial late = exchange({}, expecting(ExpectationKind::failure), "a.client", 0, "yes");
  late.log(EventKind::fault_not_injected, "a", "cut: the request ended after 4 bytes");
  CHECK(late.judged().outcome == Outcome::fail);
}

TEST_CASE("how a proxy cuts what it forwards makes no difference to the canonical evidence") {
  const Exchange bytes;
  Trial whole = exchange(bytes, success(shown("yes")), "a.client", 0, "yes");
  Trial cut = exchange(bytes, success(shown("yes")), "a.client", 0, "yes");
  auto& events = cut.evidence.back().events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].kind != EventKind::sent) continue;
    model::Event rest = events[i];
    rest.data = rest.data.substr(10);
    rest.offset = 10;
    events[i].data.resize(10);
    events.insert(events.begin() + static_cast<std::ptrdiff_t>(++i), rest);
  }
  for (auto& changed : events) {
    if (changed.kind == EventKind::fin_received) changed.kind = EventKind::rst_received;
  }
  CHECK(canonical(whole.evidence[0]) == canonical(cut.evidence[0]));
  events.back().kind = EventKind::signalled;
  CHECK(canonical(whole.evidence[0]) != canonical(cut.evidence[0]));
}

}  // namespace wiretrial::judge
