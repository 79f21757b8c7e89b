#include "impl/mutants/client_habits.hpp"

#include <cstdio>
#include <cstdlib>

#include <poll.h>
#include <unistd.h>

namespace wiretrial::mutants {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

std::string quoted_in_python(std::string_view bytes, char quote) {
  std::string result = std::string("b") + quote;
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == quote || character == '\\') {
      result += std::string("\\") + character;
    } else if (character == '\n' || character == '\r' || character == '\t') {
      result += character == '\n' ? "\\n" : character == '\r' ? "\\r" : "\\t";
    } else if (byte < 0x20 || byte > 0x7E) {
      result += std::string("\\x") + digits[byte >> 4] + digits[byte & 0xF];
    } else {
      result += character;
    }
  }
  return result + quote;
}

}  // namespace

std::string as_format(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    // A conversion without an argument shows whatever is there.
    if (text[at] == '%') {
      result += at + 1 < text.size() && text[at + 1] == '%' ? "%" : "0";
      ++at;
    } else {
      result += text[at];
    }
  }
  return result;
}

std::string in_ascii(std::string_view text) {
  std::string result(text);
  for (char& character : result) {
    if (static_cast<unsigned char>(character) > 0x7E) character = '?';
  }
  return result;
}

std::string up_to_zero(std::string_view text) {
  return std::string(text.substr(0, text.find('\0')));
}

std::string in_hexadecimal(std::string_view bytes) {
  std::string result;
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    result += {digits[byte >> 4], digits[byte & 0xF]};
  }
  return result;
}

std::string in_python(std::string_view bytes) {
  const bool doubled = bytes.find('\'') != bytes.npos && bytes.find('"') == bytes.npos;
  return quoted_in_python(bytes, doubled ? '"' : '\'');
}

std::string in_python_with_double_quotes(std::string_view bytes) {
  return quoted_in_python(bytes, bytes.find('"') == bytes.npos ? '"' : '\'');
}

void crash() {
  std::abort();
}

void sleep_for_ever() {
  while (true) poll(nullptr, 0, -1);
}

void end_well_without_a_word() {
  _exit(EXIT_SUCCESS);
}

void end_well_with_garbage() {
  std::fputs("\x7f\x45LF\x02\x01 \xff\xfe core dumped? no\n", stdout);
  std::fflush(stdout);
  _exit(EXIT_SUCCESS);
}

void end_badly() {
  std::fputs("wt-mutant-client: not today\n", stderr);
  _exit(EXIT_FAILURE);
}

void start_slowly() {
  constexpr int start_ms = 300;
  poll(nullptr, 0, start_ms);
}

void talk_to_standard_error() {
  const std::string line = "wt-mutant-client: 12:00:00.000 DEBUG about to begin, all is well\n";
  for (int i = 0; i < 2'000; ++i) std::fputs(line.c_str(), stderr);
}

void say_success_or_failure(int status) {
  std::fputs(status == 0 ? "[done]\n" : "[gave up]\n", stdout);
  std::fflush(stdout);
  _exit(EXIT_SUCCESS);
}

}  // namespace wiretrial::mutants
