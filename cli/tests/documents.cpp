#include "cli/tests/documents.hpp"

#include <cstdlib>

#include "cli/tests/sources.hpp"

namespace wiretrial::tests {

namespace {

// One of the fixtures, which wants two arguments more.
const std::string app_server =
    "import sys\n"
    "sys.dont_write_bytecode = True\n"
    "sys.path.insert(0, '" +
    source("cli/fixtures/broken") +
    "')\n"
    "import correct\n"
    "sys.argv += ['30000', '16777216']\n"
    "correct.main()\n";

}  // namespace

std::vector<CodeBlock> code_blocks(const std::string& markdown) {
  std::vector<CodeBlock> blocks;
  bool inside = false;
  for (const std::string& line : lines_of(markdown)) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) blocks.push_back({line.substr(3), ""});
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

std::string blocks_in(const std::string& markdown, const std::string& language) {
  std::string text;
  for (const CodeBlock& block : code_blocks(markdown)) {
    if (block.language == language) text += block.text;
  }
  return text;
}

Finished perform_script(const std::string& text, const Folder& folder, std::chrono::seconds limit) {
  const char* path = std::getenv("PATH");
  const std::string places = built("") + ":" + (path == nullptr ? "" : path);
  Program shell({"env", "PATH=" + places, "sh", "-e", "-u", "-c", text}, folder.path());
  return shell.wait(limit);
}

void write_app_server(const Folder& folder) {
  folder.write("app-server.py", app_server);
}

}  // namespace wiretrial::tests
