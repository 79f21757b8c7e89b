#include "impl/reference/options.hpp"

#include <algorithm>
#include <utility>

#include <CLI/CLI.hpp>

namespace wiretrial::impl {

struct Options::State {
  CLI::App app;
  std::string name;
  // An option, and the one that may be given instead.
  std::vector<std::pair<std::string, std::string>> alternatives{};
};

Options::Options(const std::string& description, const std::string& name, const std::string& footer)
    : state_(new State{.app = CLI::App(description, name), .name = name}) {
  if (!footer.empty()) state_->app.footer(footer);
}

Options::~Options() = default;

void Options::add(const std::string& name, Target target, const std::string& help,
                  const Rules& rules) {
  CLI::Option* option =
      std::visit([&](auto* value) { return state_->app.add_option(name, *value, help); }, target);
  option->required(rules.is_required);
  if (rules.range) option->check(CLI::Range(rules.range->smallest, rules.range->largest));
  if (!rules.allowed.empty()) option->check(CLI::IsMember(rules.allowed));
  if (rules.shows_default) option->capture_default_str();
  if (!rules.excludes.empty()) option->excludes(state_->app.get_option(rules.excludes));
  if (!rules.required_unless.empty()) {
    state_->alternatives.emplace_back(name, rules.required_unless);
  }
}

void Options::add_flag(const std::string& name, bool& target, const std::string& help) {
  state_->app.add_flag(name, target, help);
}

std::optional<int> Options::parse(std::vector<std::string> words) {
  CLI::App& app = state_->app;
  std::reverse(words.begin(), words.end());  // which is how the library takes them
  try {
    app.parse(std::move(words));
    for (const auto& [name, other] : state_->alternatives) {
      if (app.count(name) + app.count(other) == 0) throw CLI::RequiredError(name);
    }
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  return std::nullopt;
}

std::optional<int> Options::parse(int argument_count, char** arguments) {
  if (argument_count == 0) return parse(std::vector<std::string>());
  return parse(std::vector<std::string>(arguments + 1, arguments + argument_count));
}

std::size_t Options::count(const std::string& name) const {
  return state_->app.count(name);
}

const std::string& Options::name() const {
  return state_->name;
}

}  // namespace wiretrial::impl
