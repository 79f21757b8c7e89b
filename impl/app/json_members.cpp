#include "impl/app/json_members.hpp"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "impl/wire/json_text.hpp"

namespace wiretrial::impl {
namespace {

using Json = nlohmann::json;

// nlohmann/json's id of "number overflow" (its documentation, out_of_range.406).
constexpr int number_out_of_range = 406;

// Receives the parser's events and writes the value of each wanted member down again. A tree of the
// content is never built: its destructor and copies would depend on the depth.
class MemberCollector {
 public:
  explicit MemberCollector(std::span<const std::string_view> names) : names_(names) {
    found.members.resize(names.size());
  }

  bool null() { return scalar("null"); }
  bool boolean(bool value) { return scalar(value ? "true" : "false"); }
  bool number_integer(Json::number_integer_t value) { return scalar(std::to_string(value)); }
  bool number_unsigned(Json::number_unsigned_t value) { return scalar(std::to_string(value)); }
  bool number_float(Json::number_float_t, const std::string& literal) { return scalar(literal); }
  bool binary(Json::binary_t&) { return false; }

  bool string(std::string& value) {
    if (depth_ == 0) return false;
    if (wanted_ == nullptr) return true;
    if (depth_ == 1) {
      *wanted_ = {JsonMember::Kind::string, std::move(value)};
      return true;
    }
    begin_value();
    append_json_string(wanted_->text, value);
    return true;
  }

  bool key(std::string& name) {
    if (depth_ == 1) {
      select(name);
    } else if (wanted_ != nullptr) {
      begin_value();
      append_json_string(wanted_->text, name);
      wanted_->text += ':';
      needs_comma_ = false;
    }
    return true;
  }

  bool start_object(std::size_t) {
    if (depth_ == 0) {
      found.is_object = true;
      ++depth_;
      return true;
    }
    return open('{');
  }

  bool start_array(std::size_t) { return depth_ != 0 && open('['); }
  bool end_object() { return close('}'); }
  bool end_array() { return close(']'); }

  bool parse_error(std::size_t position, const std::string& token, const Json::exception& error) {
    const std::uint64_t place = position == 0 ? 0 : position - 1;
    if (error.id == number_out_of_range) {
      failure = WireError{Clause::cnt_13, place, "a number in the content is out of range"};
    } else if (std::string_view(error.what()).find("surrogate") != std::string_view::npos) {
      failure = WireError{Clause::cnt_13, place, "an escape in the content is a lone surrogate"};
    } else if (token.ends_with("N") || token.ends_with("I")) {
      failure = WireError{Clause::cnt_11, place, "NaN and Infinity are no JSON"};
    } else {
      failure = WireError{Clause::cnt_6, place, "the content is no JSON text"};
    }
    return false;
  }

  JsonMembers found;
  std::optional<WireError> failure;

 private:
  void select(std::string_view name) {
    const auto place = std::find(names_.begin(), names_.end(), name);
    wanted_ = nullptr;
    needs_comma_ = false;
    if (place == names_.end()) return;
    wanted_ = &found.members[static_cast<std::size_t>(place - names_.begin())];
    *wanted_ = {JsonMember::Kind::other, ""};
  }

  bool scalar(std::string_view literal) {
    if (depth_ == 0) return false;
    if (wanted_ == nullptr) return true;
    begin_value();
    wanted_->text += literal;
    return true;
  }

  bool open(char bracket) {
    ++depth_;
    if (wanted_ == nullptr) return true;
    begin_value();
    wanted_->text += bracket;
    needs_comma_ = false;
    return true;
  }

  bool close(char bracket) {
    --depth_;
    if (wanted_ == nullptr || depth_ == 0) return true;
    wanted_->text += bracket;
    needs_comma_ = true;
    return true;
  }

  void begin_value() {
    if (needs_comma_) wanted_->text += ',';
    needs_comma_ = true;
  }

  std::span<const std::string_view> names_;
  // The member whose value is being read, if it was asked for.
  JsonMember* wanted_ = nullptr;
  std::size_t depth_ = 0;
  bool needs_comma_ = false;
};

}  // namespace

Result<JsonMembers> read_json_members(std::string_view text,
                                      std::span<const std::string_view> names) {
  // The parser takes a NUL byte for the end of its input.
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) {
    return WireError{Clause::cnt_6, nul, "the content holds a NUL byte"};
  }
  MemberCollector collector(names);
  const bool parsed = Json::sax_parse(text.begin(), text.end(), &collector);
  if (collector.failure) return *collector.failure;
  if (!parsed) return JsonMembers{};
  return std::move(collector.found);
}

}  // namespace wiretrial::impl
