#include "impl/wire/charset.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include <iconv.h>

#include "impl/wire/utf8.hpp"

namespace wiretrial::impl {
namespace {

// How a content-encoding is decoded: iconv's name for it, or for both orders where the order is
// found out from the content.
struct Charset {
  std::string_view name;
  const char* little;
  const char* big;
  std::string_view little_mark;
  std::string_view big_mark;
};

using namespace std::string_view_literals;

constexpr std::array<Charset, 9> charsets = {{
    {"utf-16", "UTF-16LE", "UTF-16BE", "\xFF\xFE"sv, "\xFE\xFF"sv},
    {"utf-16-le", "UTF-16LE", "UTF-16LE", "", ""},
    {"utf-16-be", "UTF-16BE", "UTF-16BE", "", ""},
    {"utf-32", "UTF-32LE", "UTF-32BE", "\xFF\xFE\0\0"sv, "\0\0\xFE\xFF"sv},
    {"utf-32-le", "UTF-32LE", "UTF-32LE", "", ""},
    {"utf-32-be", "UTF-32BE", "UTF-32BE", "", ""},
    {"latin-1", "ISO-8859-1", "ISO-8859-1", "", ""},
    {"iso-8859-1", "ISO-8859-1", "ISO-8859-1", "", ""},
    {"ascii", "US-ASCII", "US-ASCII", "", ""},
}};

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
}

bool same_name(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

// A conversion to UTF-8 by the C library.
class Converter {
 public:
  explicit Converter(const char* from) : handle_(iconv_open("UTF-8", from)) {}
  ~Converter() {
    if (usable()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  [[nodiscard]] bool usable() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Appends what `bytes` means; returns how many of them are well-formed.
  std::size_t append(std::string& text, std::string_view bytes) {
    std::array<char, 16 * 1024> buffer;
    // iconv's signature is older than const; it does not write to its input.
    char* input = const_cast<char*>(bytes.data());
    std::size_t input_left = bytes.size();
    while (input_left > 0) {
      char* output = buffer.data();
      std::size_t output_left = buffer.size();
      const std::size_t result = iconv(handle_, &input, &input_left, &output, &output_left);
      const bool out_of_room = result == static_cast<std::size_t>(-1) && errno == E2BIG;
      text.append(buffer.data(), buffer.size() - output_left);
      if (result == static_cast<std::size_t>(-1) && !out_of_room) break;
    }
    return bytes.size() - input_left;
  }

 private:
  iconv_t handle_;
};

Result<std::string> convert(const char* from, std::string_view bytes, std::size_t mark_bytes) {
  Converter converter(from);
  if (!converter.usable()) {
    return WireError{Clause::cnt_3, 0, "this system cannot decode the content-encoding"};
  }
  bytes.remove_prefix(mark_bytes);
  std::string text;
  const std::size_t good = converter.append(text, bytes);
  if (good == bytes.size()) return text;
  return WireError{Clause::cnt_6, mark_bytes + good, "the content is ill-formed in its encoding"};
}

Result<std::string> decode_with(const Charset& charset, std::string_view bytes, ByteOrder order) {
  const auto has_mark = [&](std::string_view mark) {
    return !mark.empty() && bytes.starts_with(mark);
  };
  if (has_mark(charset.little_mark)) {
    return convert(charset.little, bytes, charset.little_mark.size());
  }
  if (has_mark(charset.big_mark)) return convert(charset.big, bytes, charset.big_mark.size());
  return convert(order == ByteOrder::big ? charset.big : charset.little, bytes, 0);
}

}  // namespace

Result<std::string> decode_text(std::string content, std::string_view encoding,
                                ByteOrder byteorder) {
  if (same_name(encoding, "utf-8")) {
    const std::size_t place = find_ill_formed_utf8(content);
    if (place == std::string_view::npos) return content;
    return WireError{Clause::cnt_6, place, "the content is not UTF-8"};
  }
  const auto found = std::find_if(charsets.begin(), charsets.end(), [&](const Charset& charset) {
    return same_name(encoding, charset.name);
  });
  if (found != charsets.end()) return decode_with(*found, content, byteorder);
  return WireError{Clause::cnt_3, 0, "the content-encoding of text/json is no known text encoding"};
}

}  // namespace wiretrial::impl
