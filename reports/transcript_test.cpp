#include "reports/transcript.hpp"

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/approval.hpp"
#include "reports/ledger.hpp"

using namespace wiretrial;
using namespace wiretrial::reports;

namespace {

std::string shown(const model::TrialRecord& trial, const model::Record& record) {
  return render_verdict(trial, requirement_of(record, trial.plan.requirement), false) +
         render_transcript(trial);
}

}  // namespace

TEST_CASE("the transcripts of the made-up record are the approved ones") {
  const model::Record record = model::made_up::record();
  std::string text;
  for (const model::TrialRecord& trial : record.trials) text += shown(trial, record) + "\n";
  check_approved("transcript.txt", text);
}

TEST_CASE("steps that left no trace stand before those that did, and rounds begin again") {
  model::TrialRecord trial;
  model::Repeat repeat;
  repeat.times = 2;
  repeat.steps = {model::Connect{}, model::Close{}};
  trial.plan.runs = {{"first", {model::Connect{}, repeat, model::Finish{}}}};
  model::Event event;
  event.kind = model::EventKind::connected;
  trial.evidence = {{"first", {}}};
  for (const char* step : {"0", "1.0", "1.1", "1.0", "2"}) {
    event.step = step;
    trial.evidence[0].events.push_back(event);
  }
  const std::string text = render_transcript(trial);
  std::string order;
  for (std::size_t at = text.find("step "); at != std::string::npos;
       at = text.find("step ", at + 1)) {
    order += text.substr(at + 5, text.find(':', at) - at - 5) + " ";
  }
  CHECK(order == "0 1 1.0 1.1 1.0 1.1 2 ");
}

TEST_CASE("nothing that a subject says reaches the terminal as a control character") {
  model::TrialRecord trial;
  trial.plan.runs = {{"first", {model::Connect{}}}};
  model::Event event;
  event.kind = model::EventKind::received;
  event.data = "\x1b[31m\n";
  event.detail = "\x1b[0m";
  trial.evidence = {{"first", {event}}};
  CHECK(render_transcript(trial).find('\x1b') == std::string::npos);
}
