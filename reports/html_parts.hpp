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

// What needs an explanation, each once, with a link to its first trial.
[[nodiscard]] std::string html_findings(const model::Record& record);

// Every trial, folded by scenario; the time line is drawn by timeline.js when one is opened.
[[nodiscard]] std::string html_trials(const model::Record& record);

// Plans and evidence of all trials as a JSON array that is safe inside a script element, with
// payloads cut short.
[[nodiscard]] std::string html_evidence(const model::Record& record);

}  // namespace wiretrial::reports
