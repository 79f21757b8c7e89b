#include "reports/html.hpp"

#include <fmt/format.h>

#include "reports/html_parts.hpp"
#include "reports/template.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Outcome;
using model::Record;

std::string subjects_text(const Record& record) {
  std::string text;
  for (const model::SubjectIdentity& subject : record.subjects) {
    text += (text.empty() ? "" : ", ") + html_text(subject.name + " " + subject.version);
  }
  return text;
}

std::string outcome_filters(const model::Summary& summary) {
  std::string text;
  for (const auto& [outcome, name] : model::Names<Outcome>::table) {
    if (summary.count(outcome) == 0) continue;
    text += fill("filter.html", {{"outcome", std::string(name)},
                                 {"sign", std::string(sign_of(outcome))},
                                 {"label", std::string(label_of(outcome))},
                                 {"count", std::to_string(summary.count(outcome))}});
  }
  return text;
}

std::string column_options(const Ledger& ledger) {
  std::string text;
  for (const Column& column : ledger.columns) {
    text += fmt::format("<option>{}</option>", html_text(column_name(column)));
  }
  return text;
}

std::string identity_text(const Record& record) {
  std::string text;
  for (const auto& [name, value] : identity(record)) {
    text += fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html_text(value));
  }
  return text;
}

}  // namespace

std::string render_html(const Record& record) {
  const model::Summary summary = model::summarise(record);
  const Ledger ledger = make_ledger(record);
  const std::string notice =
      record.interrupted ? "<p class=\"notice\">Interrupted: trials are missing.</p>" : "";
  const std::string script = fill("bytes.js", {}) + fill("timeline.js", {}) + fill("filter.js", {});
  return fill("page.html", {{"headline", html_text(headline_text(record))},
                            {"subjects", subjects_text(record)},
                            {"protocol", html_text(record.protocol)},
                            {"revision", std::to_string(record.protocol_revision)},
                            {"notice", notice},
                            {"filters", outcome_filters(summary)},
                            {"findings", html_findings(record)},
                            {"matrix", html_matrix(ledger)},
                            {"columns", column_options(ledger)},
                            {"trials", html_trials(record)},
                            {"identity", identity_text(record)},
                            {"evidence", html_evidence(record)},
                            {"style", fill("style.css", {})},
                            {"script", script}});
}

}  // namespace wiretrial::reports
