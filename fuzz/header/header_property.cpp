#include "fuzz/header/header_property.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json.hpp>

#include "fuzz/tools/exact_copy.hpp"
#include "impl/wire/limits.hpp"

namespace wiretrial::fuzz {
namespace {

using Json = nlohmann::json;

const std::map<std::string, std::string> required{
    {"byteorder", ""}, {"content-length", ""}, {"content-type", ""}, {"content-encoding", ""}};

bool is_plain_integer(std::string_view spelling) {
  return spelling.find_first_not_of("0123456789") == std::string_view::npos;
}

// What the library's parser tells of a header: the values of the required members, and how deep it
// goes.
class Model : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return other(); }
  bool boolean(bool) override { return other(); }

  // Laxity 1: -0 is an integer to the library. It comes here as 0; 0 itself is unsigned.
  bool number_integer(number_integer_t) override { return other(); }
  bool number_unsigned(number_unsigned_t number) override { return length(number); }

  // Laxity 2: whole numbers beyond 64 bits become fractions; their spelling tells.
  bool number_float(number_float_t, const string_t& spelling) override {
    return is_plain_integer(spelling) ? length(std::numeric_limits<std::uint64_t>::max()) : other();
  }

  bool string(string_t& text) override {
    if (is_required()) texts_[name_] = text;
    return true;
  }
  bool binary(binary_t&) override { return other(); }

  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  // Laxity 3: of members that occur twice the library keeps the last.
  bool key(string_t& name) override {
    if (depth_ != 1) return true;
    name_ = name;
    if (required.contains(name)) wrong_ = wrong_ || !seen_.emplace(name, "").second;
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    // The other way round: numbers beyond a double are an error to the library, and no business of
    // a header.
    out_of_range_ = error.id == 406;
    failed_ = true;
    return false;
  }

  [[nodiscard]] bool out_of_range() const { return out_of_range_; }
  [[nodiscard]] bool too_deep() const { return deepest_ > impl::max_header_nesting + 1; }

  [[nodiscard]] std::optional<impl::Header> header() const {
    if (failed_ || wrong_ || seen_.size() != required.size() || !length_ || texts_.size() != 3)
      return std::nullopt;
    const std::string& order = texts_.at("byteorder");
    if (order != "little" && order != "big") return std::nullopt;
    return impl::Header{order == "big" ? impl::ByteOrder::big : impl::ByteOrder::little, *length_,
                        texts_.at("content-type"), texts_.at("content-encoding")};
  }

 private:
  [[nodiscard]] bool is_required() const { return depth_ == 1 && required.contains(name_); }

  bool other() {
    wrong_ = wrong_ || is_required() || depth_ == 0;
    return true;
  }

  bool length(std::uint64_t number) {
    if (!is_required() || name_ != "content-length") return other();
    length_ = number;
    return true;
  }

  bool open(bool is_object) {
    if (!(depth_ == 0 && is_object)) other();
    ++depth_;
    deepest_ = std::max(deepest_, depth_);
    return true;
  }

  bool close() {
    --depth_;
    return true;
  }

  std::size_t depth_ = 0;
  std::size_t deepest_ = 0;
  std::string name_;
  std::map<std::string, std::string> seen_;
  std::map<std::string, std::string> texts_;
  std::optional<std::uint64_t> length_;
  bool wrong_ = false;
  bool failed_ = false;
  bool out_of_range_ = false;
};

// Laxity 4: the library skips a byte-order mark. Laxity 5: it takes NUL for the end of the text.
bool is_skipped_over(std::string_view text) {
  return text.starts_with("\xef\xbb\xbf") || text.find('\0') != std::string_view::npos;
}

void check_against_model(const impl::ParsedHeader* parsed, std::string_view text,
                         OracleSet oracles) {
  const auto expect = [&](bool holds, std::string_view invariant) {
    oracles.expect(Oracle::differential, holds, invariant);
  };
  Model model;
  Json::sax_parse(text.begin(), text.end(), &model);
  if (is_skipped_over(text))
    return expect(parsed == nullptr, "a byte-order mark and NUL are rejected");
  if (model.too_deep()) return expect(parsed == nullptr, "what is too deep is rejected");
  if (model.out_of_range()) return;
  const std::optional<impl::Header> expected = model.header();
  expect((parsed != nullptr) == expected.has_value(), "both accept it or neither does");
  if (parsed == nullptr || !expected) return;
  expect(parsed->header == *expected, "both read the same members");
  const std::string_view digits = text.substr(std::min(parsed->content_length_offset, text.size()));
  oracles.expect(Oracle::error_position,
                 !digits.empty() && digits.front() >= '0' && digits.front() <= '9',
                 "the place of content-length is that of its digits");
}

}  // namespace

void check_header(const HeaderParser& parse, std::string_view header, OracleSet oracles) {
  const ExactCopy copy(header.substr(0, impl::max_header_bytes));
  const std::string_view text = copy.view();
  const auto result = parse(text);
  const auto* parsed = std::get_if<impl::ParsedHeader>(&result);
  if (const auto* error = std::get_if<impl::WireError>(&result)) {
    oracles.expect(Oracle::error_position, error->offset <= text.size(),
                   "an error lies inside the header");
    const auto again = parse(text);
    const auto* same = std::get_if<impl::WireError>(&again);
    oracles.expect(Oracle::same_again, same != nullptr && *same == *error,
                   "the same header has the same error");
  }
  check_against_model(parsed, text, oracles);
}

}  // namespace wiretrial::fuzz
