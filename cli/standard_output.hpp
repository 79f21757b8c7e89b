// Standard output and error that may fail without ending anything: whoever reads them may have
// gone, and the disk that they go to may be full.
#pragma once

#include <cstdio>

namespace wiretrial::cli {

// From now on nothing that is printed to stdout or stderr fails: what cannot be written is lost. To
// be called once, before anything is printed.
void let_output_be_lost();

// Writes out what is left. The errno of the first write to standard output that failed, else 0.
[[nodiscard]] int error_of_standard_output();

// Whether the stream, one of those two or a file, is a terminal.
[[nodiscard]] bool is_terminal(std::FILE* stream);

}  // namespace wiretrial::cli
