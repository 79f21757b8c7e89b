#include "impl/mutants/utf8.hpp"

#include <algorithm>
#include <array>

namespace wiretrial::mutants {
namespace {

// How many bytes a sequence has that begins with `lead`; 0 if none does.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC0 || lead > 0xF7) return 0;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

bool is_allowed(std::uint32_t code_point, std::size_t length, const Utf8Rules& rules) {
  constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (code_point < smallest[length]) return rules.overlong_passes;
  if (code_point >= 0xD800 && code_point <= 0xDFFF) return rules.surrogates_pass;
  return code_point <= 0x10FFFF || rules.beyond_unicode_passes;
}

}  // namespace

bool is_utf8(std::string_view bytes, const Utf8Rules& rules) {
  if (!rules.checked) return true;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = sequence_length(lead);
    if (length == 0) return false;
    std::uint32_t code_point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    std::size_t taken = 1;
    while (taken < length && at + taken < bytes.size() && (bytes[at + taken] & 0xC0) == 0x80) {
      code_point = code_point << 6 | (static_cast<unsigned char>(bytes[at + taken++]) & 0x3F);
    }
    const bool whole = taken == length;
    if (whole ? !is_allowed(code_point, length, rules) : !rules.cut_short_passes) return false;
    at += taken;
  }
  return true;
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
