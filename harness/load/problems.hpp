// What is wrong with input files: collected, so that an author sees all of it at once.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace wiretrial::load {

// No more than this many problems are told at a time: behind them the first ones are usually to
// blame.
inline constexpr std::size_t most_problems = 20;

// One fault of one file. `text` puts it on one line: `scenarios/x.json: /3/steps/0: unknown step
// "conect", ...`.
struct Problem {
  std::string file;
  std::string place;  // a JSON pointer (empty: the whole file), or "line 12, column 5"
  std::string reason;

  [[nodiscard]] std::string text() const;
  bool operator==(const Problem&) const = default;
};

// Input that cannot be used. `what()` has one line for each problem.
class LoadError : public std::runtime_error {
 public:
  explicit LoadError(std::vector<Problem> problems);
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

class Problems {
 public:
  // Keeps a problem, unless there are `most_problems` already.
  void add(std::string file, std::string place, std::string reason);
  // The same for each of the others.
  void add(const Problems& others);
  [[nodiscard]] bool empty() const { return problems_.empty(); }
  [[nodiscard]] std::size_t size() const { return problems_.size(); }
  // Throws LoadError when there are any.
  void raise() const;

 private:
  std::vector<Problem> problems_;
};

}  // namespace wiretrial::load
