#include "harness/protocol/charset.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <type_traits>

#include <iconv.h>

#include "harness/protocol/utf8.hpp"

namespace wiretrial::protocol {

namespace {

// What a name means: an encoding with a fixed order, or one whose order a mark or the header's
// `byteorder` decides.
struct Charset {
  std::string_view name;
  const char* little;  // iconv's names
  const char* big;
  std::string_view little_mark;  // empty when the name already says the order
  std::string_view big_mark;
};

using namespace std::string_view_literals;

constexpr std::array<Charset, 15> charsets{
    {{"utf-8", "UTF-8", "UTF-8", "", ""},
     {"utf8", "UTF-8", "UTF-8", "", ""},
     {"utf-16", "UTF-16LE", "UTF-16BE", "\xff\xfe"sv, "\xfe\xff"sv},
     {"utf-16-le", "UTF-16LE", "UTF-16LE", "", ""},
     {"utf-16le", "UTF-16LE", "UTF-16LE", "", ""},
     {"utf-16-be", "UTF-16BE", "UTF-16BE", "", ""},
     {"utf-16be", "UTF-16BE", "UTF-16BE", "", ""},
     {"utf-32", "UTF-32LE", "UTF-32BE", "\xff\xfe\0\0"sv, "\0\0\xfe\xff"sv},
     {"utf-32-le", "UTF-32LE", "UTF-32LE", "", ""},
     {"utf-32-be", "UTF-32BE", "UTF-32BE", "", ""},
     {"latin-1", "ISO-8859-1", "ISO-8859-1", "", ""},
     {"iso-8859-1", "ISO-8859-1", "ISO-8859-1", "", ""},
     {"latin1", "ISO-8859-1", "ISO-8859-1", "", ""},
     {"ascii", "ASCII", "ASCII", "", ""},
     {"us-ascii", "ASCII", "ASCII", "", ""}}};

const Charset* find_charset(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char character) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
  });
  const auto found = std::find_if(charsets.begin(), charsets.end(),
                                  [&](const Charset& charset) { return charset.name == lower; });
  return found == charsets.end() ? nullptr : &*found;
}

struct CloseConverter {
  void operator()(iconv_t converter) const { iconv_close(converter); }
};
using Converter = std::unique_ptr<std::remove_pointer_t<iconv_t>, CloseConverter>;

// Converts all of `input`; the result's offset is where iconv stopped when it is ill-formed or does
// not fit.
DecodedText convert(std::string_view input, const char* to, const char* from) {
  const iconv_t opened = iconv_open(to, from);
  // NOLINTNEXTLINE: iconv's own sign of failure.
  if (opened == reinterpret_cast<iconv_t>(-1)) {
    throw std::runtime_error(std::string("iconv does not know ") + to + " or " + from);
  }
  const Converter converter(opened);
  DecodedText result;
  std::string source(input);
  char* next = source.data();
  std::size_t left = source.size();
  while (left > 0) {
    std::array<char, 4096> buffer{};
    char* out = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t status = iconv(converter.get(), &next, &left, &out, &room);
    result.text.append(buffer.data(), buffer.size() - room);
    if (status == static_cast<std::size_t>(-1) && errno != E2BIG) {
      result.state = DecodedText::State::ill_formed;
      result.offset = source.size() - left;
      break;
    }
  }
  return result;
}

DecodedText decode_utf8(std::string_view content) {
  const std::size_t offset = first_ill_formed(content);
  if (offset == std::string_view::npos)
    return {DecodedText::State::decoded, std::string(content), 0};
  return {DecodedText::State::ill_formed, std::string(content.substr(0, offset)), offset};
}

}  // namespace

DecodedText decode_text(std::string_view content, std::string_view encoding,
                        std::string_view byteorder) {
  const Charset* charset = find_charset(encoding);
  if (charset == nullptr) return {DecodedText::State::unknown_encoding, {}, 0};
  if (charset->little == "UTF-8"sv) return decode_utf8(content);
  std::size_t mark = 0;
  bool big = byteorder == "big";
  if (!charset->little_mark.empty() && content.starts_with(charset->little_mark)) {
    mark = charset->little_mark.size();
    big = false;
  } else if (!charset->big_mark.empty() && content.starts_with(charset->big_mark)) {
    mark = charset->big_mark.size();
    big = true;
  }
  DecodedText decoded =
      convert(content.substr(mark), "UTF-8", big ? charset->big : charset->little);
  decoded.offset += mark;
  return decoded;
}

std::string encode_text(std::string_view text, std::string_view charset_name) {
  const Charset* charset = find_charset(charset_name);
  if (charset == nullptr) {
    throw std::invalid_argument("unknown charset \"" + std::string(charset_name) + "\"");
  }
  if (const std::size_t offset = first_ill_formed(text); offset != std::string_view::npos) {
    throw std::invalid_argument("ill-formed UTF-8 at byte " + std::to_string(offset));
  }
  if (charset->little == "UTF-8"sv) return std::string(text);
  const DecodedText encoded = convert(text, charset->little, "UTF-8");
  if (encoded.state != DecodedText::State::decoded) {
    throw std::invalid_argument("the character at byte " + std::to_string(encoded.offset) +
                                " does not exist in " + std::string(charset_name));
  }
  return std::string(charset->little_mark) + encoded.text;
}

bool is_known_charset(std::string_view charset) {
  return find_charset(charset) != nullptr;
}

}  // namespace wiretrial::protocol
