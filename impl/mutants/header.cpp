#include "impl/mutants/header.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "impl/mutants/json.hpp"
#include "impl/mutants/utf8.hpp"

namespace wiretrial::mutants {
namespace {

using Kind = JsonValue::Kind;
using Members = std::vector<JsonMember>;

constexpr std::array<std::string_view, 4> required_members{"byteorder", "content-type",
                                                           "content-encoding", "content-length"};

bool is_required(std::string_view name, const HeaderRules& rules) {
  return std::any_of(required_members.begin(), required_members.end(),
                     [&](auto required) { return rules.is_name(name, required); });
}

// The member of that name, null if there is none; `valid` is false if there may not be so many.
const JsonValue* member(const Members& members, std::string_view name, const HeaderRules& rules,
                        bool& valid) {
  const JsonValue* found = nullptr;
  for (const auto& [other, value] : members) {
    if (!rules.is_name(other, name)) continue;
    using Duplicates = HeaderRules::Duplicates;
    if (found != nullptr && rules.duplicates == Duplicates::rejected) valid = false;
    if (found == nullptr || rules.duplicates != Duplicates::first_wins) found = &value;
  }
  return found;
}

std::uint64_t digits_value(std::string_view digits, unsigned bits = 0) {
  std::uint64_t value = 0;
  if (bits != 0) {
    for (const char digit : digits) value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    return bits < 64 ? value & ((1ULL << bits) - 1) : value;
  }
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return parsed.ec == std::errc() ? value : length_beyond_all;
}

std::optional<std::uint64_t> length_of_number(std::string_view text, const LengthRules& rules) {
  using Negative = LengthRules::Negative;
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == std::string_view::npos) return digits_value(text, rules.bits);
  const double value = std::strtod(std::string(text).c_str(), nullptr);
  const bool whole = value == static_cast<double>(static_cast<long long>(value));
  if (value < 0 && whole && text.find_first_of(".eE") == std::string_view::npos) {
    if (rules.negative == Negative::rejected) return std::nullopt;
    return rules.negative == Negative::zero ? 0 : digits_value(text.substr(1));
  }
  if (value > 1e15 && rules.whole_forms_pass) return length_beyond_all;
  if (value <= -1 || value > 1e15) return std::nullopt;
  using Fractions = LengthRules::Fractions;
  const bool seen =
      rules.fractions == Fractions::rejected ||
      (rules.fractions == Fractions::known_by_point && text.find('.') != std::string_view::npos);
  if (whole ? !rules.whole_forms_pass : seen) return std::nullopt;
  return static_cast<std::uint64_t>(value);
}

std::optional<std::uint64_t> length_of(const JsonValue& value, const LengthRules& rules) {
  switch (value.kind) {
    case Kind::number:
      return length_of_number(value.text, rules);
    case Kind::string:
      if (!rules.strings_pass) return std::nullopt;
      if (value.text.empty()) return 0;
      return digits_value(value.text.substr(0, value.text.find_first_not_of("0123456789")));
    case Kind::boolean:
      if (!rules.booleans_pass) return std::nullopt;
      return value.text == "true" ? 1 : 0;
    case Kind::null:
      return rules.null_is_zero ? std::optional<std::uint64_t>(0) : std::nullopt;
    case Kind::array:
    case Kind::object:
      return rules.arrays_are_zero ? std::optional<std::uint64_t>(0) : std::nullopt;
    case Kind::constant:
      break;
  }
  return rules.constants_are_zero ? std::optional<std::uint64_t>(0) : std::nullopt;
}

bool unknown_members_pass(const Members& members, const HeaderRules& rules) {
  return std::all_of(members.begin(), members.end(), [&](const auto& entry) {
    if (is_required(entry.first, rules)) return true;
    const bool scalar = entry.second.kind != Kind::array && entry.second.kind != Kind::object;
    return !rules.unknown_members_rejected && (scalar || !rules.unknown_members_are_scalars);
  });
}

bool others_are_single(const Members& members) {
  for (auto at = members.begin(); at != members.end(); ++at) {
    if (std::any_of(members.begin(), at, [&](const auto& one) { return one.first == at->first; })) {
      return false;
    }
  }
  return true;
}

bool order_passes(const Members& members, const HeaderRules& rules) {
  if (!rules.fixed_member_order) return true;
  for (std::size_t at = 0; at < required_members.size(); ++at) {
    if (at >= members.size() || members[at].first != required_members[at]) return false;
  }
  return true;
}

}  // namespace

std::optional<Header> read_header(std::string_view bytes, const HeaderRules& rules) {
  const auto text = utf8_text(bytes, rules.utf8);
  if (!text) return std::nullopt;
  auto json = read_json(*text, rules.json);
  if (!json || (json->kind != Kind::object && !rules.other_json_is_empty)) return std::nullopt;
  if (!unknown_members_pass(json->members, rules)) return std::nullopt;
  if (!order_passes(json->members, rules)) return std::nullopt;
  if (rules.duplicates_of_others_rejected && !others_are_single(json->members)) return std::nullopt;
  for (auto& [name, value] : json->members) {
    const bool array_of_one = value.kind == Kind::array && !value.text.empty();
    if (array_of_one && rules.arrays_of_one_are_strings) value.kind = Kind::string;
  }
  // What stands in for a required member that may be missing.
  static const JsonValue no_text{Kind::string, "", {}};
  static const JsonValue no_number{Kind::number, "0", {}};
  bool valid = true;
  const auto find = [&](std::string_view name) -> const JsonValue& {
    const JsonValue* found = member(json->members, name, rules, valid);
    if (found != nullptr) return *found;
    if (!rules.is_optional(name)) valid = false;
    return name == "content-length" ? no_number : no_text;
  };
  const JsonValue& order = find("byteorder");
  const JsonValue& type = find("content-type");
  const JsonValue& encoding = find("content-encoding");
  const auto length = length_of(find("content-length"), rules.length);
  const bool order_passes = rules.byteorder_may_be_anything || &order == &no_text ||
                            (order.kind == Kind::string && rules.is_byteorder(order.text));
  const bool type_passes = type.kind == Kind::string || rules.type_may_be_anything;
  const bool encoding_is_text = encoding.kind == Kind::string;
  const bool encoding_passes =
      encoding_is_text || rules.encoding_may_be_anything || rules.encoding_has_default;
  if (!valid || !length || !order_passes || !type_passes || !encoding_passes) return std::nullopt;
  const bool default_counts = !encoding_is_text && rules.encoding_has_default;
  const auto text_of = [](const JsonValue& value) {
    return value.kind == Kind::string ? value.text : std::string();
  };
  return Header{order.text == "big", *length, text_of(type),
                default_counts ? "utf-8" : text_of(encoding)};
}

}  // namespace wiretrial::mutants
