// The record as JSON text: what `record.json` and `record.jsonl` hold. The published form is
// reports/record.schema.json.
#pragma once

#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>

#include "harness/model/record.hpp"

namespace wiretrial::model {

// A text that is no record. The message names the JSON pointer and the reason.
class RecordError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The whole record, ending with a line feed: one trial a line, so that line tools and `git diff`
// serve. Bytes of the subject come back exactly; texts written for people are made well-formed
// UTF-8; times are kept to the microsecond.
[[nodiscard]] std::string to_json_text(const Record& record);

// The same, trial by trial: the text of a large record is never in memory whole. The stream's state
// says whether it took everything.
void write_json_text(const Record& record, std::ostream& out);

// One step, on one line: as the record has it.
[[nodiscard]] std::string to_json_line(const Step& step);

// One trial on one line, without the line feed.
[[nodiscard]] std::string to_json_line(const TrialRecord& trial);

// All but the trials, on one line, without the line feed: what record.jsonl begins with.
[[nodiscard]] std::string to_json_head_line(const Record& record);

// Reads what to_json_text wrote. Members it does not know are ignored. Throws RecordError when the
// text is no JSON, has another version, lacks a member or has one of the wrong type; nothing is
// read then.
[[nodiscard]] Record read_record(std::string_view text);

// Reads record.jsonl: the head, then a trial a line. A last line that is cut short, as a full disk
// or a kill leaves it, is passed over. The errors are those of read_record; they name the line.
[[nodiscard]] Record read_record_lines(std::string_view text);

// Reads one trial's line of record.jsonl, with the same errors; pointers start at the trial.
[[nodiscard]] TrialRecord read_trial(std::string_view line);

}  // namespace wiretrial::model
