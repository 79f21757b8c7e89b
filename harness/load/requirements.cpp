#include "harness/load/requirements.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <utility>

#include "harness/load/json_file.hpp"
#include "harness/load/problems.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using model::Requirement;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// The cells of a table row; `\|` and what stands in the last cell's own bars belong to the text.
std::vector<std::string_view> cells_of(std::string_view line) {
  constexpr std::size_t count = 4;
  std::vector<std::string_view> cells;
  line = trimmed(line);
  if (!line.starts_with('|') || !line.ends_with('|') || line.size() < 2) return cells;
  line = line.substr(1, line.size() - 2);
  while (cells.size() + 1 < count) {
    const std::size_t bar = line.find('|');
    if (bar == std::string_view::npos) break;
    cells.push_back(trimmed(line.substr(0, bar)));
    line.remove_prefix(bar + 1);
  }
  cells.push_back(trimmed(line));
  return cells;
}

bool is_upper(char character) {
  return character >= 'A' && character <= 'Z';
}
bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

// Upper-case letters, a hyphen, digits.
bool is_id(std::string_view text) {
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos || hyphen == 0 || hyphen + 1 == text.size()) return false;
  const std::string_view letters = text.substr(0, hyphen);
  const std::string_view digits = text.substr(hyphen + 1);
  return std::all_of(letters.begin(), letters.end(), is_upper) &&
         std::all_of(digits.begin(), digits.end(), is_digit);
}

class Ledger {
 public:
  explicit Ledger(std::string file) : file_(std::move(file)) {}

  void read_line(std::string_view line, std::size_t number) {
    const std::vector<std::string_view> cells = cells_of(line);
    if (cells.size() != 4 || !is_id(cells[0])) return;
    line_ = "line " + std::to_string(number);
    Requirement requirement;
    requirement.id = cells[0];
    requirement.level = level(cells[1]);
    requirement.binds_server = cells[2] == "S" || cells[2] == "B";
    requirement.binds_client = cells[2] == "C" || cells[2] == "B";
    if (!requirement.binds_server && !requirement.binds_client) {
      report("unknown role \"" + std::string(cells[2]) + "\", known are S, C and B");
    }
    requirement.text = cells[3];
    if (find_requirement(requirements_, requirement.id) != nullptr) {
      report("the requirement " + requirement.id + " stands twice");
    }
    requirements_.push_back(std::move(requirement));
  }

  std::vector<Requirement> finish(const std::vector<std::string>& chapters) {
    if (requirements_.empty())
      problems_.add(file_, "", "has no requirement `| FRM-1 | MUST | B | ... |`");
    if (!chapters.empty()) keep_only(chapters);
    problems_.raise();
    return std::move(requirements_);
  }

 private:
  void keep_only(const std::vector<std::string>& chapters) {
    std::vector<Requirement> kept;
    std::set<std::string> seen;
    for (Requirement& requirement : requirements_) {
      const std::string chapter = requirement.id.substr(0, requirement.id.find('-'));
      if (std::find(chapters.begin(), chapters.end(), chapter) == chapters.end()) continue;
      seen.insert(chapter);
      kept.push_back(std::move(requirement));
    }
    for (const std::string& chapter : chapters) {
      if (seen.contains(chapter)) continue;
      problems_.add(file_, "", "has no requirement `| " + chapter + "-1 | MUST | B | ... |`");
    }
    requirements_ = std::move(kept);
  }

  void report(std::string reason) { problems_.add(file_, line_, std::move(reason)); }

  model::Level level(std::string_view word) {
    static const std::vector<std::string> levels{"MUST", "SHOULD", "MAY"};
    const auto known = model::value_of<model::Level>(word);
    if (!known) {
      report("unknown level \"" + std::string(word) + "\"" + model::did_you_mean(word, levels));
    }
    return known.value_or(model::Level::must);
  }

  std::string file_;
  std::string line_;
  std::vector<Requirement> requirements_;
  Problems problems_;
};

}  // namespace

std::vector<Requirement> load_requirements(const std::string& file,
                                           const std::vector<std::string>& chapters) {
  Problems problems;
  const std::optional<std::string> text =
      read_file(file, "table of requirements (PROTOCOL.md)", problems);
  problems.raise();
  Ledger ledger(file);
  std::size_t number = 0;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    ledger.read_line(rest.substr(0, end), ++number);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return ledger.finish(chapters);
}

const Requirement* find_requirement(std::span<const Requirement> requirements,
                                    std::string_view id) {
  const auto found = std::find_if(requirements.begin(), requirements.end(),
                                  [&](const Requirement& other) { return other.id == id; });
  return found == requirements.end() ? nullptr : &*found;
}

}  // namespace wiretrial::load
