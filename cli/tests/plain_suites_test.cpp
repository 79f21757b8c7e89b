// The suites `stall` and `socket`: their two implementations conform, in any order, and what breaks
// a clause is found out. ctest runs each tag by itself.
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

namespace {

using Words = std::vector<std::string>;

constexpr std::chrono::seconds table_time_limit{1200};

void check_proof(const std::string& suite, const std::string& role) {
  const Folder folder;
  Program program({built("wiretrial"), "prove", source("impl/mutants/" + suite + ".json"), "--role",
                   role, "--out", folder.path("out")},
                  source(""));
  const Finished proof = program.wait(table_time_limit);
  INFO(proof.output << proof.error);
  CHECK(proof.status == 0);
  CHECK(processes_with(program.mark()) == Words());
}

// The figure of the last event of this kind in a trial; -1 when there is none.
std::int64_t figure(const Json& trial, const std::string& kind, const std::string& name) {
  std::int64_t found = -1;
  for (const Json& event : trial.at("evidence").at(0).at("events")) {
    const bool has =
        event.at("kind") == kind && event.contains("figures") && event.at("figures").contains(name);
    if (has) found = event.at("figures").at(name);
  }
  return found;
}

}  // namespace

TEST_CASE("wt-stall and its twin in Python conform", "[stall-run]") {
  check_conforms("impl/reference/stall.subject.json");
  check_conforms("impl/python/stall.subject.json");
}

TEST_CASE("the evidence of a stall has the queues at both ends", "[stall-run]") {
  const Folder folder;
  const SuiteRun run = run_suite(folder, "impl/reference/stall.subject.json",
                                 {"stall/server/reads-nothing-of-much",
                                  "stall/client/send-says-that-it-waits", "--seed", "1"});
  const Json& server = run.trial("stall/server/reads-nothing-of-much@wiretrial-stall");
  CHECK(figure(server, "sockets", "subject_receive_queue_bytes") > 0);
  const Json& client = run.trial("stall/client/send-says-that-it-waits@wiretrial-stall");
  CHECK(figure(client, "fault_injected", "receive_queue_bytes") > 0);
  CHECK(figure(client, "fault_injected", "send_queue_bytes") > 0);
  CHECK(figure(client, "fault_injected", "window_bytes") == 0);
}

TEST_CASE("wt-probe and its twin in Python conform", "[socket-run]") {
  check_conforms("impl/reference/socket.subject.json");
  check_conforms("impl/python/socket.subject.json");
}

TEST_CASE("every server that breaks a clause about stalls is found out", "[stall-server]") {
  check_proof("stall", "server");
}

TEST_CASE("every client that breaks a clause about stalls is found out", "[stall-client]") {
  check_proof("stall", "client");
}

TEST_CASE("every server that breaks a clause about sockets is found out", "[socket-server]") {
  check_proof("socket", "server");
}

TEST_CASE("every client that breaks a clause about sockets is found out", "[socket-client]") {
  check_proof("socket", "client");
}
