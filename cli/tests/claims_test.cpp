// Claims that last: repeats, revisions of the protocol, disputed scenarios.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/sources.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

const std::string broken = "cli/fixtures/broken/negative_length_answered.subject.json";

// A directory of scenarios with one that the broken server fails; `members` are added to it, and
// the protocol is at this revision.
std::string scenarios_with(const Folder& folder, const std::string& members, int revision) {
  const std::string protocol = read_file(source("scenarios/jhmp/protocol.json"));
  Json data = Json::parse(protocol, nullptr, true, true);
  data["revision"] = revision;
  data["requirements"] = source("impl/PROTOCOL.md");
  data.erase("mutants");
  std::filesystem::create_directories(folder.path("scenarios/jhmp/header"));
  folder.write("scenarios/jhmp/protocol.json", data.dump());
  folder.write("scenarios/jhmp/header/mine.json",
               R"([{"id": "jhmp/header/mine", "requirement": "HDR-7", "role": "server",
                   "title": "A content-length of -1 is rejected", "why": "Slices.")" +
                   members + R"(, "steps": [{"connect": "a"},
                   {"send": {"message": {"opaque": "abcdefghijk", "set": {"content-length": -1}}}},
                   {"expect": "rejection"}]},
                  {"id": "jhmp/header/smoke", "requirement": "APP-1", "role": "server",
                   "title": "A search is answered", "smoke": true, "steps": [{"connect": "a"},
                   {"send": "search-morpheus"}, {"expect": "response"}]}])");
  return folder.path("scenarios");
}

SuiteRun run_mine(const Folder& folder, const std::string& members, const Words& more = {},
                  int revision = 2) {
  Words words{"--scenarios=" + scenarios_with(folder, members, revision)};
  words.insert(words.end(), more.begin(), more.end());
  return run_suite(folder, broken, words);
}

std::string report_text(const Folder& folder, const std::string& name) {
  return read_file(folder.path("out/" + name));
}

struct Frozen {
  std::string requirement;
  std::string level;
  std::string role;
  std::string digest;

  bool operator==(const Frozen&) const = default;
};

using FrozenSet = std::map<std::string, Frozen>;

std::string text_of(const FrozenSet& set) {
  std::string text;
  for (const auto& [id, frozen] : set) {
    text += id + " " + frozen.requirement + " " + frozen.level + " " + frozen.role + " " +
            frozen.digest + "\n";
  }
  return text;
}

FrozenSet read_frozen(const std::string& text) {
  FrozenSet set;
  for (const std::string& line : lines_of(text)) {
    if (line.empty() || line[0] == '#') continue;
    const Words words = words_of(line);
    REQUIRE(words.size() == 5);
    set[words[0]] = {words[1], words[2], words[3], words[4]};
  }
  return set;
}

// What became of the scenarios of a revision: a line for each that is no longer what it was.
Words changes(const FrozenSet& frozen, const FrozenSet& now) {
  Words lines;
  for (const auto& [id, was] : frozen) {
    const auto found = now.find(id);
    if (found == now.end()) {
      lines.push_back(id + " vanished, or scores later than it did");
    } else if (!(found->second == was)) {
      lines.push_back(id + " requires something else than it did: give it a new id");
    }
  }
  for (const auto& [id, scenario] : now) {
    if (!frozen.contains(id)) {
      lines.push_back(id + " is new: say \"since\" with the next revision");
    }
  }
  return lines;
}

const char* const frozen_head =
    "# The scenarios that score in this revision: id, clause, level, role, and the digest of what "
    "it does.\n"
    "# Frozen: a scenario that is added later has \"since\" with a later revision. Until the "
    "revision is published, the\n"
    "# test cli_claims writes this file anew when it is run with WIRETRIAL_APPROVE=1.\n";

}  // namespace

TEST_CASE("a scenario that is later than the claimed revision is shown, and does not score") {
  const Folder folder;
  const SuiteRun late = run_mine(folder, R"(, "since": 2)", {"--revision=1"});
  CHECK(late.finished.status == 0);
  const Json& trial = late.trial("jhmp/header/mine@negative-length-answered");
  CHECK(trial.at("outcome") == "fail");
  CHECK(trial.at("plan").at("not_scored") == "scores from revision 2 on");
  CHECK(late.record.at("protocol_revision") == 1);
  CHECK_THAT(late.finished.output, Contains("not scored in revision 1: 1 trial"));
  CHECK_THAT(report_text(folder, "junit.xml"), Contains("failures=\"0\""));
  CHECK_THAT(report_text(folder, "report.md"), Contains("scores from revision 2 on"));

  CHECK(run_mine(folder, R"(, "since": 2)").finished.status == 1);
  CHECK(run_mine(folder, "", {"--revision=1"}).finished.status == 1);
  CHECK(run_mine(folder, R"(, "since": 2)", {}, 1).finished.status == 0);
}

TEST_CASE("a revision that does not exist is told") {
  const Finished finished =
      wiretrial::tests::wiretrial({"run", "--subject", source(reference), "--revision", "7"});
  CHECK(finished.status == 2);
  CHECK(finished.error == "wiretrial: --revision 7: jhmp has no revision after 2\n");
}

TEST_CASE("a disputed scenario is judged all the same, and every report says so") {
  const Folder folder;
  const std::string dispute =
      R"(, "disputed": {"link": "https://example.org/17", "claim": "Either is right."})";
  const SuiteRun run = run_mine(folder, dispute);
  CHECK(run.finished.status == 1);
  CHECK_THAT(run.finished.output, Contains("disputed  Either is right. [https://example.org/17]"));
  CHECK_THAT(report_text(folder, "report.md"), Contains("Either is right."));
  CHECK_THAT(report_text(folder, "report.html"), Contains("<dt>disputed</dt><dd>Either is right."));
  CHECK_THAT(report_text(folder, "junit.xml"),
             Contains("disputed: Either is right. [https://example.org/17]"));
  const Finished explained = wiretrial::tests::wiretrial(
      {"explain", "jhmp/header/mine", "--scenarios", folder.path("scenarios")});
  CHECK_THAT(explained.output, Contains("Disputed: Either is right. (https://example.org/17)"));
  const Finished clause =
      wiretrial::tests::wiretrial({"explain", "HDR-7", "--scenarios", folder.path("scenarios")});
  CHECK_THAT(clause.output, Contains("is rejected [disputed]"));
}

TEST_CASE("an encoding that is not declared is judged when it is accepted, and may be rejected") {
  const auto probed = [](const std::string& program, const std::string& mutant,
                         const Words& selection) {
    const Folder folder;
    Json command{built(program), mutant, "{host}", "{port}"};
    if (mutant.empty()) command.erase(1);
    const Json subject = {{"name", "mine"},
                          {"protocol", "jhmp"},
                          {"limits", {{"max_content", 16777216}}},
                          {"server", {{"command", command}}}};
    Words words{"run", "--subject", folder.write("subject.json", subject.dump()), "--out",
                folder.path("out")};
    words.insert(words.end(), selection.begin(), selection.end());
    return wiretrial::tests::wiretrial(words);
  };
  const Words selection{"jhmp/content/accepted-utf-16*", "jhmp/content/decoded-utf-16*"};
  const Finished right = probed("wt-server", "", selection);
  CHECK(right.status == 0);
  CHECK_THAT(right.output, Contains("needs utf-16, which is not among \"supports\" (4)"));
  CHECK_THAT(right.output,
             Contains("undeclared: mine handles utf-16 rightly; \"supports\" could say so"));
  const Finished wrong = probed("wt-mutant-server", "utf16-pairs-not-joined", selection);
  CHECK(wrong.status == 1);
  CHECK_THAT(wrong.output, Contains("fail jhmp/content/accepted-utf-16@mine (wrong_answer)"));
  CHECK_THAT(wrong.output, !Contains("undeclared:"));
}

TEST_CASE("repeats end with what came to the same every time") {
  const Folder folder;
  const SuiteRun run = run_suite(folder, reference, {"jhmp/application/smoke-*", "--repeat=3"});
  CHECK_THAT(run.finished.output, Contains("stability: 3 repeats of 3 trials: 3 came to the same "
                                           "every time (3 pass), 0 did not\n"));
  CHECK_THAT(report_text(folder, "report.md"), Contains("### Stability"));
}

namespace {

void check_frozen(const std::filesystem::path& folder) {
  const std::string text = read_file((folder / "protocol.json").string());
  const int newest = Json::parse(text, nullptr, true, true).at("revision");
  const Json all = Json::parse(
      wiretrial::tests::wiretrial({"list", "--json", "--protocol", folder.filename().string()})
          .output);
  for (int revision = 1; revision <= newest; ++revision) {
    FrozenSet now;
    for (const Json& scenario : all) {
      if (scenario.at("since") > revision) continue;
      now[scenario.at("id")] = {scenario.at("requirement"), scenario.at("level"),
                                scenario.at("role"), scenario.at("digest")};
    }
    const std::string file = (folder / ("revision-" + std::to_string(revision) + ".txt")).string();
    // Read before any thread starts. NOLINTNEXTLINE(concurrency-mt-unsafe)
    const char* approve = std::getenv("WIRETRIAL_APPROVE");
    if (approve != nullptr && std::string(approve) == "1") {
      std::ofstream(file, std::ios::binary) << frozen_head << text_of(now);
    }
    INFO(file);
    CHECK(changes(read_frozen(read_file(file)), now) == Words());
  }
}

}  // namespace

TEST_CASE("the scenarios of each published revision of each protocol are what they were") {
  int protocols = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source("scenarios"))) {
    if (!std::filesystem::exists(entry.path() / "protocol.json")) continue;
    check_frozen(entry.path());
    ++protocols;
  }
  CHECK(protocols >= 9);
}

TEST_CASE("a frozen scenario that vanished or changed is found, and so is a new one") {
  const FrozenSet frozen{{"a", {"HDR-7", "MUST", "server", "1"}},
                         {"b", {"HDR-7", "MUST", "server", "2"}},
                         {"c", {"HDR-7", "MUST", "server", "3"}}};
  CHECK(read_frozen(frozen_head + text_of(frozen)) == frozen);
  CHECK(changes(frozen, frozen) == Words());
  for (const Frozen& other :
       {Frozen{"HDR-8", "MUST", "server", "2"}, Frozen{"HDR-7", "SHOULD", "server", "2"},
        Frozen{"HDR-7", "MUST", "client", "2"}, Frozen{"HDR-7", "MUST", "server", "9"}}) {
    FrozenSet now = frozen;
    now["b"] = other;
    CHECK(changes(frozen, now) == Words{"b requires something else than it did: give it a new id"});
  }
  FrozenSet now = frozen;
  now.erase("c");
  now["d"] = {};
  CHECK(changes(frozen, now) == Words{"c vanished, or scores later than it did",
                                      "d is new: say \"since\" with the next revision"});
}

TEST_CASE("every command of the page about CI works on a part of the suite") {
  const Folder folder;
  std::filesystem::copy(source("cli/fixtures/broken"), folder.path("fixtures"));
  Json subject = Json::parse(read_file(source("cli/fixtures/broken/correct.subject.json")));
  subject["name"] = "my-server";
  subject.erase("client");
  subject["server"]["cwd"] = "fixtures";
  folder.write("my-server.json", subject.dump());
  const std::string program = "build/release/bin/wiretrial ";
  int shown = 0;
  for (const std::string& line : lines_of(read_file(source("docs/CI.md")))) {
    if (!line.starts_with(program)) continue;
    Words words = words_of(line.substr(program.size()));
    if (words[0] == "run") words.insert(words.begin() + 1, "jhmp/application/smoke-*");
    const Finished finished = wiretrial::tests::wiretrial(words, folder.path());
    INFO(line << "\n" << finished.output << finished.error);
    CHECK(finished.status == 0);
    ++shown;
  }
  CHECK(shown == 14);
}
