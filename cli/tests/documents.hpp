// For tests only: what documents show, and whether it works.
#pragma once

#include <string>
#include <vector>

#include "cli/tests/program.hpp"

namespace wiretrial::tests {

// A block between ``` and ```, with the word behind the first of them.
struct CodeBlock {
  std::string language;
  std::string text;
};

[[nodiscard]] std::vector<CodeBlock> code_blocks(const std::string& markdown);

// The texts of all blocks in this language, one after the other.
[[nodiscard]] std::string blocks_in(const std::string& markdown, const std::string& language);

// Performs the text in the folder, word for word, by a shell that ends at the first command that
// fails and finds the built `wiretrial` first.
[[nodiscard]] Finished perform_script(const std::string& text, const Folder& folder,
                                      std::chrono::seconds limit);

// Writes the small server that documents call app-server.py, which takes a host and a port.
void write_app_server(const Folder& folder);

}  // namespace wiretrial::tests
