#include "cli/tests/suite_run.hpp"

#include <algorithm>
#include <map>

#include "catch.hpp"

namespace wiretrial::tests {

namespace {

void check_text_file(const std::string& path, const std::string& begin, const std::string& end) {
  const std::string text = read_file(path);
  CAPTURE(path, text.size());
  CHECK(text.starts_with(begin));
  CHECK(text.ends_with(end));
}

}  // namespace

std::string pathological(const std::string& name) {
  return "cli/fixtures/pathological/" + name + ".subject.json";
}

Json checked_record(const Folder& folder) {
  check_text_file(folder.path("out/junit.xml"), "<?xml", "</testsuites>\n");
  check_text_file(folder.path("out/report.html"), "<!doctype html>", "</html>\n");
  check_text_file(folder.path("out/report.md"), "#", "\n");
  const Json record = Json::parse(read_file(folder.path("out/record.json")), nullptr, false);
  REQUIRE(record.is_object());
  CHECK(record.at("summary").at("total") == record.at("trials").size());
  const std::string lines = read_file(folder.path("out/record.jsonl"));
  const auto count = std::count(lines.begin(), lines.end(), '\n');
  CHECK(static_cast<std::size_t>(count) == 1 + record.at("trials").size());  // the head
  return record;
}

SuiteRun run_suite(const Folder& folder, const std::string& subject,
                   const std::vector<std::string>& arguments, std::chrono::seconds limit) {
  std::vector<std::string> words{built("wiretrial"), "run", "--out", folder.path("out"),
                                 "--subject=" + source(subject)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  Program program(words, folder.path());
  SuiteRun run;
  run.finished = program.wait(limit);
  run.left_running = processes_with(program.mark());
  INFO(run.finished.error);
  run.record = checked_record(folder);
  return run;
}

Json check_conforms(const std::string& subject) {
  const Folder folder;
  const SuiteRun run = run_suite(folder, subject, {"--shuffle"});
  INFO(run.finished.output);
  CHECK(run.finished.status == 0);
  CHECK(run.left_running == std::vector<std::string>());
  for (const Json& trial : run.record.at("trials")) {
    INFO(trial.at("trial"));
    CHECK((trial.at("outcome") == "pass" || trial.at("outcome") == "unsupported"));
    CHECK(trial.at("attempts") <= 1);
  }
  return run.record;
}

void check_ledger(const std::string& protocol) {
  const Finished ledger = wiretrial({"list", "--ledger", "--protocol", protocol});
  INFO(ledger.error);
  CHECK(ledger.status == 0);
}

void check_proven(const std::string& table, const std::vector<std::string>& specimens) {
  const Folder folder;
  std::vector<std::string> words{built("wiretrial"), "prove", source(table), "--out",
                                 folder.path("out")};
  for (const std::string& specimen : specimens) words.push_back("--only=" + specimen);
  Program program(words, source(""));
  const Finished proof = program.wait();
  INFO(proof.output << proof.error);
  CHECK(proof.status == 0);
}

const Json& SuiteRun::trial(const std::string& name) const {
  for (const Json& trial : record.at("trials")) {
    if (trial.at("trial") == name) return trial;
  }
  FAIL("no trial " << name << " in the record");
  return record;
}

std::vector<std::string> SuiteRun::all(const std::string& member) const {
  std::vector<std::string> values;
  for (const Json& trial : record.at("trials")) values.push_back(trial.at(member).dump());
  return values;
}

std::map<std::string, std::string> verdicts(const Json& record) {
  std::map<std::string, std::string> all;
  for (const Json& trial : record.at("trials")) {
    std::string name = trial.at("trial");
    if (trial.at("repeat") != 0) name += " " + trial.at("repeat").dump();
    all[name] = std::string(trial.at("outcome")) + " " + std::string(trial.at("cause"));
  }
  return all;
}

}  // namespace wiretrial::tests
