// What a server carries from one trial to others ends at the trials that show it.
#include <algorithm>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

TEST_CASE(
    "a failure that needs history names the earlier trial; others get verdicts of their own") {
  for (const bool crashes : {false, true}) {
    const Folder folder;
    const std::string subject = "cli/fixtures/broken/remembers_malformed" +
                                std::string(crashes ? "_and_crashes" : "") + ".subject.json";
    const SuiteRun run =
        run_suite(folder, subject, {"--role=server", "--jobs=1", "jhmp/application/*"});
    CHECK(run.finished.status == 1);
    std::size_t named = 0;
    std::size_t own = 0;
    for (const Json& trial : run.record.at("trials")) {
      INFO(trial.dump());
      const std::string reason = trial.at("reason");
      if (trial.at("outcome") == "fail") {
        ++named;
        CHECK(trial.at("requirement") == "APP-7");
        CHECK(trial.at("cause") == (crashes ? "crash" : "wrong_answer"));
        REQUIRE(trial.at("after").size() == 1);
        const std::string culprit = trial.at("after")[0];
        CHECK(culprit.starts_with("jhmp/application/"));
        CHECK(reason == "in a fresh subject only after " + culprit);
      } else {
        CHECK(trial.at("outcome") != "flaky");
        CHECK_FALSE(trial.contains("after"));
        if (reason.starts_with("performed again in a fresh subject")) ++own;
      }
    }
    CHECK(named > 0);
    CHECK((own > 0) == !crashes);  // after a crash there is nothing left to remember
    const auto& trials = run.record.at("trials");
    const auto failed = std::find_if(trials.begin(), trials.end(), [](const Json& trial) {
      return trial.at("outcome") == "fail";
    });
    const Finished replayed = wiretrial::tests::wiretrial(
        {"replay", folder.path("out/record.json"), failed->at("trial").get<std::string>()});
    CHECK(replayed.status == 1);
    CHECK(replayed.output.find("same as recorded") != std::string::npos);
  }
}

TEST_CASE("a crash ends at the trial that caused it") {
  const Folder folder;
  const SuiteRun run = run_suite(folder, "cli/fixtures/broken/crashes_on_deep_nesting.subject.json",
                                 {"--role=server", "--jobs=1", "jhmp/header/depth-*",
                                  "jhmp/header/length-*", "jhmp/header/missing-*"});
  CHECK(run.finished.status == 1);
  std::size_t crashed = 0;
  for (const Json& trial : run.record.at("trials")) {
    INFO(trial.dump());
    if (trial.at("cause") == "crash") {
      ++crashed;
      CHECK(trial.at("scenario").get<std::string>().find("depth-") != std::string::npos);
      CHECK_FALSE(trial.contains("after"));
    } else {
      CHECK(trial.at("outcome") != "fail");
    }
  }
  CHECK(crashed > 0);
}
