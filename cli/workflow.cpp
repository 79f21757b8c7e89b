#include "cli/workflow.hpp"

#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "reports/github.hpp"
#include "reports/markdown.hpp"

namespace wiretrial::cli {

namespace {

constexpr const char* summary_variable = "GITHUB_STEP_SUMMARY";

}  // namespace

void tell_github(const model::Record& record, bool strict) {
  fmt::print("{}", reports::render_github(record, strict));
  const char* name = std::getenv(summary_variable);
  if (name == nullptr || *name == '\0') return;
  std::ofstream file(name, std::ios::binary | std::ios::app);
  file << reports::render_markdown(record) << '\n';
  file.close();
  if (!file) throw FileError(fmt::format("{}: cannot be written ({})", name, summary_variable));
}

}  // namespace wiretrial::cli
