#include "reports/html.hpp"

#include <fmt/format.h>

#include "reports/html_parts.hpp"
#include "reports/remarks.hpp"
#include "reports/template.hpp"
#include "reports/words.hpp"

namespace wiretrial::reports {

namespace {

using model::Outcome;
using model::Record;

std::string tried_subjects(const Record& record) {
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

// The parts of the page's script, each after those that it uses.
std::string script_text() {
  std::string text;
  for (const char* name : {"data.js", "bytes.js", "streams.js", "sequence.js", "timeline.js",
                           "trial.js", "overview.js", "route.js"}) {
    text += fill(name, {});
  }
  return text;
}

std::string html_identity(const Record& record) {
  std::string text;
  for (const auto& [name, value] : identity(record)) {
    text += fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html_text(value));
  }
  return text;
}

}  // namespace

std::string render_html(const Record& record, const std::string& record_path) {
  const model::Summary summary = model::summarise(record);
  const Ledger ledger = make_ledger(record);
  std::string notice =
      record.interrupted ? "<p class=\"notice\">Interrupted: trials are missing.</p>" : "";
  for (const std::string& remark : run_remarks(record)) {
    notice += "<p class=\"notice\">" + html_text(remark) + "</p>";
  }
  return fill("page.html", {{"headline", html_text(headline_text(record))},
                            {"record", uri_text(record_path, "-_.~/")},
                            {"subjects", tried_subjects(record)},
                            {"protocol", html_text(record.protocol)},
                            {"revision", std::to_string(record.protocol_revision)},
                            {"notice", notice},
                            {"filters", outcome_filters(summary)},
                            {"findings", html_findings(record)},
                            {"matrix", html_matrix(ledger)},
                            {"levels", html_levels(ledger)},
                            {"identity", html_identity(record)},
                            {"data", html_data(record)},
                            {"style", fill("style.css", {}) + fill("trial.css", {})},
                            {"script", script_text()}});
}

}  // namespace wiretrial::reports
