// Whatever a record's text is, it is read, or a RecordError is thrown; nothing else comes of it. A
// record that was read is written in a form that is read again as the same, and counted.
#include <string>
#include <string_view>

#include "fuzz/tools/check.hpp"
#include "fuzz/tools/exact_copy.hpp"
#include "fuzz/tools/target.hpp"
#include "harness/model/record_json.hpp"

namespace wiretrial::fuzz {
namespace {

void check_record(std::string_view text) {
  model::Record record;
  try {
    record = model::read_record(text);
  } catch (const model::RecordError&) {
    return;
  }
  const std::string written = model::to_json_text(record);
  check(model::to_json_text(model::read_record(written)) == written,
        "a record is read as it was written");
  check(model::summarise(record).total == record.trials.size(), "every trial is counted");
}

void check_trial(std::string_view line) {
  model::TrialRecord trial;
  try {
    trial = model::read_trial(line);
  } catch (const model::RecordError&) {
    return;
  }
  const std::string written = model::to_json_line(trial);
  check(written.find('\n') == std::string::npos, "a trial stands on one line");
  check(model::to_json_line(model::read_trial(written)) == written,
        "a trial is read as it was written");
}

}  // namespace

void test_one_input(std::string_view input) {
  const ExactCopy text(input);
  check_record(text.view());
  check_trial(text.view());
}

}  // namespace wiretrial::fuzz
