// The record as Markdown: a comment on a pull request.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// Summary, failures with details, ledger of requirements and identity, in GitHub's dialect. It
// stays under GitHub's limit of 65,536 characters for a comment: what does not fit is counted.
// Texts of a subject stand in code, never as markup.
[[nodiscard]] std::string render_markdown(const model::Record& record);

// Inline text of a stranger: every character that could begin markup becomes an entity.
[[nodiscard]] std::string markdown_text(std::string_view text);

// The same as code.
[[nodiscard]] std::string markdown_code(std::string_view text);

// Whole lines as a block of text, in a fence longer than any run of backticks inside.
[[nodiscard]] std::string markdown_fence(std::string_view lines);

// A line for such a block: name and text, made safe; nothing when the text is empty.
[[nodiscard]] std::string markdown_line(std::string_view name, std::string_view text);

}  // namespace wiretrial::reports
