#include "cli/command_line.hpp"

#include <algorithm>

namespace wiretrial::cli {

namespace {

// The type of an option that has a list of values reads "TEXT:{one,two}".
std::vector<std::string> values_in(const std::string& type) {
  std::vector<std::string> values;
  const auto open = type.find('{');
  const auto close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return values;
  std::string rest = type.substr(open + 1, close - open - 1) + ",";
  for (auto comma = rest.find(','); comma != std::string::npos; comma = rest.find(',')) {
    values.push_back(rest.substr(0, comma));
    rest.erase(0, comma + 1);
  }
  return values;
}

OptionText text_of(const CLI::Option& option) {
  OptionText text;
  for (const std::string& name : option.get_snames()) text.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) text.names.push_back("--" + name);
  if (text.names.empty()) text.names.push_back(option.get_name(true));
  text.description = option.get_description();
  text.values = values_in(option.get_type_name());
  text.takes_value = option.get_items_expected_max() > 0;
  text.required = option.get_required();
  return text;
}

}  // namespace

std::vector<CommandText> visible_commands(const CLI::App& app) {
  std::vector<CommandText> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_group().empty()) continue;
    CommandText text{
        command->get_name(), command->get_description(), {}, {}, command->get_footer()};
    for (const CLI::Option* option : command->get_options()) {
      (option->get_positional() ? text.arguments : text.options).push_back(text_of(*option));
    }
    commands.push_back(text);
  }
  return commands;
}

}  // namespace wiretrial::cli
