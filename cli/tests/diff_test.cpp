// Two records of real runs, compared.
#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

Finished diff(Words words) {
  words.insert(words.begin(), "diff");
  return wiretrial::tests::wiretrial(words);
}

// Runs the smoke exchanges against a description and keeps the record under a name of its own.
std::string record_of(const Folder& folder, const std::string& subject, const std::string& name) {
  const SuiteRun run =
      run_suite(folder, subject,
                {"jhmp/application/smoke-*", "role:server", "--seed=7", "--deadline-scale=0.5"});
  return folder.write(name, run.record.dump());
}

}  // namespace

TEST_CASE("two runs of one subject have no difference, and status 0") {
  const Folder folder;
  const std::string before = record_of(folder, reference, "old.json");
  const std::string after = record_of(folder, reference, "new.json");
  const Finished finished = diff({before, after});
  CHECK(finished.status == 0);
  CHECK(finished.error.empty());
  CHECK_THAT(finished.output, Contains("\nNo difference in 3 trials\n"));
}

TEST_CASE(
    "a subject that got worse is status 1, with the reason in every report, and 0 backwards") {
  const Folder folder;
  const std::string good = record_of(folder, reference, "old.json");
  const std::string bad = record_of(folder, pathological("crashes_on_request"), "new.json");
  const Finished worse = diff({good, bad, "--markdown", folder.path("diff.md"), "--html",
                               folder.path("diff.html"), "--json", folder.path("diff.json")});
  INFO(worse.output << worse.error);
  CHECK(worse.status == 1);
  CHECK_THAT(worse.output, Contains("are different subjects; their trials are compared by"));
  CHECK_THAT(worse.output, Contains("✗ fail (crash) jhmp/application/smoke-search@"));
  CHECK_THAT(worse.output, Contains("regressions: "));
  CHECK_THAT(read_file(folder.path("diff.md")), Contains("(crash) <code>jhmp/application/smoke-"));
  CHECK_THAT(read_file(folder.path("diff.html")), Contains("<span class=\"cause\">crash</span>"));
  const Json json = Json::parse(read_file(folder.path("diff.json")));
  CHECK(json.at("regressions").get<int>() > 0);
  CHECK(json.at("changes").at(0).at("old").at("outcome") == "pass");
  CHECK(json.at("changes").at(0).at("new").at("cause") == "crash");
  const Finished better = diff({bad, good});
  CHECK(better.status == 0);
  CHECK_THAT(better.output, Contains("No regression: "));
}

TEST_CASE("what is no record, or of another protocol, is status 2 and one line") {
  const Folder folder;
  Json record =
      run_suite(folder, reference, {"jhmp/application/smoke-search", "role:server"}).record;
  const std::string good = folder.write("good.json", record.dump());
  const std::string text = folder.write("text.json", "no record");
  record.at("protocol") = "echo";
  const std::string other = folder.write("other.json", record.dump());
  const struct {
    Words words;
    std::string reason;
  } rows[] = {
      {{good, folder.path("absent.json")}, folder.path("absent.json") + ": no such record"},
      {{text, good}, text + ": "},
      {{good, other}, good + ", " + other + ": the records are of different protocols, jhmp and"},
      {{good, good, "--html", folder.path("absent/diff.html")},
       folder.path("absent/diff.html") + ": cannot be written"},
      {{good}, "wiretrial: new is required"},
  };
  for (const auto& row : rows) {
    const Finished finished = diff(row.words);
    INFO(row.reason);
    CHECK(finished.status == 2);
    CHECK_THAT(finished.error, Catch::Matchers::StartsWith(row.reason));
    CHECK(std::count(finished.error.begin(), finished.error.end(), '\n') == 1);
  }
}
