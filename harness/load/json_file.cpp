#include "harness/load/json_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

namespace wiretrial::load {

namespace {

std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t last = before.rfind('\n');
  const std::size_t column = offset - (last == std::string_view::npos ? 0 : last + 1) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// The parser's message without its code and position, which stand in front already.
std::string bare_message(const std::string& message) {
  const std::size_t colon = message.find(": ", message.find("column"));
  const std::string bare = colon == std::string::npos ? message : message.substr(colon + 2);
  return bare.starts_with("syntax error ") ? bare.substr(13) : bare;
}

// Walks through a text once, before the tree is built: finds what the tree cannot show any more.
class Inspector : public nlohmann::json_sax<Json> {
 public:
  Inspector(const std::string& file, std::string_view text, Problems& problems)
      : file_(file), text_(text), problems_(problems) {}

  bool null() override { return scalar(); }
  bool boolean(bool) override { return scalar(); }
  bool number_integer(number_integer_t) override { return scalar(); }
  bool number_unsigned(number_unsigned_t) override { return scalar(); }
  bool number_float(number_float_t, const string_t&) override { return scalar(); }
  bool string(string_t&) override { return scalar(); }
  bool binary(binary_t&) override { return scalar(); }
  bool start_object(std::size_t) override { return open(true); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    level.token = pointer_token(name);
    if (!level.names.insert(name).second) {
      problems_.add(file_, pointer(), "the name \"" + name + "\" stands twice in this object");
    }
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    const std::size_t offset = position == 0 ? 0 : position - 1;
    problems_.add(file_, line_and_column(text_, offset),
                  "malformed JSON: " + bare_message(error.what()));
    return false;
  }

 private:
  struct Level {
    bool object = false;
    std::size_t count = 0;
    std::string token;
    std::set<std::string> names;
  };

  // A value begins: in an array it has the next index.
  void begin() {
    if (levels_.empty() || levels_.back().object) return;
    levels_.back().token = std::to_string(levels_.back().count++);
  }

  bool scalar() {
    begin();
    return true;
  }

  bool open(bool object) {
    begin();
    if (levels_.size() == deepest_nesting) {
      problems_.add(file_, pointer(), "nested deeper than " + std::to_string(deepest_nesting));
      return false;
    }
    levels_.push_back({object, 0, {}, {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  [[nodiscard]] std::string pointer() const {
    std::string text;
    for (const Level& level : levels_) text += "/" + level.token;
    return text;
  }

  const std::string& file_;
  std::string_view text_;
  Problems& problems_;
  std::vector<Level> levels_;
};

}  // namespace

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char character : name) {
    if (character == '~') {
      token += "~0";
    } else if (character == '/') {
      token += "~1";
    } else {
      token += character;
    }
  }
  return token;
}

std::optional<std::string> read_file(const std::string& file, std::string_view what,
                                     Problems& problems) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    problems.add(file, "", "is a directory, a " + std::string(what) + " was looked for");
    return std::nullopt;
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (stream) text << stream.rdbuf();
  if (!stream) {
    const std::string reason = errno == 0 ? "unreadable" : std::strerror(errno);
    problems.add(file, "", "cannot read the " + std::string(what) + ": " + reason);
    return std::nullopt;
  }
  return std::move(text).str();
}

std::optional<JsonFile> read_json(const std::string& file, std::string_view what,
                                  Problems& problems) {
  const std::optional<std::string> text = read_file(file, what, problems);
  if (!text) return std::nullopt;
  return parse_json(file, *text, problems);
}

std::optional<JsonFile> parse_json(const std::string& file, const std::string& text,
                                   Problems& problems) {
  // The parser takes NUL for the end of the text.
  if (const std::size_t nul = text.find('\0'); nul != std::string::npos) {
    problems.add(file, line_and_column(text, nul), "malformed JSON: a NUL byte");
    return std::nullopt;
  }
  const std::size_t before = problems.size();
  Inspector inspector(file, text, problems);
  const bool whole = Json::sax_parse(text, &inspector, Json::input_format_t::json, true, true);
  if (!whole || problems.size() != before) return std::nullopt;
  return JsonFile{file, text, Json::parse(text, nullptr, true, true)};
}

}  // namespace wiretrial::load
