#include "impl/mutants/content.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "impl/mutants/text.hpp"
#include "impl/mutants/utf8.hpp"

namespace wiretrial::mutants {
namespace {

enum class Order { header, little, big };

struct Encoding {
  std::string_view name;
  std::size_t unit_bytes;
  Order order = Order::header;
  // Of encodings with one byte a character: the first that is none.
  std::uint32_t beyond = 0;
};

constexpr std::array<Encoding, 9> encodings{{{"utf-16", 2},
                                             {"utf-16-le", 2, Order::little},
                                             {"utf-16-be", 2, Order::big},
                                             {"utf-32", 4},
                                             {"utf-32-le", 4, Order::little},
                                             {"utf-32-be", 4, Order::big},
                                             {"latin-1", 1, Order::header, 0x100},
                                             {"iso-8859-1", 1, Order::header, 0x100},
                                             {"ascii", 1, Order::header, 0x80}}};

class Decoder {
 public:
  Decoder(const Encoding& encoding, const Message& message, const ContentRules& rules)
      : encoding_(encoding), left_(message.content), rules_(rules) {
    big_endian_ = encoding.order == Order::big;
    if (encoding.order == Order::header) {
      big_endian_ = message.header.big_endian && rules.byteorder_is_used;
      if (encoding.unit_bytes > 1 && rules.byte_order_mark_is_used) take_mark();
    }
  }

  std::optional<std::string> text() {
    std::string result;
    const std::size_t cut = left_.size() % encoding_.unit_bytes;
    if (cut != 0 && !rules_.cut_units_are_dropped) return std::nullopt;
    left_.remove_suffix(cut);
    while (!left_.empty()) {
      std::uint32_t character = next_unit();
      if (encoding_.unit_bytes == 2 && !join(character)) return std::nullopt;
      if (!is_character(character)) return std::nullopt;
      if (encoding_.name == "latin-1" && rules_.latin_1_is_windows_1252 && character >= 0x80 &&
          character < 0xA0) {
        character = 0x20AC;
      }
      append_utf8(result, character > 0x10FFFF ? '?' : character);
    }
    return result;
  }

 private:
  void take_mark() {
    constexpr std::uint32_t mark = 0xFEFF;
    for (const bool big_endian : {false, true}) {
      const std::string_view before = left_;
      const bool before_order = std::exchange(big_endian_, big_endian);
      const bool found = left_.size() >= encoding_.unit_bytes && next_unit() == mark;
      if (found && rules_.byte_order_mark_is_only_skipped) big_endian_ = before_order;
      if (found) return;
      left_ = before;
      big_endian_ = before_order;
    }
  }

  std::uint32_t next_unit() {
    std::uint32_t unit = 0;
    for (std::size_t at = 0; at < encoding_.unit_bytes; ++at) {
      const std::size_t place = big_endian_ ? at : encoding_.unit_bytes - 1 - at;
      unit = unit << 8 | static_cast<unsigned char>(left_[place]);
    }
    left_.remove_prefix(encoding_.unit_bytes);
    return unit;
  }

  // Makes one character of two surrogates.
  bool join(std::uint32_t& character) {
    if (character < 0xD800 || character > 0xDFFF) return true;
    const std::string_view before = left_;
    const std::uint32_t low = left_.size() < 2 ? 0 : next_unit();
    if (character > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
      left_ = before;
      return half_passes(character);
    }
    character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
    if (!rules_.surrogate_pairs_are_joined) character &= 0xFFFF;
    return true;
  }

  [[nodiscard]] bool half_passes(std::uint32_t character) const {
    using Halves = ContentRules::Halves;
    return rules_.halves == Halves::pass ||
           (rules_.halves == Halves::low_pass && character > 0xDBFF);
  }

  [[nodiscard]] bool is_character(std::uint32_t character) const {
    const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
    if (encoding_.beyond != 0) return character < encoding_.beyond || rules_.ascii_is_latin_1;
    if (character > 0x10FFFF) return rules_.beyond_unicode_passes;
    return !surrogate || half_passes(character);
  }

  const Encoding& encoding_;
  std::string_view left_;
  const ContentRules& rules_;
  bool big_endian_ = false;
};

// Pairs of hexadecimal digits, or groups of four of the alphabet of base64.
std::string in_digits(std::string_view content, std::string_view alphabet, unsigned bits) {
  std::string text;
  std::uint32_t value = 0;
  unsigned held = 0;
  for (const char letter : content.substr(0, content.find('='))) {
    value = value << bits | static_cast<std::uint32_t>(alphabet.find(letter));
    held += bits;
    if (held < 8) continue;
    held -= 8;
    text += static_cast<char>(value >> held & 0xFF);
  }
  return text;
}

std::optional<std::string> without_transfer_encoding(const Message& message) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  // The head, one block that is stored as it is, check sum and size (RFC 1951, RFC 1952).
  constexpr std::size_t before_block = 15;
  constexpr std::size_t behind_block = 8;
  const std::string& content = message.content;
  const std::string& name = message.header.content_encoding;
  if (name == "base64") return in_digits(content, letters, 6);
  if (name == "hex") return in_digits(content, "0123456789abcdef", 4);
  if (name != "gzip" || content.size() < before_block + behind_block) return std::nullopt;
  return content.substr(before_block, content.size() - before_block - behind_block);
}

std::optional<std::string> decode(const Message& message, const ContentRules& rules) {
  const std::string& name = message.header.content_encoding;
  const auto same = [&](std::string_view other) {
    return rules.encoding_in_any_case ? same_in_any_case(name, other) : name == other;
  };
  const auto as_utf8 = [&]() -> std::optional<std::string> {
    return utf8_text(message.content, rules.utf8);
  };
  if (same("utf-8") || (name.empty() && rules.empty_encoding_is_utf8)) return as_utf8();
  if (name == "identity" && rules.identity_is_utf8) return as_utf8();
  if (rules.transfer_encodings_are_undone) {
    if (auto text = without_transfer_encoding(message)) return text;
  }
  if (same("latin-1") && rules.latin_1_is_utf8) return as_utf8();
  const auto found = std::find_if(encodings.begin(), encodings.end(),
                                  [&](const Encoding& encoding) { return same(encoding.name); });
  if (found != encodings.end() && !rules.only_utf8) return Decoder(*found, message, rules).text();
  return rules.unknown_encoding_is_utf8 ? as_utf8() : std::nullopt;
}

// A text file's habits, which opaque bytes have not.
std::string without_carriage_returns(const std::string& bytes) {
  std::string result;
  std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(result),
               [](char byte) { return byte != '\r'; });
  return result;
}

}  // namespace

std::optional<JsonValue> read_json_content(const Message& message, const ContentRules& rules) {
  if (message.content.empty() && rules.empty_is_empty_object) {
    return JsonValue{JsonValue::Kind::object, "", {}};
  }
  const auto text = decode(message, rules);
  if (!text) return std::nullopt;
  return read_json(*text, rules.json);
}

std::optional<std::string> read_opaque_content(const Message& message, const ContentRules& rules) {
  std::string bytes = message.content;
  if (bytes.empty() && rules.empty_opaque_is_rejected) return std::nullopt;
  if (rules.opaque_must_be_utf8 && !utf8_text(bytes, {})) return std::nullopt;
  if (rules.opaque_encoding_must_be_binary && message.header.content_encoding != "binary") {
    return std::nullopt;
  }
  if (rules.opaque_byte_order_mark_is_dropped && bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.erase(0, 3);
  }
  if (rules.opaque_ends_at_zero) bytes.resize(std::min(bytes.find('\0'), bytes.size()));
  if (rules.opaque_line_ends_are_changed) bytes = without_carriage_returns(bytes);
  if (rules.opaque_high_bit_is_lost) {
    for (char& byte : bytes) byte = static_cast<char>(byte & 0x7F);
  }
  return bytes;
}

}  // namespace wiretrial::mutants
