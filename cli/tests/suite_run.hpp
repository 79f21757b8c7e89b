// For tests only: runs `wiretrial run` in a directory of its own and looks at what it leaves.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/tests/program.hpp"

namespace wiretrial::tests {

using Json = nlohmann::json;

struct SuiteRun {
  Finished finished;
  Json record;
  std::vector<std::string> left_running;

  // The trial of this name, which ends in @subject. Fails the test when there is none.
  [[nodiscard]] const Json& trial(const std::string& name) const;
  // One member of every trial, in their order.
  [[nodiscard]] std::vector<std::string> all(const std::string& member) const;
};

inline const std::string reference = "impl/reference/subject.json";

// `cli/fixtures/pathological/NAME.subject.json`
[[nodiscard]] std::string pathological(const std::string& name);

// Runs the selection against a description below the source tree, writes to `folder`/out and
// checks that every file is there and whole.
[[nodiscard]] SuiteRun run_suite(const Folder& folder, const std::string& subject,
                                 const std::vector<std::string>& arguments,
                                 std::chrono::seconds limit = usual_time_limit);

// Runs all of the suite, shuffled, against a description below the source tree and checks that no
// trial was failed, not even once. Returns the record.
Json check_conforms(const std::string& subject);

// Checks that each clause of a protocol has a scenario and a mutant, or a reason.
void check_ledger(const std::string& protocol);

// Proves these specimens (names or globs) of a table below the source tree, and checks that each is
// what the table says.
void check_proven(const std::string& table, const std::vector<std::string>& specimens);

// The record in `folder`/out. Fails the test unless all files are there and whole.
[[nodiscard]] Json checked_record(const Folder& folder);

// "outcome cause" of every trial by name, for comparing runs.
[[nodiscard]] std::map<std::string, std::string> verdicts(const Json& record);

}  // namespace wiretrial::tests
