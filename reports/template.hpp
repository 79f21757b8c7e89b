// Plain template files, of pages and of scripts, with {{name}} in them: templates/*, compiled into
// the program.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wiretrial::reports {

struct Template {
  std::string_view name;  // of the file: "page.html"
  std::string_view text;
};

// Every file in templates/; made by cmake/embed.cmake.
[[nodiscard]] const std::vector<Template>& templates();

using Values = std::vector<std::pair<std::string_view, std::string>>;

// The template with each {{name}} replaced by its value, which is in its language already (HTML,
// Python); values are not searched again. Throws std::logic_error for a template that does not
// exist or a name without a value: both are defects of this program.
[[nodiscard]] std::string fill(std::string_view template_name, const Values& values);

// The same for a text that is at hand.
[[nodiscard]] std::string fill_text(std::string_view text, const Values& values);

// Text as HTML, safe in elements and in double-quoted attributes; what a subject said is made
// visible as \xNN.
[[nodiscard]] std::string html_text(std::string_view text);

// Text as a part of a URI (RFC 3986): ASCII letters, digits and the signs in `kept` stay, every
// other byte becomes %XX.
[[nodiscard]] std::string uri_text(std::string_view text, std::string_view kept);

// The text of a clause as HTML, where `code` stands between backticks.
[[nodiscard]] std::string html_clause(std::string_view text);

}  // namespace wiretrial::reports
