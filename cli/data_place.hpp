// Where the program finds the data that came along with it: the one place that knows.
#pragma once

#include <string>

namespace wiretrial::cli {

// The folder of scenarios that came along: `share/wiretrial/scenarios` beside the folder of the
// program's own file, wherever that was moved to; else, for a program that was built and not
// installed, the folder in the sources that it was built from. Throws FileError when there is
// neither.
[[nodiscard]] std::string default_scenarios();

}  // namespace wiretrial::cli
