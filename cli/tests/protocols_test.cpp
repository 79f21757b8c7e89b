// Protocols that are known as data alone: real servers are tried, wrong ones are found out, and
// what cannot go together is told.
#include <filesystem>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial;
using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

std::string description_of(const std::string& name) {
  return "scenarios/" + name + "/" + name + ".subject.json";
}

// The description with more words at the end of its command, under another name.
std::string changed(const Folder& folder, const std::string& name, const Words& more) {
  Json subject = Json::parse(read_file(source(description_of(name))), nullptr, true, true);
  subject["name"] = name + "-changed";
  subject["server"]["cwd"] = source("scenarios/" + name);
  auto& command = subject["server"]["command"];
  const std::string program = command[0];
  if (program.starts_with("./")) command[0] = source("scenarios/" + name + "/" + program);
  for (const std::string& word : more) command.push_back(word);
  return folder.write(name + ".subject.json", subject.dump());
}

void check_server(const std::string& name, const Words& more) {
  const Folder folder;
  Words words{"run", "--subject", source(description_of(name)), "--out", folder.path("out")};
  words.insert(words.end(), more.begin(), more.end());
  const Finished finished = tests::wiretrial(words);
  INFO(finished.output << finished.error);
  CHECK(finished.status == 0);
  const Json record = checked_record(folder);
  CHECK(record.at("protocol") == name);
  CHECK(record.at("trials").size() > 50);
}

// The server is started with more words, by which it breaks a clause.
void check_wrong_server(const std::string& name, const Words& more, const std::string& scenario,
                        const std::string& cause) {
  const Folder folder;
  const Finished finished =
      tests::wiretrial({"run", scenario, name + "/half-close", "--subject",
                        changed(folder, name, more), "--out", folder.path("out")});
  INFO(finished.output << finished.error);
  CHECK(finished.status == 1);
  const Json record = checked_record(folder);
  for (const Json& trial : record.at("trials")) {
    const bool broken = trial.at("scenario") == scenario;
    INFO(trial.at("scenario"));
    CHECK(trial.at("outcome") == (broken ? "fail" : "pass"));
    if (broken) CHECK(trial.at("cause") == cause);
  }
}

const std::string reference_file = source(reference);

}  // namespace

TEST_CASE("a Redis server is as its baseline says, and a wrong one is found out", "[.redis]") {
  if (!is_installed("redis-server")) return;
  check_server("redis", {"--baseline=" + source("scenarios/redis/baseline.json")});
  check_wrong_server("redis", {"--maxclients", "50"}, "redis/many", "wrong_answer");
}

TEST_CASE("a memcached server passes, and a wrong one is found out", "[.memcached]") {
  if (!is_installed("memcached")) return;
  check_server("memcached", {});
  check_wrong_server("memcached", {"-c", "50"}, "memcached/many", "wrong_answer");
}

TEST_CASE("an nginx server passes, and a wrong one is found out", "[.nginx]") {
  if (!is_installed("nginx")) return;
  check_server("nginx", {});
  check_wrong_server("nginx", {"keepalive_requests 1"}, "nginx/pipeline", "no_answer");
}

TEST_CASE("a run has one protocol, and there must be scenarios of it") {
  const Folder folder;
  const std::string raw = folder.write(
      "raw.json", R"({"name": "r", "protocol": "raw", "server": {"command": ["true", "{port}"]}})");
  const std::string near = folder.write(
      "near.json",
      R"({"name": "n", "protocol": "reddis", "server": {"command": ["true", "{port}"]}})");
  const struct {
    Words words;
    std::string complaint;
  } rows[] = {
      {{"run", "--subject", reference_file, "--subject", raw},
       "wiretrial-reference speaks jhmp and r speaks raw; put them on trial one after the other"},
      {{"run", "--subject", near}, "there are no scenarios of the protocol \"reddis\" in "},
      {{"run", "--subject", near}, "did you mean \"redis\"?"},
      {{"run", "--subject", raw}, "name their directory with --scenarios"},
      {{"run", "--subject", reference_file, "--scenarios", source("scenarios/redis")},
       "there are no scenarios of the protocol \"jhmp\""},
      {{"fuzz", "--subject", raw, "--scenarios", source("scenarios/redis")},
       "fuzzing needs a protocol with a \"frame\""},
      {{"list", "--protocol", "nosuch"}, "there are no scenarios of the protocol \"nosuch\""},
  };
  for (const auto& row : rows) {
    const Finished finished = tests::wiretrial(row.words);
    INFO(row.complaint);
    CHECK(finished.status == 2);
    CHECK_THAT(finished.error, Contains(row.complaint));
  }
}

TEST_CASE(
    "a pattern that cannot be compiled is told with its scenario before anything is started") {
  const Folder folder;
  std::filesystem::create_directories(folder.path("toy"));
  folder.write("toy/clauses.md", "| TOY-1 | MUST | S | It answers. |\n");
  folder.write("toy/protocol.json",
               R"({"name": "toy", "revision": 1, "title": "T", "requirements": "clauses.md"})");
  folder.write("toy/x.json", R"({"id": "toy/x", "requirement": "TOY-1", "role": "server",
      "title": "t", "steps": [{"connect": "a"},
      {"expect": {"bytes": {"frame": "rest", "pattern": "(a"}}}]})");
  const Finished finished = tests::wiretrial({"check", folder.path("toy")});
  CHECK(finished.status == 2);
  CHECK_THAT(finished.error, Contains("toy/x: the pattern (a: position 2"));
}

TEST_CASE("a clause and a scenario of any protocol are explained") {
  CHECK_THAT(tests::wiretrial({"explain", "RED-3"}).output, Contains("redis/half-close (server)"));
  CHECK_THAT(tests::wiretrial({"explain", "nginx/two-lengths"}).output,
             Contains("Judges WEB-7 (MUST)"));
  const Json redis = Json::parse(tests::wiretrial({"list", "--json", "--protocol=redis"}).output);
  for (const Json& scenario : redis) {
    CHECK(scenario.at("id").get<std::string>().starts_with("redis/"));
  }
}
