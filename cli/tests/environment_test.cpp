// Machines that offer less than usual: what is missing is named, and what does not need it goes on.
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

const std::string smoke = "jhmp/application/smoke-search";
const std::string correct = "cli/fixtures/broken/correct.subject.json";

Words run_words(const Folder& folder, const std::string& subject, const Words& selectors) {
  Words words{built("wiretrial"), "run", "--out", folder.path("out"), "--subject", subject};
  words.insert(words.end(), selectors.begin(), selectors.end());
  return words;
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += "'" + word + "' ";
  return text;
}

Finished shell(const std::string& script) {
  return Program({"sh", "-c", script}).wait();
}

// Says when it cannot.
bool can_have_network() {
  Program probe({"unshare", "--user", "--map-root-user", "--net", "ip", "link", "set", "lo", "up"});
  if (probe.wait().status == 0) return true;
  WARN("skipped: no network of one's own here");
  return false;
}

Finished run_refused(const Words& refused, const Words& run) {
  Words words{std::string(WIRETRIAL_BIN_DIR) + "/../tests/refuse_calls"};
  words.insert(words.end(), refused.begin(), refused.end());
  words.emplace_back("--");
  words.insert(words.end(), run.begin(), run.end());
  return Program(words).wait();
}

std::size_t count_outcome(const Json& record, const std::string& outcome) {
  std::size_t count = 0;
  for (const Json& trial : record.at("trials")) count += trial.at("outcome") == outcome ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("without IPv6 the trials that need it are unsupported, for servers and clients") {
  if (!can_have_network()) return;
  for (const std::string prepare :
       {"echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6", "ip addr del ::1/128 dev lo"}) {
    const Folder folder;
    const Words run = run_words(folder, source(reference), {"jhmp/connection/*loopback-*"});
    const Finished finished = Program({"unshare", "--user", "--map-root-user", "--net", "sh", "-c",
                                       "ip link set lo up; " + prepare + "; exec " + joined(run)})
                                  .wait();
    INFO(prepare << finished.output << finished.error);
    CHECK(finished.status == 0);
    const Json record = checked_record(folder);
    std::size_t with_ipv6 = 0;
    for (const Json& trial : record.at("trials")) {
      const std::string name = trial.at("trial");
      INFO(name << ": " << trial.at("outcome"));
      if (name.find("ipv6") == std::string::npos) {
        CHECK(trial.at("outcome") == "pass");
        continue;
      }
      ++with_ipv6;
      CHECK(trial.at("outcome") == "unsupported");
      CHECK_THAT(std::string(trial.at("reason")), Contains("::1 cannot be bound here"));
    }
    CHECK(with_ipv6 == 4);
  }
}

TEST_CASE("a call that the harness cannot work without is named, with what can be done") {
  const struct {
    std::string refused;
    std::string message;
  } rows[] = {
      {"pidfd_open=EPERM", "pidfd_open fails (Operation not permitted)"},
      {"pidfd_open=ENOSYS", "pidfd_open fails (Function not implemented)"},
      {"clone3=EPERM", "clone3 fails (Operation not permitted)"},
      {"socket:16=EPERM", "a socket of NETLINK_SOCK_DIAG fails (Operation not permitted)"},
  };
  for (const auto& row : rows) {
    const Folder folder;
    const Words words = run_words(folder, source(correct), {smoke});
    const Finished finished = run_refused({row.refused}, words);
    INFO(row.refused << finished.output << finished.error);
    CHECK(finished.status == 3);
    CHECK_THAT(finished.error, Contains(row.message));
    CHECK_THAT(finished.error, Contains("--security-opt seccomp=unconfined"));
  }
}

TEST_CASE("what can be done without a call is done without it") {
  const Folder folder;
  const Words run = run_words(
      folder, source(correct),
      {smoke, "jhmp/robustness/short-receives", "jhmp/connection/concurrent-200", "--role=server"});
  const Finished finished = run_refused(
      {"memfd_create=EPERM", "close_range=EPERM", "ptrace=EPERM", "clone3=ENOSYS"}, run);
  INFO(finished.output << finished.error);
  CHECK(finished.status == 0);
  const Json record = checked_record(folder);
  CHECK(count_outcome(record, "pass") == record.at("trials").size());
}

TEST_CASE("where namespaces are refused, only the trials that need them are unsupported") {
  const Folder folder;
  const Words run =
      run_words(folder, source("impl/python/subject.json"),
                {"jhmp/application/client-smoke-search", "jhmp/robustness/client-syn-*"});
  const Finished finished = run_refused({"unshare=EPERM"}, run);
  INFO(finished.output << finished.error);
  CHECK(finished.status == 0);
  const Json record = checked_record(folder);
  CHECK(count_outcome(record, "unsupported") > 3);
  for (const Json& trial : record.at("trials")) {
    if (trial.at("outcome") == "pass") continue;
    CHECK_THAT(std::string(trial.at("reason")), Contains("unshare: Operation not permitted"));
  }
}

TEST_CASE("with closed or broken standard streams the record is whole and the status right") {
  for (const std::string streams :
       {"<&- >&- 2>&-", "</dev/null >&- 2>&-", "<&- >&- 2>/dev/null", ">/dev/full 2>/dev/full"}) {
    const Folder folder;
    const Words words = run_words(folder, source(correct), {smoke});
    const Finished finished = shell("exec " + joined(words) + streams);
    INFO(streams << finished.error);
    CHECK(finished.status == 0);
    CHECK(count_outcome(checked_record(folder), "pass") == 1);
  }
}

TEST_CASE("a reader that goes does not end a run") {
  const Folder folder;
  const Words words =
      run_words(folder, source(correct), {smoke, "jhmp/application/*", "--role=server"});
  const Finished finished =
      shell("{ " + joined(words) + "; echo $? >" + folder.path("status") + "; } 2>&1 | true");
  INFO(finished.error);
  CHECK(read_file(folder.path("status")) == "0\n");
  (void)checked_record(folder);
}

TEST_CASE("a command whose result is what it prints fails when that is lost") {
  const Finished finished = shell("exec '" + built("wiretrial") + "' list >/dev/full");
  CHECK(finished.status == 3);
  CHECK(finished.error ==
        "wiretrial: standard output cannot be written: No space left on device\n");
  const Finished run = shell("exec '" + built("wiretrial") + "' list | head -n 1 >/dev/null");
  CHECK(run.error.empty());
}

TEST_CASE("the soft limit of descriptors is raised for the harness, and the subject has its own") {
  const Folder folder;
  folder.write("limits.sh", "#!/bin/sh\nulimit -Sn >limits\nulimit -Hn >>limits\nexec python3 '" +
                                source("cli/fixtures/broken/correct.py") + "' \"$@\"\n");
  const std::string description =
      folder.write("subject.json",
                   R"({"name": "mine", "protocol": "jhmp", "server": {"command":
          ["sh", "limits.sh", "{host}", "{port}", "{idle_ms}", "{max_content}"]}})");
  Words words{"prlimit", "--nofile=260:1500"};
  const Words run = run_words(folder, description, {smoke, "jhmp/connection/concurrent-200"});
  words.insert(words.end(), run.begin(), run.end());
  const Finished finished = Program(words).wait();
  INFO(finished.output << finished.error);
  CHECK(finished.status == 0);
  CHECK(finished.error.find("going on with") == std::string::npos);
  CHECK(read_file(folder.path("limits")) == "260\n1500\n");
}

TEST_CASE("what does not fit the hard limit of descriptors waits its turn") {
  const Folder folder;
  Words words{"prlimit", "--nofile=420:420"};
  const Words run =
      run_words(folder, source(reference), {"jhmp/connection/*", "--role=server", "--jobs=4"});
  words.insert(words.end(), run.begin(), run.end());
  const Finished finished = Program(words).wait(std::chrono::seconds(300));
  INFO(finished.output << finished.error);
  CHECK(finished.status == 0);
  const Json record = checked_record(folder);
  CHECK(count_outcome(record, "harness_error") == 0);
  for (const Json& trial : record.at("trials")) {
    if (std::string(trial.at("trial")).find("concurrent-200") == std::string::npos) continue;
    CHECK(trial.at("outcome") == "pass");
  }
}

TEST_CASE("a trial that can never fit the hard limit of descriptors is unsupported") {
  const Folder folder;
  Words words{"prlimit", "--nofile=150:150"};
  const Words run = run_words(folder, source(reference),
                              {"jhmp/connection/concurrent-200", smoke, "--role=server"});
  words.insert(words.end(), run.begin(), run.end());
  const Finished finished = Program(words).wait();
  INFO(finished.output << finished.error);
  CHECK(finished.status == 0);
  const Json record = checked_record(folder);
  CHECK(count_outcome(record, "pass") == 1);
  CHECK(count_outcome(record, "unsupported") == 1);
  CHECK_THAT(record.dump(), Contains("and this process has descriptors for"));
}
