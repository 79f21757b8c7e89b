// The commands and options of the program as data, read out of CLI11's tree, for whatever has to
// tell about all of them: the manual page and the completion of shells.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace wiretrial::cli {

struct OptionText {
  std::vector<std::string> names;  // "--out", "-o"; of an argument without option its one name
  std::string description;
  std::vector<std::string> values;  // those that it may have, where there are only these
  bool takes_value = false;
  bool required = false;
};

struct CommandText {
  std::string name;
  std::string description;
  std::vector<OptionText> options;
  std::vector<OptionText> arguments;  // those without an option before them, in order
  std::string footer;                 // examples and what else help says at the end
};

// Every command but the hidden ones, in the order of help.
[[nodiscard]] std::vector<CommandText> visible_commands(const CLI::App& app);

// The page for man(1), in the macros of man(7).
[[nodiscard]] std::string manual_page(const std::vector<CommandText>& commands);

// The shells that `completion_script` knows.
[[nodiscard]] const std::vector<std::string>& completion_shells();

// What a shell has to read to complete commands, options and values. Throws UsageError for a shell
// that is not known.
[[nodiscard]] std::string completion_script(const std::string& shell,
                                            const std::vector<CommandText>& commands);

}  // namespace wiretrial::cli
