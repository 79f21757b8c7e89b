// Files that are compiled into the program, by cmake/embed.cmake.
#pragma once

#include <vector>

#include "reports/template.hpp"

namespace wiretrial::cli {

// What `wiretrial init` writes, from cli/init: `subject.json`, with {{name}}, {{server}} and
// {{client}} in it, and the skeletons, each file as `language/file`.
[[nodiscard]] const std::vector<reports::Template>& init_files();

// The frames of the completion scripts, from cli/shells.
[[nodiscard]] const std::vector<reports::Template>& shell_files();

}  // namespace wiretrial::cli
