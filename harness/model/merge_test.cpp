#include "harness/model/merge.hpp"

#include <algorithm>

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"

using namespace wiretrial::model;

namespace {

// The shards of a made-up run.
std::vector<NamedRecord> shards(std::size_t count) {
  std::vector<NamedRecord> parts;
  for (std::size_t i = 0; i < count; ++i) {
    Record record = made_up::record();
    record.shard = std::to_string(i + 1) + "/" + std::to_string(count);
    std::vector<TrialRecord> kept;
    for (std::size_t k = i; k < record.trials.size(); k += count) kept.push_back(record.trials[k]);
    record.trials = kept;
    record.calibration = 1.0 + static_cast<double>(i);
    parts.push_back({"r" + std::to_string(i + 1), record});
  }
  return parts;
}

std::vector<std::string> names(const Record& record) {
  std::vector<std::string> all;
  for (const TrialRecord& trial : record.trials) all.push_back(trial.plan.trial);
  return all;
}

// Why the parts are refused after the change.
template <typename Change>
std::string refusal(const Change& change) {
  std::vector<NamedRecord> parts = shards(3);
  change(parts);
  try {
    (void)merge_records(parts);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

using Parts = std::vector<NamedRecord>;

}  // namespace

TEST_CASE("the shards of a run, in any order, are that run") {
  const Record whole = made_up::record();
  for (std::size_t count = 1; count <= 5; ++count) {
    Parts parts = shards(count);
    std::reverse(parts.begin(), parts.end());
    const Record merged = merge_records(parts);
    CHECK(names(merged) == names(whole));
    CHECK(merged.shard.empty());
    CHECK(merged.calibration == static_cast<double>(count));
    CHECK(exit_status(merged, false) == exit_status(whole, false));
    CHECK(merged.baseline->complaints == whole.baseline->complaints);
    CHECK(merged.baseline->used == 2);
  }
}

TEST_CASE("shards with less than a trial each are a run too") {
  Parts parts = shards(40);
  CHECK(names(merge_records(parts)) == names(made_up::record()));
}

TEST_CASE("records that are not the shards of one run are refused, with the reason") {
  CHECK(refusal([](Parts&) {}) == "");
  CHECK(refusal([](Parts& parts) { parts.erase(parts.begin() + 1); }) == "shard 2/3 is missing");
  CHECK(refusal([](Parts& parts) {
          parts[2] = {"again", parts[0].record};
        }) == "again: is shard 1/3, and so is r1");
  CHECK(refusal([](Parts& parts) { parts[1].record.shard = ""; }) ==
        "r2: is no shard: it was not run with --shard");
  CHECK(refusal([](Parts& parts) { parts[1].record.shard = "2/4"; }) ==
        "r2: is shard 2/4, but r1 is 1/3");
  CHECK(refusal([](Parts& parts) { parts[1].record.seed = 7; }) ==
        "r2: the seed is 7, but 42 in r1; shards of one run have the same");
  CHECK(refusal([](Parts& parts) {
          parts[2].record.subjects[0].version = "4";
        }).find("r3: the subjects is app-server 4") == 0);
  CHECK(refusal([](Parts& parts) {
          parts[2].record.scenario_set_hash = "x";
        }).find("r3: the set of scenarios is x") == 0);
  CHECK(refusal([](Parts& parts) {
          parts[2].record.harness_version = "9";
        }).find("r3: the version of wiretrial is 9") == 0);
  CHECK(refusal([](Parts& parts) {
          parts[2].record.selection.selectors = {};
        }).find("r3: the selection is everything") == 0);
  for (const char* shard : {"2/3x", "x2/3", "0/3", "4/3", "2", "/", "2/", "-1/3", "2/3/4"}) {
    CHECK(refusal([&](Parts& parts) { parts[1].record.shard = shard; }) ==
          "r2: is no shard: \"" + std::string(shard) + "\" is not I/N with I from 1 to N");
  }
  CHECK(refusal([](Parts& parts) { parts.resize(1); }) == "shards 2/3, 3/3 are missing");
  CHECK(refusal([](Parts& parts) {
          parts.resize(1);
          parts[0].record.shard = "2/18446744073709551615";
        }).find("/18446744073709551615 and 18446744073709551606 more are missing") !=
        std::string::npos);
  CHECK(refusal([](Parts& parts) { parts[2].record.protocol = "echo"; }) ==
        "r3: the protocol is echo, but jhmp in r1; shards of one run have the same");
  CHECK(refusal([](Parts& parts) {
          parts[2].record.sweep = "sampled";
        }).find("r3: the sweep is sampled, but full in r1") == 0);
  CHECK(refusal([](Parts& parts) {
          parts[1].record.selection.repeat = 2;
        }).find("r2: the number of repeats is 2, but 0 in r1") == 0);
  CHECK(refusal([](Parts& parts) {
          parts[1].record.trials.pop_back();
          parts[1].record.interrupted = true;
        }).find("are due: it was interrupted; run this shard again") != std::string::npos);
  CHECK(refusal([](Parts& parts) { parts[1].record.trials.pop_back(); }).find("trials where") !=
        std::string::npos);
  CHECK(refusal([](Parts& parts) {
          parts[1].record.trials[0] = parts[0].record.trials[0];
        }).find("r2: has the trial jhmp/framing/whole@reference, and so has r1") == 0);
}
