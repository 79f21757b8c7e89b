// Programs that are each broken in one known way: they fail the scenarios on their list, for the
// reason on their list, and no others. The lists lie beside the programs; WIRETRIAL_APPROVE=1
// writes them again. Most of the ways are those of the program that JHMP/1 comes from.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

namespace {

using Lines = std::set<std::string>;

// A silent server makes hundreds of trials wait out their deadlines; this bounds a run on a loaded
// machine.
constexpr std::chrono::seconds forced_time_limit{600};
// What the smoke exchanges save.
constexpr std::chrono::seconds unforced_time_limit{30};

// For programs that sleep and are waited for in vain: what never comes does not come in half the
// time.
const std::string half_a_deadline = "0.5";

std::string fixture(const std::string& name) {
  return source("cli/fixtures/broken/" + name);
}

// "scenario requirement outcome cause" of every trial that is not as required; members of a sweep
// fold together.
Lines findings(const Json& record) {
  Lines lines;
  for (const Json& trial : record.at("trials")) {
    const std::string outcome = trial.at("outcome");
    if (outcome == "pass" || outcome == "informational" || outcome == "not_run") continue;
    if (outcome == "unsupported") continue;
    lines.insert(std::string(trial.at("scenario")) + " " + std::string(trial.at("requirement")) +
                 " " + outcome + " " + std::string(trial.at("cause")));
  }
  return lines;
}

Lines read_lines(const std::string& path) {
  Lines lines;
  std::istringstream text(read_file(path));
  for (std::string line; std::getline(text, line);) lines.insert(line);
  return lines;
}

// What this machine lacks the means for is on no list that is made here.
bool is_unsupported(const Json& record, const std::string& line) {
  const std::string scenario = line.substr(0, line.find(' '));
  const Json& trials = record.at("trials");
  return std::any_of(trials.begin(), trials.end(), [&](const Json& trial) {
    return trial.at("outcome") == "unsupported" && trial.at("scenario") == scenario;
  });
}

void check_against_list(const Json& record, const std::string& list) {
  const Lines found = findings(record);
  const char* approve = std::getenv("WIRETRIAL_APPROVE");
  if (approve != nullptr && std::string(approve) == "1") {
    std::ofstream file(fixture(list));
    for (const std::string& line : found) file << line << '\n';
  }
  const Lines expected = read_lines(fixture(list));
  REQUIRE_FALSE(expected.empty());
  for (const std::string& line : expected) {
    if (is_unsupported(record, line)) continue;
    INFO("expected by " << list << ", and did not happen");
    CHECK((found.contains(line) ? "" : line) == "");
  }
  for (const std::string& line : found) {
    INFO("happened, and is not on " << list);
    CHECK((expected.contains(line) ? "" : line) == "");
  }
}

Json run_broken(const Folder& folder, const std::string& name, std::vector<std::string> options,
                std::chrono::seconds limit) {
  std::vector<std::string> words{
      built("wiretrial"), "run",    "--subject", fixture(name + ".subject.json"), "--out",
      folder.path("out"), "--seed", "1"};
  words.insert(words.end(), options.begin(), options.end());
  Program program(words);
  const Finished finished = program.wait(limit);
  INFO(finished.error.substr(0, 2000));
  CHECK(finished.status == 1);
  CHECK(processes_with(program.mark()) == std::vector<std::string>());
  return checked_record(folder);
}

// All but the places of a sweep that a message shorter than the reference's does not have.
void check_that_all_ran(const Json& record) {
  for (const Json& trial : record.at("trials")) {
    INFO(trial.at("trial"));
    if (trial.at("outcome") != "not_run") continue;
    CHECK(std::string(trial.at("reason")).find("message has no ") != std::string::npos);
  }
}

// A failure is confirmed five times; it comes out the same each time, or the verdict would be
// `flaky` and on no list.
void check_forced(const std::string& name, const std::string& sweep,
                  const std::string& deadline_scale = "1") {
  const Folder folder;
  const Json record =
      run_broken(folder, name, {"--force", "--sweep", sweep, "--deadline-scale", deadline_scale},
                 forced_time_limit);
  check_against_list(record, name + ".must-fail.txt");
  check_that_all_ran(record);
}

// Judged by what its defect is about, and by something that it meets.
void check_selected(const std::string& name, const std::vector<std::string>& selectors,
                    const std::string& deadline_scale = "1") {
  const Folder folder;
  std::vector<std::string> options{"--strict", "--sweep", "sampled", "--deadline-scale",
                                   deadline_scale};
  options.insert(options.end(), selectors.begin(), selectors.end());
  const Json record = run_broken(folder, name, options, forced_time_limit);
  check_against_list(record, name + ".must-fail.txt");
  check_that_all_ran(record);
  bool passes = false;
  for (const Json& trial : record.at("trials")) {
    passes = passes || trial.at("outcome") == "pass";
  }
  CHECK(passes);
}

void check_clauses(const std::string& name, const std::vector<std::string>& clauses,
                   const std::string& deadline_scale = "1") {
  std::vector<std::string> selectors;
  for (const std::string& clause : clauses) selectors.push_back("requirement:" + clause);
  check_selected(name, selectors, deadline_scale);
}

// None of the smoke exchanges passes: they are what is learned, and the rest is not run.
void check_unforced(const std::string& name) {
  const Folder folder;
  const Json record = run_broken(folder, name, {}, unforced_time_limit);
  check_against_list(record, name + ".smoke.txt");
  std::size_t not_run = 0;
  for (const Json& trial : record.at("trials")) {
    if (trial.at("outcome") != "not_run") continue;
    ++not_run;
    CHECK(std::string(trial.at("reason")).find("smoke") != std::string::npos);
  }
  CHECK(not_run + 3 == record.at("trials").size());
}

}  // namespace

TEST_CASE("a server that never answers empty content fails for that alone") {
  check_forced("empty_content_unanswered", "full");
}

TEST_CASE("a server that answers negative lengths fails for that alone") {
  check_forced("negative_length_answered", "full");
}

TEST_CASE("a server that dies without descriptors fails for that alone") {
  check_forced("dies_without_descriptors", "full");
}

TEST_CASE("a server that accepts and closes") {
  check_unforced("accepts_and_closes");
  check_forced("accepts_and_closes", "sampled");
}

TEST_CASE("a server that accepts and stays silent") {
  check_unforced("accepts_and_stays_silent");
  check_forced("accepts_and_stays_silent", "sampled", half_a_deadline);
}

TEST_CASE("a server that answers everything the same") {
  check_unforced("answers_everything_the_same");
  check_forced("answers_everything_the_same", "sampled");
}

TEST_CASE("a server that takes content for missing because it is false spins") {
  // Every value that is false: b"", {}, [], "", 0, null, false. The whole deadline is needed: less
  // than a second tells a spin from nothing.
  check_selected("falsy_content_spins",
                 {"jhmp/application/smoke-*", "jhmp/content/opaque-empty",
                  "jhmp/application/unusable-action-empty-object", "jhmp/application/no-object-*",
                  "jhmp/robustness/spin-after-falsy-json"});
}

TEST_CASE("a server that takes a content-length of true for 1") {
  check_clauses("true_length_is_one", {"APP-1", "HDR-7", "HDR-8"});
}

TEST_CASE("a server that waits for the rest of a request for ever") {
  check_clauses("waits_for_ever", {"APP-1", "CON-7"}, half_a_deadline);
}

TEST_CASE("a server whose close turns into a reset because of bytes that it did not read") {
  check_clauses("bytes_behind_reset", {"APP-1", "FRM-7", "FRM-8", "CON-1"});
}

TEST_CASE("a server that lets the last of two equal names win") {
  check_clauses("last_duplicate_wins", {"APP-1", "HDR-13", "HDR-3", "HDR-5"});
}

TEST_CASE("a server that accepts NaN in a member that it does not know") {
  check_clauses("nan_in_header_accepted", {"APP-1", "HDR-14", "HDR-7", "CNT-11"});
}

TEST_CASE("a server that never looks at byteorder") {
  check_clauses("byteorder_unchecked", {"APP-1", "HDR-11", "HDR-12", "CNT-5"});
}

TEST_CASE("a server that never asks whether content-type is a string") {
  check_clauses("content_type_unchecked", {"APP-1", "HDR-11", "HDR-12", "CNT-7"});
}

TEST_CASE("a server whose receive buffer is copied whole for each piece") {
  check_clauses("quadratic_server", {"APP-1", "CON-11"});
}

TEST_CASE("a client whose receive buffer is copied whole for each piece") {
  check_clauses("quadratic_client", {"APP-10", "CON-11"});
}

TEST_CASE("a client that exits with 0 whatever happened") {
  check_clauses("client_exits_zero", {"APP-10", "CLI-1", "CLI-2", "CLI-5"});
}

TEST_CASE("a client that a silent server holds for ever") {
  check_clauses("client_waits_for_ever", {"APP-10", "CLI-1", "CLI-2", "CLI-4"}, half_a_deadline);
}
