// The record as Markdown: a comment on a pull request.
#pragma once

#include <string>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// Summary, failures with details, ledger of requirements and identity, in GitHub's dialect. It
// stays under GitHub's limit of 65,536 characters for a comment: what does not fit is counted.
// Texts of a subject stand in code, never as markup.
[[nodiscard]] std::string render_markdown(const model::Record& record);

}  // namespace wiretrial::reports
