#include "harness/load/problems.hpp"

#include <utility>

namespace wiretrial::load {

namespace {

std::string lines_of(const std::vector<Problem>& problems) {
  std::string lines;
  for (const Problem& problem : problems) lines += (lines.empty() ? "" : "\n") + problem.text();
  return lines;
}

}  // namespace

std::string Problem::text() const {
  return file + ": " + (place.empty() ? "" : place + ": ") + reason;
}

LoadError::LoadError(std::vector<Problem> problems)
    : std::runtime_error(lines_of(problems)), problems_(std::move(problems)) {}

void Problems::add(std::string file, std::string place, std::string reason) {
  if (problems_.size() >= most_problems) return;
  problems_.push_back({std::move(file), std::move(place), std::move(reason)});
}

void Problems::add(const Problems& others) {
  for (const Problem& other : others.problems_) add(other.file, other.place, other.reason);
}

void Problems::raise() const {
  if (!problems_.empty()) throw LoadError(problems_);
}

}  // namespace wiretrial::load
