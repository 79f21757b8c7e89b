#include "impl/mutants/utf8.hpp"

namespace wiretrial::mutants {
namespace {

using namespace std::string_view_literals;

// How many bytes a sequence has that begins with `lead`; 0 if none does.
std::size_t sequence_length(unsigned char lead, const Utf8Rules& rules) {
  if (lead < 0x80) return 1;
  if (lead < 0xC0 || lead > (rules.long_forms_pass ? 0xFD : 0xF7)) return 0;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF8 ? 4 : lead < 0xFC ? 5 : 6;
}

bool is_allowed(std::uint32_t code_point, std::size_t length, const Utf8Rules& rules) {
  if (rules.is_overlong(code_point, length) || rules.is_surrogate(code_point)) return false;
  return code_point <= 0x10FFFF || length > 4 || rules.beyond_unicode_passes;
}

// What is in UTF-16 and UTF-32 here is ASCII: all but the zeros and the mark.
std::optional<std::string> utf16_text(std::string_view bytes, Utf8Rules::Utf16 rule) {
  const bool marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ||
                      bytes.starts_with("\0\0\xFE\xFF"sv);
  const bool has_zeros = bytes.substr(0, 2).find('\0') != std::string_view::npos;
  if (rule == Utf8Rules::Utf16::rejected) return std::nullopt;
  if (!(rule == Utf8Rules::Utf16::by_mark ? marked : has_zeros)) return std::nullopt;
  std::string text;
  for (const char byte : bytes) {
    if (byte > 0) text += byte;
  }
  return text;
}

}  // namespace

std::optional<std::string> utf8_text(std::string_view bytes, const Utf8Rules& rules) {
  if (auto text = utf16_text(bytes, rules.utf16)) return text;
  if (!rules.checked) return std::string(bytes);
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = sequence_length(lead, rules);
    if (length == 0) return std::nullopt;
    std::uint32_t code_point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    std::size_t taken = 1;
    while (taken < length && at + taken < bytes.size() &&
           ((bytes[at + taken] & 0xC0) == 0x80 || !rules.continuations_are_checked)) {
      code_point = code_point << 6 | (static_cast<unsigned char>(bytes[at + taken++]) & 0x3F);
    }
    at += taken;
    const bool whole = taken == length;
    if (!whole && at == bytes.size() && rules.cut_short_at_end_passes) return text;
    if (whole ? !is_allowed(code_point, length, rules) : !rules.cut_short_passes) {
      return std::nullopt;
    }
    append_utf8(text, whole && code_point <= 0x10FFFF ? code_point : '?');
  }
  return text;
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  const auto byte = [&text](std::uint32_t value) { text += static_cast<char>(value); };
  const auto more = [&](unsigned shift) { byte(0x80 | ((code_point >> shift) & 0x3F)); };
  if (code_point < 0x80) return byte(code_point);
  if (code_point < 0x800) {
    byte(0xC0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    byte(0xE0 | code_point >> 12);
    more(6);
  } else {
    byte(0xF0 | code_point >> 18);
    more(12);
    more(6);
  }
  more(0);
}

}  // namespace wiretrial::mutants
