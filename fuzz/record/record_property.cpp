#include "fuzz/record/record_property.hpp"

#include <exception>
#include <string>

#include "fuzz/tools/exact_copy.hpp"

namespace wiretrial::fuzz {
namespace {

// Calls `read`, which may throw a RecordError and nothing else; returns whether it threw nothing.
bool reads(const std::function<void()>& read, OracleSet oracles) {
  try {
    read();
    return true;
  } catch (const model::RecordError&) {
    return false;
  } catch (const std::exception& other) {
    oracles.expect(Oracle::clear_errors, false, other.what());
    return false;
  }
}

void check_whole(const RecordReaders& readers, std::string_view text, OracleSet oracles) {
  model::Record record;
  if (!reads([&] { record = readers.read_record(text); }, oracles)) return;
  const std::string written = model::to_json_text(record);
  model::Record again;
  const bool is_read = reads([&] { again = readers.read_record(written); }, oracles);
  oracles.expect(Oracle::round_trip, is_read && model::to_json_text(again) == written,
                 "a record is read as it was written");
  check(model::summarise(record).total == record.trials.size(), "every trial is counted");
}

void check_trial(const RecordReaders& readers, std::string_view line, OracleSet oracles) {
  model::TrialRecord trial;
  if (!reads([&] { trial = readers.read_trial(line); }, oracles)) return;
  const std::string written = model::to_json_line(trial);
  check(written.find('\n') == std::string::npos, "a trial stands on one line");
  model::TrialRecord again;
  const bool is_read = reads([&] { again = readers.read_trial(written); }, oracles);
  oracles.expect(Oracle::round_trip, is_read && model::to_json_line(again) == written,
                 "a trial is read as it was written");
}

}  // namespace

void check_record(const RecordReaders& readers, std::string_view text, OracleSet oracles) {
  const ExactCopy copy(text);
  check_whole(readers, copy.view(), oracles);
  check_trial(readers, copy.view(), oracles);
}

}  // namespace wiretrial::fuzz
