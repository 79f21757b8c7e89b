// The shards of a run, merged, are that run.
#include <chrono>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

// Ten seconds on a machine with two cores that has nothing else to do.
constexpr std::chrono::seconds limit_of_whole_suite(300);

// Requests of a size that lies beside the record are among these.
const Words selection{"jhmp/application/opaque-*", "jhmp/header/length-*", "role:server",
                      "--seed=7"};

// Runs shard `number` of `count` into a folder of its own and returns its record's name.
std::string run_shard(const Folder& folder, int number, int count, Words words) {
  const std::string out = folder.path("shard-" + std::to_string(number));
  words.insert(words.begin(), {"run", "--subject", source(reference), "--out", out});
  words.push_back("--shard=" + std::to_string(number) + "/" + std::to_string(count));
  const Finished finished = wiretrial::tests::wiretrial(words);
  INFO(finished.error << finished.output);
  CHECK(finished.status == 0);
  return out + "/record.json";
}

Words shards(const Folder& folder, int count, const Words& words) {
  Words records;
  for (int i = 1; i <= count; ++i) records.push_back(run_shard(folder, i, count, words));
  return records;
}

Finished merge(Words records, const std::string& out) {
  records.insert(records.begin(), "merge");
  records.insert(records.end(), {"-o", out});
  return wiretrial::tests::wiretrial(records);
}

}  // namespace

TEST_CASE("merged shards have the trials and verdicts of one run, and can be worked with as one") {
  const Folder folder;
  const SuiteRun whole = run_suite(folder, reference, selection);
  const std::string merged = folder.path("merged/record.json");
  const Finished finished = merge(shards(folder, 3, selection), merged);
  INFO(finished.error);
  CHECK(finished.status == whole.finished.status);
  const Json record = Json::parse(read_file(merged));
  CHECK(verdicts(record) == verdicts(whole.record));
  REQUIRE(std::filesystem::exists(folder.path("merged/payloads")));
  CHECK_FALSE(record.contains("shard"));

  const Finished judged = wiretrial::tests::wiretrial({"judge", merged});
  CHECK(judged.status == 0);
  CHECK_THAT(judged.output, Contains(" 0 verdicts changed"));
  const std::string page = folder.path("report.html");
  CHECK(wiretrial::tests::wiretrial({"report", merged, "--html", page}).status == 0);
  const std::string large = "jhmp/application/opaque-large@wiretrial-reference";
  const Finished again = wiretrial::tests::wiretrial({"replay", merged, large});
  INFO(again.output << again.error);
  CHECK(again.status == 0);
}

TEST_CASE("records that are not all shards of one run are refused in one line") {
  const Folder folder;
  const Words words{"jhmp/application/smoke-*", "role:server", "--seed=7"};
  const Words records = shards(folder, 2, words);
  const std::string out = folder.path("merged.json");
  const auto refused = [&](const Words& some, const std::string& reason) {
    const Finished finished = merge(some, out);
    CHECK(finished.status == 2);
    CHECK(finished.error == reason + "\n");
    CHECK_FALSE(std::filesystem::exists(out));
  };
  refused({records[0]}, "shard 2/2 is missing");
  refused({records[0], records[0]}, records[0] + ": is shard 1/2, and so is " + records[0]);
  const Finished same = merge(records, records[1]);
  CHECK(same.status == 2);
  CHECK(same.error == records[1] + ": is one of the records to merge\n");
  const std::string other = run_shard(folder, 2, 2, {words[0], words[1], "--seed=8"});
  refused({records[0], other},
          other + ": the seed is 8, but 7 in " + records[0] + "; shards of one run have the same");
  Json record = Json::parse(read_file(records[0]));
  record.erase("shard");
  const std::string whole = folder.write("whole.json", record.dump());
  refused({whole}, whole + ": is no shard: it was not run with --shard");
}

TEST_CASE("a shard is taken from the environment only when asked, and told") {
  const Folder folder;
  Words words{"/usr/bin/env",
              "CI_NODE_INDEX=2",
              "CI_NODE_TOTAL=3",
              built("wiretrial"),
              "run",
              "jhmp/application/smoke-*",
              "role:server",
              "--subject",
              source(reference),
              "--out",
              folder.path("out")};
  Program unasked(words);
  const Finished whole = unasked.wait();
  CHECK_THAT(whole.error, !Contains("shard"));
  CHECK(checked_record(folder).at("trials").size() == 3);
  words.push_back("--shard=auto");
  Program asked(words);
  const Finished part = asked.wait();
  CHECK_THAT(part.error, Contains("wiretrial: shard 2/3, from CI_NODE_INDEX and CI_NODE_TOTAL\n"));
  CHECK(checked_record(folder).at("trials").size() == 1);
  CHECK(checked_record(folder).at("shard") == "2/3");
}

TEST_CASE("the whole suite in four shards, merged, comes to what one run comes to") {
  const Folder folder;
  const auto run_whole = [&](const std::string& out, const Words& more) {
    Words words{built("wiretrial"), "run",   "--subject", source(reference),
                "--seed=7",         "--out", out};
    words.insert(words.end(), more.begin(), more.end());
    Program program(words);
    const Finished finished = program.wait(limit_of_whole_suite);
    INFO(finished.output);
    CHECK(finished.status == 0);
    return out + "/record.json";
  };
  const Json whole = Json::parse(read_file(run_whole(folder.path("whole"), {})));
  REQUIRE(whole.at("trials").size() > 2500);
  Words records;
  for (const char* shard : {"1/4", "2/4", "3/4", "4/4"}) {
    records.push_back(run_whole(folder.path(std::string("shard-") + shard[0]), {"--shard", shard}));
  }
  const std::string merged = folder.path("merged/record.json");
  CHECK(merge(records, merged).status == 0);
  CHECK(verdicts(Json::parse(read_file(merged))) == verdicts(whole));
}
