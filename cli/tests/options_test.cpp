// What the options of `run` do to the set of trials, their order and their verdicts.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

namespace {

using Words = std::vector<std::string>;

const std::string searches = "jhmp/application/search-*";
const std::string sweep = "jhmp/framing/finish-at-every-offset";

SuiteRun run(Words arguments) {
  const Folder folder;
  SuiteRun result = run_suite(folder, reference, arguments);
  CHECK(result.finished.status == 0);
  CHECK(result.left_running == Words());
  return result;
}

// The canonical evidence in the output; behind it comes the summary, which has times in it.
std::string evidence_in(const std::string& output) {
  return output.substr(0, output.find("harness  "));
}

Words sorted(Words words) {
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace

TEST_CASE("the same seed gives the same trials, in the same order, with the same seeds") {
  const Words selection{searches, "jhmp/header/length-*", "role:server", "--seed=7"};
  const SuiteRun first = run(selection);
  const SuiteRun second = run(selection);
  REQUIRE(first.record.at("trials").size() > 20);
  for (const char* member : {"trial", "seed", "outcome", "cause", "plan"}) {
    INFO(member);
    CHECK(first.all(member) == second.all(member));
  }
  CHECK(first.record.at("seed") == 7);
}

TEST_CASE("another seed gives the same trials with other seeds") {
  const SuiteRun first = run({searches, "--seed=7"});
  const SuiteRun second = run({searches, "--seed=8"});
  CHECK(first.all("trial") == second.all("trial"));
  CHECK(first.all("seed") != second.all("seed"));
  CHECK(verdicts(first.record) == verdicts(second.record));
}

TEST_CASE("a shuffled run has the same trials and verdicts in another order") {
  const SuiteRun plain = run({searches, "--seed=7"});
  const SuiteRun shuffled = run({searches, "--seed=7", "--shuffle"});
  CHECK(plain.all("trial") != shuffled.all("trial"));
  CHECK(sorted(plain.all("trial")) == sorted(shuffled.all("trial")));
  CHECK(verdicts(plain.record) == verdicts(shuffled.record));
}

TEST_CASE("the shards of a run partition it") {
  const Words selection{searches, "jhmp/application/smoke-*", "--seed=7"};
  const Words whole = sorted(run(selection).all("trial"));
  Words together;
  for (const char* shard : {"--shard=1/3", "--shard=2/3", "--shard=3/3"}) {
    Words words = selection;
    words.emplace_back(shard);
    const Words part = run(words).all("trial");
    CHECK(!part.empty());
    together.insert(together.end(), part.begin(), part.end());
  }
  CHECK(sorted(together) == whole);
}

TEST_CASE("each repeat of a trial is an entry of its own") {
  const SuiteRun once = run({searches, "--seed=7"});
  const SuiteRun twice = run({searches, "--seed=7", "--repeat=2"});
  std::map<std::string, std::multiset<int>> repeats;
  for (const Json& trial : twice.record.at("trials")) {
    repeats[trial.at("trial")].insert(trial.at("repeat").get<int>());
  }
  CHECK(repeats.size() == once.record.at("trials").size());
  for (const auto& [name, numbers] : repeats) {
    INFO(name);
    CHECK(numbers == std::multiset<int>{1, 2});
  }
  for (const std::string& repeat : once.all("repeat")) CHECK(repeat == "0");
}

TEST_CASE("a sampled sweep has some of the trials of the full one, the same with every seed") {
  const Words full = run({sweep}).all("trial");
  const Words sampled = run({sweep, "--sweep=sampled", "--seed=7"}).all("trial");
  CHECK(!sampled.empty());
  CHECK(sampled.size() * 2 < full.size());
  const std::set<std::string> all(full.begin(), full.end());
  for (const std::string& trial : sampled) CHECK(all.contains(trial));
  CHECK(run({sweep, "--sweep=sampled", "--seed=8"}).all("trial") == sampled);
}

TEST_CASE("the number of jobs makes no difference to trials and verdicts") {
  const SuiteRun one = run({searches, "--seed=7", "--jobs=1"});
  const SuiteRun four = run({searches, "--seed=7", "--jobs=4"});
  CHECK(one.record.at("jobs") == 1);
  CHECK(four.record.at("jobs") == 4);
  CHECK(one.all("trial") == four.all("trial"));
  CHECK(verdicts(one.record) == verdicts(four.record));
}

TEST_CASE("canonical evidence of two runs with one seed is identical") {
  const Words selection{searches, "jhmp/header/length-negative*", "role:server", "--canonical",
                        "--seed=7"};
  const std::string first = run(selection).finished.output;
  const std::string second = run(selection).finished.output;
  CHECK(evidence_in(first) == evidence_in(second));
  CHECK(evidence_in(first).find("jhmp/application/search-ring@wiretrial-reference") !=
        std::string::npos);
}

TEST_CASE("what a race decides is no part of the canonical evidence, whatever is run beside") {
  // How far the client comes, and whether the subject's end is seen before ours, is a matter of
  // luck in each of them.
  const Words selection{"jhmp/robustness/released-half-closed",
                        "jhmp/robustness/released-finished-then-reset",
                        "jhmp/robustness/end-reset-with-request-before-accept",
                        "jhmp/robustness/client-response-while-sending",
                        "jhmp/robustness/client-response-then-reset-while-sending",
                        "jhmp/robustness/client-finished-before-request",
                        "jhmp/robustness/accept-econnaborted",
                        "--canonical",
                        "--seed=7",
                        "--shuffle"};
  std::set<std::string> seen;
  for (const char* jobs : {"--jobs=1", "--jobs=2", "--jobs=4", "--jobs=8"}) {
    Words words = selection;
    words.emplace_back(jobs);
    seen.insert(evidence_in(run(words).finished.output));
  }
  CHECK(seen.size() == 1);
  CHECK(seen.begin()->find("200  2 rounds of") != std::string::npos);
}

TEST_CASE("a role can be asked for alone") {
  const SuiteRun clients = run({"jhmp/application/*smoke*", "--role=client"});
  for (const Json& trial : clients.record.at("trials")) CHECK(trial.at("role") == "client");
  CHECK(clients.record.at("trials").size() == 3);
}
