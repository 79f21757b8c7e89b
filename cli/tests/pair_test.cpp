// Pairs from end to end: the matrix of clients and servers, with a proxy between them.
#include <algorithm>
#include <csignal>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

namespace {

using Words = std::vector<std::string>;

const std::string python = "impl/python/subject.json";

// Descriptions of the reference with only one of its programs.
std::string one_sided(const Folder& folder, const std::string& role) {
  const Json all = Json::parse(read_file(source(reference)));
  Json one{{"name", "only-" + role}, {"protocol", "jhmp"}, {"supports", all.at("supports")}};
  one[role] = all.at(role);
  one[role]["command"][0] = built(role == "server" ? "wt-server" : "wt-client");
  return folder.write(role + ".json", one.dump());
}

}  // namespace

TEST_CASE("every client is tried against every server, and the trials are named after both") {
  const Folder folder;
  const SuiteRun run = run_suite(folder, reference,
                                 {"--subject=" + source(python), "--role=pair", "--seed=1",
                                  "jhmp/pair/smoke-*", "jhmp/pair/request-fin-at-header"});
  CHECK(run.finished.status == 0);
  CHECK(run.left_running.empty());
  std::set<std::string> subjects;
  for (const Json& trial : run.record.at("trials")) {
    CHECK(trial.at("role") == "pair");
    CHECK(trial.at("outcome") == "pass");
    CHECK(trial.at("trial") ==
          std::string(trial.at("scenario")) + "@" + std::string(trial.at("subject")));
    CHECK(std::string(trial.at("replay")).find(std::string(trial.at("trial"))) !=
          std::string::npos);
    subjects.insert(trial.at("subject"));
  }
  CHECK(subjects == std::set<std::string>{"wiretrial-reference+wiretrial-reference",
                                          "wiretrial-reference+wiretrial-python",
                                          "wiretrial-python+wiretrial-reference",
                                          "wiretrial-python+wiretrial-python"});
  CHECK(run.record.at("trials").size() == 16);
}

TEST_CASE(
    "a subject takes part in a pair where it has a program, and without any pair it is an error") {
  const Folder folder;
  const std::string client = one_sided(folder, "client");
  const std::string server = one_sided(folder, "server");
  const Words run{"run", "--role=pair", "jhmp/pair/smoke-search", "--out=" + folder.path("out")};
  const auto with = [&](Words subjects) {
    Words words = run;
    for (const std::string& subject : subjects) words.push_back("--subject=" + subject);
    return ::wiretrial::tests::wiretrial(words, folder.path());
  };
  const Finished alone = with({client});
  CHECK(alone.status == 2);
  CHECK(alone.error == "wiretrial: there is no pair: no subject has a server\n");
  const Finished other = with({server});
  CHECK(other.status == 2);
  CHECK(other.error == "wiretrial: there is no pair: no subject has a client\n");
  const Finished both = with({client, server});
  CHECK(both.status == 0);
  const Json record = checked_record(folder);
  REQUIRE(record.at("trials").size() == 1);
  CHECK(record.at("trials")[0].at("trial") == "jhmp/pair/smoke-search@only-client+only-server");
}

TEST_CASE("pairs are tried only when asked for") {
  const Folder folder;
  const Finished unasked =
      ::wiretrial::tests::wiretrial({"run", "--subject=" + source(reference), "jhmp/pair/latency"});
  CHECK(unasked.status == 2);
  CHECK(unasked.error.find("--role pair") != std::string::npos);
  const SuiteRun selected = run_suite(folder, reference, {"role:pair", "jhmp/pair/smoke-search"});
  REQUIRE(selected.record.at("trials").size() == 1);
  CHECK(selected.record.at("trials")[0].at("role") == "pair");
}

TEST_CASE("the program at fault in a pair is named, with the reason") {
  const Folder folder;
  const SuiteRun run =
      run_suite(folder, "cli/fixtures/broken/answers_everything_the_same.subject.json",
                {"--subject=" + one_sided(folder, "client"), "--role=pair", "--force",
                 "jhmp/pair/smoke-opaque"});
  CHECK(run.finished.status == 1);
  REQUIRE(run.record.at("trials").size() == 1);
  const std::string reason = run.record.at("trials")[0].at("reason");
  CHECK(reason.starts_with("at fault: the server "));
}

TEST_CASE("canonical evidence of pairs with one seed is identical, in whatever order they run") {
  const Words selection{"--role=pair",
                        "--canonical",
                        "--seed=7",
                        "jhmp/pair/*-at-header",
                        "jhmp/pair/segments-*",
                        "jhmp/pair/latency*",
                        "jhmp/pair/client-killed-*"};
  const auto canonical = [&](const Words& more) {
    const Folder folder;
    Words words = selection;
    words.insert(words.end(), more.begin(), more.end());
    std::vector<std::string> blocks;
    const std::string output = run_suite(folder, reference, words).finished.output;
    std::size_t begin = output.find("jhmp/pair/");
    while (begin != std::string::npos) {
      const std::size_t end = output.find("\njhmp/pair/", begin);
      blocks.push_back(output.substr(begin, end == std::string::npos ? end : end - begin));
      if (end == std::string::npos) break;
      begin = end + 1;
    }
    if (!blocks.empty()) blocks.pop_back();  // the summary stands behind the last one
    std::sort(blocks.begin(), blocks.end());
    return blocks;
  };
  const auto first = canonical({"--shuffle", "--jobs=1"});
  const auto second = canonical({"--shuffle", "--jobs=4"});
  CHECK(first.size() == 9);
  CHECK(first == second);
}

TEST_CASE("Ctrl-C ends both programs of a pair") {
  const Folder folder;
  Program program({built("wiretrial"), "run", "--role=pair", "--subject", source(reference),
                   "--out", folder.path("out"), "--jobs", "2"});
  REQUIRE(eventually([&] {
    const std::string lines = read_file(folder.path("out/record.jsonl"));
    return std::count(lines.begin(), lines.end(), '\n') >= 5;
  }));
  program.send(SIGINT);
  CHECK(program.wait().status == 130);
  CHECK(processes_with(program.mark()) == Words());
  CHECK(checked_record(folder).at("interrupted") == true);
}
