// The parts of the HTML report; html.cpp puts them on the page.
#pragma once

#include <string>

#include "harness/model/record.hpp"
#include "reports/ledger.hpp"

namespace wiretrial::reports {

// The outcome as sign and word, in its colour.
[[nodiscard]] std::string html_badge(model::Outcome outcome);

// The table of requirements against subjects; a button in each cell filters the trials.
[[nodiscard]] std::string html_matrix(const Ledger& ledger);

// How many requirements of each level hold and how many do not, for each subject.
[[nodiscard]] std::string html_levels(const Ledger& ledger);

// What needs an explanation, each once, with a link to its first trial.
[[nodiscard]] std::string html_findings(const model::Record& record);

// What a link to a trial says after the #: the same for the same trial in every report. data.js
// knows it too.
[[nodiscard]] std::string html_address(const model::TrialRecord& trial);

// Script elements that hold, packed, an index of all trials and everything the page shows of each,
// payloads being cut short: data.js reads them.
[[nodiscard]] std::string html_data(const model::Record& record);

}  // namespace wiretrial::reports
