#include "harness/protocol/header.hpp"

#include <charconv>
#include <limits>
#include <vector>

#include "harness/protocol/json_text.hpp"
#include "harness/protocol/utf8.hpp"

namespace wiretrial::protocol {

namespace {

constexpr std::uint64_t longest = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

using Members = std::vector<JsonMember>;
using Fault = std::optional<FormError>;

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// The value of a plain integer; `longest` when it does not fit.
std::uint64_t integer_value(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() ? value : longest;
}

double number_value(std::string_view raw) {
  double value = std::numeric_limits<double>::infinity();
  std::from_chars(raw.data(), raw.data() + raw.size(), value);
  return value;
}

Fault text_fault(std::string_view header) {
  if (header.empty()) return FormError{"FRM-5", 0, "the header is empty"};
  if (header.starts_with(byte_order_mark)) {
    return FormError{"HDR-15", 0, "the header begins with a byte-order mark"};
  }
  const std::size_t offset = first_ill_formed(header);
  if (offset == std::string_view::npos) return std::nullopt;
  return FormError{"HDR-1", offset, "ill-formed UTF-8 in the header"};
}

Fault json_fault(const JsonScan& scan) {
  if (scan.error) return FormError{"HDR-2", scan.error->offset, scan.error->reason};
  if (scan.type != JsonType::object) return FormError{"HDR-2", 0, "the header is no JSON object"};
  return std::nullopt;
}

// The one member of that name, or the reason why there is not one.
const JsonMember* only_member(const Members& members, const std::string& name, Fault& fault) {
  const JsonMember* found = nullptr;
  for (const JsonMember& member : members) {
    if (member.name != name) continue;
    if (found != nullptr) {
      fault = FormError{"HDR-13", member.name_offset, "\"" + name + "\" stands twice"};
      return nullptr;
    }
    found = &member;
  }
  if (found == nullptr) fault = FormError{"HDR-3", 0, "\"" + name + "\" is missing"};
  return found;
}

std::string shortened(std::string_view raw) {
  return raw.size() <= 40 ? std::string(raw) : std::string(raw.substr(0, 40)) + "...";
}

Fault read_length(const JsonMember& member, std::uint64_t& length) {
  const auto fault = [&](const char* clause, const std::string& why) {
    return FormError{clause, member.offset,
                     "\"" + member.name + "\" is " + shortened(member.raw) + ", " + why};
  };
  if (member.type != JsonType::number) return fault("HDR-7", "no number");
  if (all_digits(member.raw)) {
    length = integer_value(member.raw);
    return std::nullopt;
  }
  const double value = number_value(member.raw);
  if (value < 0) return fault("HDR-7", "negative");
  // Beyond 2^53 every double is whole; such a length is no more than badly written.
  const bool whole =
      value > 9e15 || value == static_cast<double>(static_cast<std::uint64_t>(value));
  if (!whole) return fault("HDR-7", "no whole number");
  return fault("HDR-8", "no plain integer");
}

Fault read_text(const JsonMember& member, const char* clause, std::string& text) {
  if (member.type != JsonType::string) {
    return FormError{clause, member.offset, "\"" + member.name + "\" is no string"};
  }
  text = decode_json_string(member.raw);
  return std::nullopt;
}

Fault read_byteorder(const JsonMember& member, std::string& text) {
  if (Fault fault = read_text(member, "HDR-11", text)) return fault;
  if (text == "little" || text == "big") return std::nullopt;
  return FormError{"HDR-11", member.offset,
                   "\"byteorder\" is " + shortened(member.raw) + ", neither little nor big"};
}

Fault read_members(const Members& members, const std::string& length_name, Header& header) {
  Fault fault;
  const JsonMember* length = only_member(members, length_name, fault);
  const JsonMember* order = fault ? nullptr : only_member(members, "byteorder", fault);
  const JsonMember* type = fault ? nullptr : only_member(members, "content-type", fault);
  const JsonMember* encoding = fault ? nullptr : only_member(members, "content-encoding", fault);
  if (encoding == nullptr) return fault;
  if ((fault = read_length(*length, header.content_length))) return fault;
  if ((fault = read_byteorder(*order, header.byteorder))) return fault;
  if ((fault = read_text(*type, "HDR-12", header.content_type))) return fault;
  return read_text(*encoding, "HDR-12", header.content_encoding);
}

// A length as a generous receiver might count by it.
std::optional<std::uint64_t> generous_length(const JsonMember& member) {
  if (member.type != JsonType::number || member.raw.empty()) return std::nullopt;
  if (all_digits(member.raw)) return integer_value(member.raw);
  const double value = number_value(member.raw);
  if (!(value >= 0)) return std::nullopt;
  if (value > 9e15) return longest;
  const auto whole = static_cast<std::uint64_t>(value);
  if (static_cast<double>(whole) != value) return std::nullopt;
  return whole;
}

}  // namespace

Header read_header(std::string_view text, const FrameDescription& frame) {
  Header header;
  if ((header.error = text_fault(text))) return header;
  const JsonScan scan = scan_json(text);
  if ((header.error = json_fault(scan))) return header;
  header.error = read_members(scan.members, frame.content_length_member, header);
  // NaN as the content's length was HDR-7's business just now; anywhere else it is HDR-14's.
  if (!header.error && scan.not_json_offset) {
    header.error = FormError{"HDR-14", *scan.not_json_offset, "a literal that is not JSON"};
  }
  return header;
}

std::optional<std::uint64_t> declared_content_length(std::string_view header,
                                                     const FrameDescription& frame) {
  if (header.starts_with(byte_order_mark)) header.remove_prefix(byte_order_mark.size());
  const JsonScan scan = scan_json(header);
  std::optional<std::uint64_t> length;
  for (const JsonMember& member : scan.members) {
    if (member.name != frame.content_length_member) continue;
    const std::optional<std::uint64_t> value = generous_length(member);
    if (!value || (length && *length != *value)) return std::nullopt;
    length = value;
  }
  return length;
}

}  // namespace wiretrial::protocol
