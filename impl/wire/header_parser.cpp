#include "impl/wire/header_parser.hpp"

#include <array>
#include <limits>

#include "impl/wire/json_scanner.hpp"
#include "impl/wire/json_text.hpp"
#include "impl/wire/value_skipper.hpp"

namespace wiretrial::impl {
namespace {

enum Member : std::size_t { byteorder, content_length, content_type, content_encoding, unknown };

constexpr std::array<std::string_view, unknown> member_names = {"byteorder", "content-length",
                                                                "content-type", "content-encoding"};

bool spells(const RawString& raw, std::string_view text) {
  return raw.has_escape ? json_spells(raw.text, text) : raw.text == text;
}

// Of a name that is written with escapes.
Member member_named(std::string_view escaped) {
  for (std::size_t index = 0; index < member_names.size(); ++index) {
    if (json_spells(escaped, member_names[index])) return static_cast<Member>(index);
  }
  return unknown;
}

std::uint64_t saturated(std::string_view digits) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t value = 0;
  for (const char digit : digits) {
    const auto add = static_cast<std::uint64_t>(digit - '0');
    if (value > (most - add) / 10) return most;
    value = value * 10 + add;
  }
  return value;
}

bool has_only_zeros(std::string_view digits) {
  return digits.find_first_not_of("0.") == std::string_view::npos;
}

class HeaderParser {
 public:
  // What is read goes to `parsed`.
  HeaderParser(std::string_view text, ParsedHeader& parsed)
      : text_(text), scanner_(text), parsed_(parsed) {}

  // Returns false when the text is wrong; error() then says how.
  bool read() { return read_header() && has_all_members(); }

  [[nodiscard]] const WireError& error() const { return scanner_.error(); }

 private:
  bool read_header() {
    if (text_.starts_with("\xEF\xBB\xBF")) {
      return scanner_.fail_as(Clause::hdr_15, 0, "the header begins with a byte-order mark");
    }
    scanner_.skip_space();
    if (!scanner_.expect('{', "the header is no JSON object") || !read_members()) return false;
    scanner_.skip_space();
    return scanner_.at_end() || scanner_.fail("bytes follow the header's JSON object");
  }

  bool read_members() {
    scanner_.skip_space();
    if (scanner_.take('}')) return true;
    do {
      if (!read_member()) return false;
    } while (scanner_.take_comma());
    return scanner_.expect('}', "an object needs , or } here");
  }

  bool read_member() {
    const std::size_t name_offset = scanner_.position();
    Member member = take_plain_name();
    if (member == unknown) {
      const auto raw_name = scanner_.read_string();
      if (!raw_name) return false;
      if (raw_name->has_escape) member = member_named(raw_name->text);
    }
    if (member != unknown && seen_[member]) {
      return scanner_.fail_as(Clause::hdr_13, name_offset, "a required member comes twice");
    }
    if (!scanner_.expect_colon()) return false;
    if (member == unknown) return skip_value(scanner_);
    seen_[member] = true;
    return read_required(member);
  }

  // Steps over a required member's name as nearly everybody spells it: to compare with what is
  // expected is quicker than to look for its end.
  Member take_plain_name() {
    if (scanner_.take_word("\"byteorder\"")) return byteorder;
    if (!scanner_.next_is_word("\"content-")) return unknown;
    if (scanner_.take_word("\"content-length\"")) return content_length;
    if (scanner_.take_word("\"content-type\"")) return content_type;
    if (scanner_.take_word("\"content-encoding\"")) return content_encoding;
    return unknown;
  }

  bool read_required(Member member) {
    switch (member) {
      case byteorder:
        return read_byteorder();
      case content_length:
        return read_content_length();
      case content_type:
        return read_text(parsed_.header.content_type);
      default:
        return read_text(parsed_.header.content_encoding);
    }
  }

  bool read_byteorder() {
    constexpr std::string_view reason = "byteorder is neither \"little\" nor \"big\"";
    const std::size_t start = scanner_.position();
    if (!scanner_.next_is('"')) return fail_wrong_type(Clause::hdr_11, reason);
    const auto raw = scanner_.read_string();
    if (!raw) return false;
    const bool is_big = spells(*raw, "big");
    if (!is_big && !spells(*raw, "little")) {
      return scanner_.fail_as(Clause::hdr_11, start, reason);
    }
    parsed_.header.byteorder = is_big ? ByteOrder::big : ByteOrder::little;
    return true;
  }

  bool read_text(std::string& text) {
    if (!scanner_.next_is('"')) {
      return fail_wrong_type(Clause::hdr_12, "content-type and content-encoding must be strings");
    }
    const auto raw = scanner_.read_string();
    if (!raw) return false;
    if (raw->has_escape) {
      text = unescape_json(raw->text);
    } else {
      text = raw->text;
    }
    return true;
  }

  bool read_content_length() {
    constexpr std::string_view not_integer = "content-length is not a non-negative integer";
    const std::size_t start = scanner_.position();
    if (!starts_number() || starts_minus_infinity()) {
      return fail_wrong_type(Clause::hdr_7, not_integer);
    }
    const auto number = scanner_.read_number();
    if (!number) return false;
    parsed_.content_length_offset = start;
    if (!number->is_count) {
      return scanner_.fail_as(broken_by(number->text), start, not_integer);
    }
    parsed_.header.content_length = saturated(number->text);
    return true;
  }

  // HDR-7 decides for values that are no count at all, HDR-8 for odd spellings of one.
  static Clause broken_by(std::string_view number) {
    const std::size_t mark = number.find_first_of(".eE");
    const bool is_negative = number.front() == '-';
    if (is_negative) return has_only_zeros(number.substr(1)) ? Clause::hdr_8 : Clause::hdr_7;
    const bool has_exponent = number.find_first_of("eE") != std::string_view::npos;
    return has_exponent || has_only_zeros(number.substr(mark)) ? Clause::hdr_8 : Clause::hdr_7;
  }

  // A value that is wrong for its member is its clause's; one that is no JSON value at all is not,
  // but NaN and Infinity for content-length are HDR-7's by its own words.
  bool fail_wrong_type(Clause clause, std::string_view reason) {
    const std::size_t start = scanner_.position();
    const bool is_value = scanner_.next_is('{') || scanner_.next_is('[') || scanner_.read_scalar();
    if (!is_value && !(clause == Clause::hdr_7 && scanner_.error().clause == Clause::hdr_14)) {
      return false;
    }
    return scanner_.fail_as(clause, start, reason);
  }

  bool starts_number() const {
    const std::string_view rest = text_.substr(scanner_.position(), 1);
    return !rest.empty() && (rest[0] == '-' || (rest[0] >= '0' && rest[0] <= '9'));
  }

  bool starts_minus_infinity() const { return text_.substr(scanner_.position()).starts_with("-I"); }

  bool has_all_members() {
    for (const bool seen : seen_) {
      if (!seen) {
        return scanner_.fail_as(Clause::hdr_3, text_.size(), "a required member is missing");
      }
    }
    return true;
  }

  std::string_view text_;
  JsonScanner scanner_;
  ParsedHeader& parsed_;
  std::array<bool, unknown> seen_{};
};

}  // namespace

Result<ParsedHeader> parse_header(std::string_view text) {
  Result<ParsedHeader> result;
  HeaderParser parser(text, std::get<ParsedHeader>(result));
  if (!parser.read()) result = parser.error();
  return result;
}

}  // namespace wiretrial::impl
