// The options of a program of this folder, which they all read from here: the header of the
// library behind it takes a compiler long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wiretrial::impl {

// Where the value of an option goes. What it holds before is the default.
using Target = std::variant<std::string*, std::uint16_t*, std::uint64_t*, long long*>;

// Both ends belong to it.
struct Range {
  long long smallest = 0;
  long long largest = 0;
};

// What is asked of an option; nothing, unless a member says so.
struct Rules {
  bool is_required = false;
  bool shows_default = false;          // in the help
  std::optional<Range> range{};        // of a number
  std::vector<std::string> allowed{};  // the only words, where there are any
  std::string excludes{};              // added before; must not stand beside this one
  std::string required_unless{};       // required where that option is not given
};

class Options {
 public:
  // The help begins with the description, has the name in its usage, and ends with the footer.
  Options(const std::string& description, const std::string& name, const std::string& footer = "");
  ~Options();

  // Adds an option of one value: "--name", or "NAME" for one that is known by its place. The target
  // outlives parse, which writes to it. Throws where the name is taken, or the rules exclude an
  // option that was not added.
  void add(const std::string& name, Target target, const std::string& help,
           const Rules& rules = {});

  // Adds an option without a value: whether it is given goes to the target, which outlives
  // parse. Throws where the name is taken.
  void add_flag(const std::string& name, bool& target, const std::string& help);

  // Consumes the words behind the program's name, and writes to the targets. Returns nothing when
  // the program is to run, else a status: 0 when the help went to standard output, or CLI11's
  // number of what is wrong with the words when that went to standard error. Throws where
  // required_unless names an option that was not added.
  [[nodiscard]] std::optional<int> parse(std::vector<std::string> words);

  // The same for what main gets.
  [[nodiscard]] std::optional<int> parse(int argument_count, char** arguments);

  // Returns how often an option was given. Throws where none of that name was added.
  [[nodiscard]] std::size_t count(const std::string& name) const;

  // Returns the program's name.
  [[nodiscard]] const std::string& name() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wiretrial::impl
