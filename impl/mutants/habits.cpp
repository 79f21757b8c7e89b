#include "impl/mutants/habits.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>

#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "impl/mutants/message_writer.hpp"
#include "impl/mutants/text.hpp"

namespace wiretrial::mutants {

void refuse_all(Rules& rules) {
  rules.framing.header_limit = 0;
}

HeaderRules anything_goes() {
  HeaderRules rules;
  rules.utf8.checked = false;
  rules.json.constants_pass = rules.json.trailing_comma_passes = rules.json.comments_pass = true;
  rules.json.single_quotes_pass = true;
  rules.json.lowest_in_strings = 0;
  rules.json.lenient_numbers_pass = rules.json.byte_order_mark_passes = true;
  rules.json.tail = JsonRules::Tail::anything;
  rules.length.negative = LengthRules::Negative::zero;
  rules.length.strings_pass = rules.length.booleans_pass = rules.length.null_is_zero = true;
  rules.length.arrays_are_zero = rules.length.constants_are_zero = true;
  rules.length.fractions = LengthRules::Fractions::truncated;
  rules.length.whole_forms_pass = true;
  rules.is_name = same_in_any_case;
  rules.duplicates = HeaderRules::Duplicates::last_wins;
  rules.byteorder_may_be_anything = true;
  rules.type_may_be_anything = rules.encoding_may_be_anything = true;
  return rules;
}

void without_depth_limit(JsonRules& rules) {
  rules.depth_limit = std::numeric_limits<std::size_t>::max();
}

void small_stack() {
  constexpr rlim_t stack_bytes = 512 * 1024;
  rlimit limit{};
  getrlimit(RLIMIT_STACK, &limit);
  limit.rlim_cur = stack_bytes;
  setrlimit(RLIMIT_STACK, &limit);
}

void leave_child() {
  if (fork() != 0) return;
  setsid();
  while (true) poll(nullptr, 0, -1);
}

void write_a_megabyte() {
  const std::string line(1'023, '#');
  for (int count = 0; count < 512; ++count) {
    std::puts(line.c_str());
    std::fprintf(stderr, "%s\n", line.c_str());
  }
}

void close_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) close(descriptor);
}

std::string inside_quotes(std::string_view value) {
  const std::string text = quoted(value);
  return text.substr(1, text.size() - 2);
}

std::string in_html(std::string_view value) {
  std::string text;
  for (const char byte : value) {
    if (byte == '<') {
      text += "&lt;";
    } else if (byte == '&') {
      text += "&amp;";
    } else if (byte == '\'') {
      text += "&#39;";
    } else {
      text += byte;
    }
  }
  return text;
}

std::string trimmed(std::string_view value) {
  constexpr std::string_view space = " \t\r\n";
  value.remove_prefix(std::min(value.find_first_not_of(space), value.size()));
  return std::string(value.substr(0, value.find_last_not_of(space) + 1));
}

std::string ten_bytes_padded(std::string_view content) {
  std::string shown(content.substr(0, 10));
  shown.resize(10, '\0');
  return "First 10 bytes of request: " + shown;
}

}  // namespace wiretrial::mutants
