#include <fmt/format.h>

#include "harness/model/json_writer.hpp"
#include "reports/html_parts.hpp"
#include "reports/remarks.hpp"
#include "reports/template.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Record;
using model::TrialRecord;

std::string entry(std::string_view name, std::string_view text) {
  if (text.empty()) return "";
  return fmt::format("<dt>{}</dt><dd>{}</dd>", name, html_text(one_line(text)));
}

std::string remark_entries(const TrialRecord& trial) {
  std::string text;
  for (const Remark& remark : remarks(trial)) text += entry(remark.name, remark.text);
  return text;
}

std::string finding_text(const Finding& finding) {
  const TrialRecord& trial = *finding.trials[0];
  const std::size_t more = finding.trials.size() - 1;
  return fill("finding.html",
              {{"address", html_address(trial)},
               {"badge", html_badge(trial.verdict.outcome)},
               {"requirement", html_text(trial.plan.requirement)},
               {"trial", html_text(trial_address(trial))},
               {"more", more == 0 ? "" : fmt::format("and {} more, the same way", more)},
               {"title", html_text(trial.plan.title)},
               {"cause", std::string(name_of(trial.verdict.cause))},
               {"verdict", entry("expected", trial.verdict.expected) +
                               entry("actual", trial.verdict.actual) +
                               entry("reason", trial.verdict.reason) + remark_entries(trial)}});
}

}  // namespace

std::string html_badge(model::Outcome outcome) {
  return fmt::format("<span class=\"badge {}\"><span aria-hidden=\"true\">{}</span> {}</span>",
                     name_of(outcome), sign_of(outcome), label_of(outcome));
}

std::string html_findings(const Record& record) {
  std::string rows;
  for (const Finding& finding : findings(record)) rows += finding_text(finding);
  return rows.empty() ? "<p>Nothing needs an explanation.</p>"
                      : fill("findings.html", {{"rows", rows}});
}

std::string html_address(const TrialRecord& trial) {
  // As encodeURIComponent does it (ECMA-262).
  return "trial=" + uri_text(model::well_formed(trial_address(trial)), "-_.!~*'()");
}

}  // namespace wiretrial::reports
