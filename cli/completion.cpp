#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/embedded_files.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::cli {

namespace {

using Commands = std::vector<CommandText>;

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

// Text between single quotes of a shell, without what the shell's own little languages use.
std::string quotable(const std::string& text, const std::string& forbidden) {
  std::string result;
  for (const char character : text) {
    result += forbidden.find(character) == std::string::npos ? character : ' ';
  }
  return result;
}

std::vector<std::string> names_of(const CommandText& command) {
  std::vector<std::string> names;
  for (const OptionText& option : command.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

std::vector<std::string> names_of(const Commands& commands) {
  std::vector<std::string> names;
  for (const CommandText& command : commands) names.push_back(command.name);
  return names;
}

// The values of the first argument that has a list of them.
std::string argument_words(const CommandText& command) {
  for (const OptionText& argument : command.arguments) {
    if (!argument.values.empty()) return joined(argument.values);
  }
  return "";
}

std::string_view shell_template(std::string_view name) {
  for (const reports::Template& file : shell_files()) {
    if (file.name == name) return file.text;
  }
  throw std::logic_error("no template " + std::string(name));
}

std::string bash_values(const CommandText& command) {
  std::string lines;
  for (const OptionText& option : command.options) {
    if (!option.takes_value) continue;
    for (const std::string& name : option.names) {
      lines += option.values.empty()
                   ? fmt::format("    '{} {}') _wiretrial_files; return ;;\n", command.name, name)
                   : fmt::format("    '{} {}') _wiretrial_words '{}'; return ;;\n", command.name,
                                 name, joined(option.values));
    }
  }
  return lines;
}

std::string for_bash(const Commands& commands) {
  std::string values;
  std::string options;
  for (const CommandText& command : commands) {
    values += bash_values(command);
    const std::string words = argument_words(command);
    const std::string other =
        words.empty() ? "_wiretrial_files" : fmt::format("_wiretrial_words '{}'", words);
    options += fmt::format("    '{} -'*) _wiretrial_words '{}' ;;\n    '{} '*) {} ;;\n",
                           command.name, joined(names_of(command)), command.name, other);
  }
  return reports::fill_text(
      shell_template("completion.bash"),
      {{"commands", joined(names_of(commands))}, {"values", values}, {"options", options}});
}

std::string zsh_option(const OptionText& option) {
  std::string lines;
  const std::string description = quotable(option.description, "'[]:\\");
  for (const std::string& name : option.names) {
    const std::string value = !option.takes_value     ? ""
                              : option.values.empty() ? ":value:_files"
                                                      : ":value:(" + joined(option.values) + ")";
    lines +=
        fmt::format("        '*{}{}[{}]{}' \\\n", name,
                    option.takes_value && name.starts_with("--") ? "=" : "", description, value);
  }
  return lines;
}

std::string for_zsh(const Commands& commands) {
  std::string names;
  std::string options;
  for (const CommandText& command : commands) {
    names += fmt::format("    '{}:{}'\n", command.name, quotable(command.description, "':\\"));
    options += fmt::format("    {})\n      _arguments \\\n", command.name);
    for (const OptionText& option : command.options) options += zsh_option(option);
    const std::string words = argument_words(command);
    options +=
        words.empty() ? "        '*:file:_files'\n" : fmt::format("        '*:word:({})'\n", words);
    options += "      ;;\n";
  }
  return reports::fill_text(shell_template("completion.zsh"),
                            {{"commands", names}, {"options", options}});
}

std::string fish_option(const CommandText& command, const OptionText& option) {
  std::string line =
      fmt::format("complete -c wiretrial -n '__fish_seen_subcommand_from {}'", command.name);
  for (const std::string& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (option.takes_value) {
    line += option.values.empty() ? " -r -F" : fmt::format(" -x -a '{}'", joined(option.values));
  }
  return fmt::format("{} -d '{}'\n", line, quotable(option.description, "'\\"));
}

std::string for_fish(const Commands& commands) {
  std::string text = "complete -c wiretrial -n __fish_use_subcommand -f\n";
  for (const CommandText& command : commands) {
    text += fmt::format("complete -c wiretrial -n __fish_use_subcommand -a {} -d '{}'\n",
                        command.name, quotable(command.description, "'\\"));
    for (const OptionText& option : command.options) text += fish_option(command, option);
    const std::string words = argument_words(command);
    if (words.empty()) continue;
    text += fmt::format("complete -c wiretrial -n '__fish_seen_subcommand_from {}' -f -a '{}'\n",
                        command.name, words);
  }
  return text;
}

}  // namespace

const std::vector<std::string>& completion_shells() {
  static const std::vector<std::string> shells{"bash", "zsh", "fish"};
  return shells;
}

std::string completion_script(const std::string& shell, const Commands& commands) {
  if (shell == "bash") return for_bash(commands);
  if (shell == "zsh") return for_zsh(commands);
  if (shell == "fish") return for_fish(commands);
  const std::string guess = model::did_you_mean(shell, completion_shells());
  throw UsageError(fmt::format("unknown shell \"{}\"{} There are {}", shell,
                               guess.empty() ? "." : guess, fmt::join(completion_shells(), ", ")));
}

}  // namespace wiretrial::cli
