#include "harness/hunt/latitude.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/protocol/reader.hpp"

namespace wiretrial::hunt {

namespace {

using Json = nlohmann::json;

// HDR-5 asks for so many levels; of JSON content no depth is asked for.
constexpr std::size_t asked_nesting = 32;
// Whole numbers that every implementation of JSON keeps (RFC 8259, 6), and spellings of others that
// none finds long.
constexpr std::int64_t largest_whole = (1LL << 53U) - 1;
constexpr std::size_t longest_number = 17;

// Rejections that others need not share.
constexpr std::array<std::string_view, 4> free_rejections{"HDR-6", "HDR-15", "CNT-12", "CNT-13"};
// Encodings that are no text encoding for anybody (CNT-3).
constexpr std::array<std::string_view, 4> no_text_encodings{"", "binary", "base64", "klingon"};

template <typename Table>
bool is_one_of(std::string_view word, const Table& table) {
  return std::find(table.begin(), table.end(), word) != table.end();
}

// What a JSON text has that an implementation may balk at.
class Peculiarities : public nlohmann::json_sax<Json> {
 public:
  bool is_deep = false;
  bool has_long_number = false;
  bool has_twins = false;  // a name twice in one object
  bool is_odd = false;     // no JSON text for this parser: lone surrogates, 1e999

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t number) override {
    has_long_number |= std::abs(number) > largest_whole;
    return true;
  }
  bool number_unsigned(number_unsigned_t number) override {
    has_long_number |= number > static_cast<number_unsigned_t>(largest_whole);
    return true;
  }
  bool number_float(number_float_t, const string_t& spelling) override {
    has_long_number |=
        spelling.size() > longest_number || spelling.find_first_of("eE") != std::string::npos;
    return true;
  }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    names_.emplace_back();
    return deepen();
  }
  bool key(string_t& name) override {
    has_twins |= !names_.back().insert(name).second;
    return true;
  }
  bool end_object() override {
    names_.pop_back();
    return rise();
  }
  bool start_array(std::size_t) override { return deepen(); }
  bool end_array() override { return rise(); }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    is_odd = true;
    return false;
  }

 private:
  bool deepen() {
    is_deep |= ++depth_ > asked_nesting;
    return true;
  }
  bool rise() {
    --depth_;
    return true;
  }

  std::size_t depth_ = 0;
  std::vector<std::set<std::string>> names_;
};

Peculiarities peculiarities_of(std::string_view text) {
  Peculiarities found;
  Json::sax_parse(text, &found);
  found.is_odd |= text.starts_with("\xef\xbb\xbf");
  return found;
}

std::string latitude_of_header(std::string_view header) {
  const Peculiarities found = peculiarities_of(header);
  if (found.is_deep || found.has_long_number) return "HDR-6";
  return found.is_odd ? "HDR-15" : "";
}

std::string latitude_of_content(const protocol::ReadResult& read) {
  if (read.message.content_type != "text/json") return "";
  std::string encoding = read.message.content_encoding;
  std::transform(encoding.begin(), encoding.end(), encoding.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  if (encoding != "utf-8") return "CNT-4";
  const Peculiarities found = peculiarities_of(read.json_text);
  if (found.is_deep || found.has_long_number) return "CNT-12";
  if (found.is_odd || found.has_twins || read.message.content.starts_with("\xef\xbb\xbf")) {
    return "CNT-13";
  }
  const Json json = Json::parse(read.json_text);
  const bool searches = json.is_object() && json.value("action", Json()) == "search";
  return searches && !json.value("value", Json()).is_string() ? "APP-6" : "";
}

std::string latitude_of_rejection(std::string_view stream, const Expected& expected) {
  if (is_one_of(expected.clause, free_rejections)) return expected.clause;
  if (expected.clause != "CNT-3") return "";
  const auto end = protocol::declared_header_end(stream);
  if (!end) return "CNT-4";
  const auto header = protocol::read_header(
      stream.substr(0, *end).substr(protocol::FrameDescription{}.prefix_width), {});
  return is_one_of(header.content_encoding, no_text_encodings) ? "" : "CNT-4";
}

}  // namespace

std::string latitude(std::string_view stream, const Expected& expected) {
  if (expected.kind == Expected::Kind::incomplete) return "";
  if (expected.kind == Expected::Kind::rejected) return latitude_of_rejection(stream, expected);
  const protocol::ReadResult read = protocol::read_strictly(stream);
  if (read.state != protocol::ReadState::complete) {
    return read.error.clause.empty() ? "HDR-15" : read.error.clause;
  }
  const std::string of_header = latitude_of_header(read.message.header);
  return of_header.empty() ? latitude_of_content(read) : of_header;
}

}  // namespace wiretrial::hunt
