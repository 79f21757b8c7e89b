// What is done with a record afterwards, and a server that runs already.
#include <csignal>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

// Requests and answers of a size that lies beside the record are among these.
const Words selection{"jhmp/application/*", "jhmp/content/opaque-*", "role:server", "--seed=7"};

Finished succeed(const Words& arguments) {
  Finished finished = wiretrial::tests::wiretrial(arguments);
  CHECK(finished.error.empty());
  CHECK(finished.status == 0);
  return finished;
}

}  // namespace

TEST_CASE("a record judged again has the verdicts it had") {
  const Folder folder;
  const SuiteRun run = run_suite(folder, reference, selection);
  CHECK(run.finished.status == 0);
  REQUIRE(std::filesystem::exists(folder.path("out/payloads")));
  const std::string count = std::to_string(run.record.at("trials").size());
  CHECK(succeed({"judge", folder.path("out/record.json")}).output ==
        count + " trials judged again, 0 verdicts changed\n");
}

TEST_CASE("a record of failures judged again fails again") {
  const Folder folder;
  const SuiteRun run = run_suite(folder, pathological("crashes_on_request"),
                                 {"jhmp/application/smoke-search", "--deadline-scale=0.5"});
  const Finished again = wiretrial::tests::wiretrial({"judge", folder.path("out/record.json")});
  CHECK(again.output == "1 trials judged again, 0 verdicts changed\n");
  CHECK(again.status == run.finished.status);
  CHECK(again.status == 1);
}

TEST_CASE("judge tells when the payloads beside the record are gone") {
  const Folder folder;
  CHECK(run_suite(folder, reference, {"jhmp/application/opaque-large"}).finished.status == 0);
  std::filesystem::remove_all(folder.path("out/payloads"));
  const Finished finished = wiretrial::tests::wiretrial({"judge", folder.path("out/record.json")});
  CHECK_THAT(finished.error, Contains("out/record.json: payload "));
  CHECK(finished.status == 2);
}

TEST_CASE("a verdict that the evidence does not support is told by judge") {
  const Folder folder;
  SuiteRun run = run_suite(folder, reference, {"jhmp/application/smoke-search"});
  run.record.at("trials").at(0).at("outcome") = "fail";
  const std::string file = folder.write("forged.json", run.record.dump());
  const Finished again = wiretrial::tests::wiretrial({"judge", file});
  CHECK_THAT(again.output, Contains("smoke-search@wiretrial-reference: was fail , now pass"));
  CHECK_THAT(again.output, Contains("1 verdicts changed"));
  CHECK(again.status == 0);
}

TEST_CASE("reports written from the record are those that run wrote") {
  const Folder folder;
  const SuiteRun run = run_suite(folder, reference, selection);
  const std::string html = read_file(folder.path("out/report.html"));
  const std::string junit = read_file(folder.path("out/junit.xml"));
  const std::string markdown = read_file(folder.path("out/report.md"));
  succeed({"report", folder.path("out/record.json"), "--html", folder.path("out/report.html"),
           "--junit", folder.path("junit.xml"), "--markdown", folder.path("report.md")});
  CHECK(read_file(folder.path("out/report.html")) == html);
  CHECK(read_file(folder.path("junit.xml")) == junit);
  CHECK(read_file(folder.path("report.md")) == markdown);
  // A page elsewhere leads to the record from where it is.
  std::filesystem::create_directory(folder.path("a page"));
  succeed({"report", folder.path("out/record.json"), "--html", folder.path("a page/report.html")});
  std::string moved = read_file(folder.path("a page/report.html"));
  const std::string link = "<body data-record=\"../out/record.json\">";
  REQUIRE_THAT(moved, Contains(link));
  moved.replace(moved.find(link), link.size(), "<body data-record=\"record.json\">");
  CHECK(moved == html);
}

TEST_CASE("ten thousand trials are reported with less than 500 MB of memory, far from home") {
  constexpr std::size_t trials = 10'000;
  const Folder folder;
  const SuiteRun run = run_suite(folder, reference, {"requirement:FRM-2", "requirement:HDR-7"});
  Json head = run.record;
  const Json some = head.at("trials");
  head.erase("trials");
  std::string text = head.dump();
  text.back() = ',';
  text += "\"trials\":[";
  for (std::size_t i = 0; i < trials; ++i) {
    Json trial = some.at(i % some.size());
    trial["repeat"] = i / some.size() + 1;
    text += (i == 0 ? "" : ",") + trial.dump();
  }
  text += "]}";
  const Folder elsewhere;
  const std::string record = elsewhere.write("record.json", text);
  const Finished finished =
      Program({"prlimit", "--as=500000000", built("wiretrial"), "report", record, "--html",
               elsewhere.path("report.html"), "--junit", elsewhere.path("junit.xml"), "--markdown",
               elsewhere.path("report.md")})
          .wait();
  INFO(finished.error);
  CHECK(finished.status == 0);
  CHECK(std::filesystem::file_size(elsewhere.path("report.html")) > 1'000'000);
}

TEST_CASE("report without a file prints the summary, and its status is 0 whatever it says") {
  const Folder folder;
  const SuiteRun run = run_suite(folder, pathological("liar_client"),
                                 {"jhmp/application/client-smoke-refused", "--deadline-scale=0.1"});
  REQUIRE(run.finished.status == 1);
  const Finished printed = succeed({"report", folder.path("out/record.json")});
  CHECK_THAT(run.finished.output, Contains(printed.output));
  CHECK_THAT(printed.output, Contains("wrong_exit"));
}

TEST_CASE("a report that cannot be written is told") {
  const Folder folder;
  CHECK(run_suite(folder, reference, {"jhmp/application/smoke-search"}).finished.status == 0);
  const Finished finished = wiretrial::tests::wiretrial(
      {"report", folder.path("out/record.json"), "--html", folder.path("absent/report.html")});
  CHECK(finished.error == folder.path("absent/report.html") + ": cannot be written\n");
  CHECK(finished.status == 2);
}

TEST_CASE("a server that runs already is judged by its address, and runs on") {
  const Folder folder;
  Program server({built("wt-server"), "127.0.0.1", "0"});
  REQUIRE(eventually([&] { return server.output_so_far().ends_with("\n"); }));
  const Json line = Json::parse(server.output_so_far());
  const Json description = {
      {"name", "running"},
      {"protocol", "jhmp"},
      {"supports", {"ipv4", "utf-16", "utf-32", "latin-1", "ascii"}},
      {"limits", {{"max_content", 16777216}, {"idle_ms", 30000}}},
      {"server",
       {{"address", "127.0.0.1:" + line.at("listening").at("port").dump()}, {"pid", server.id()}}}};
  folder.write("subject.json", description.dump());
  const Finished finished = wiretrial::tests::wiretrial(
      {"run", "jhmp/application/*", "--subject", "subject.json"}, folder.path());
  INFO(finished.output);
  CHECK(finished.status == 0);
  const Json record = checked_record(folder);
  CHECK(record.at("trials").size() > 90);
  for (const Json& trial : record.at("trials")) {
    INFO(trial.at("trial"));
    CHECK((trial.at("outcome") == "pass" || trial.at("outcome") == "informational"));
  }
  server.send(SIGTERM);
  CHECK(server.wait().status == 0);
}
