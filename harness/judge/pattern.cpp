#define PCRE2_CODE_UNIT_WIDTH 8
#include "harness/judge/pattern.hpp"

#include <array>

#include <pcre2.h>

namespace wiretrial::judge {

namespace {

// Far above what a sensible pattern needs, far below what anyone would notice.
constexpr std::uint32_t match_limit = 100'000;

PCRE2_SPTR units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

}  // namespace

struct Pattern::Code {
  pcre2_code* code = nullptr;
  pcre2_match_context* context = nullptr;
  ~Code() {
    pcre2_code_free(code);
    pcre2_match_context_free(context);
  }
};

Pattern::Pattern(std::string_view expression, PatternUnit unit) : code_(std::make_unique<Code>()) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  const std::uint32_t options =
      unit == PatternUnit::character ? PCRE2_UTF | PCRE2_MATCH_INVALID_UTF : 0;
  code_->code =
      pcre2_compile(units(expression), expression.size(), options, &error, &offset, nullptr);
  if (code_->code == nullptr) {
    std::array<PCRE2_UCHAR, 256> message{};
    pcre2_get_error_message(error, message.data(), message.size());
    throw PatternError("position " + std::to_string(offset) + ": " +
                       reinterpret_cast<const char*>(message.data()));
  }
  code_->context = pcre2_match_context_create(nullptr);
  pcre2_set_match_limit(code_->context, match_limit);
}

Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

int Pattern::match(std::string_view text) const {
  pcre2_match_data* data = pcre2_match_data_create_from_pattern(code_->code, nullptr);
  const int count = pcre2_match(code_->code, units(text), text.size(), 0, 0, data, code_->context);
  pcre2_match_data_free(data);
  return count;
}

bool Pattern::found_in(std::string_view text) const {
  return match(text) >= 0;
}

bool Pattern::surely_found_in(std::string_view text) const {
  const int count = match(text);
  if (count < 0 && count != PCRE2_ERROR_NOMATCH) {
    throw PatternError("a pattern of the scenario needs more steps than the limit of " +
                       std::to_string(match_limit) + " on " + std::to_string(text.size()) +
                       " bytes; write it so that it need not try again, such as with .*? or x++");
  }
  return count >= 0;
}

std::optional<std::string> Pattern::captured(std::string_view text,
                                             const std::string& group) const {
  const int number = pcre2_substring_number_from_name(code_->code, units(group));
  if (number < 0) return std::nullopt;
  pcre2_match_data* data = pcre2_match_data_create_from_pattern(code_->code, nullptr);
  const int count = pcre2_match(code_->code, units(text), text.size(), 0, 0, data, code_->context);
  std::optional<std::string> found;
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data) + 2 * static_cast<std::size_t>(number);
  if (count > number && ends[0] != PCRE2_UNSET) found = text.substr(ends[0], ends[1] - ends[0]);
  pcre2_match_data_free(data);
  return found;
}

std::string Pattern::replace(std::string_view text, std::string_view replacement) const {
  std::string result;
  pcre2_match_data* data = pcre2_match_data_create_from_pattern(code_->code, nullptr);
  std::size_t position = 0;
  while (position <= text.size()) {
    const int count =
        pcre2_match(code_->code, units(text), text.size(), position, 0, data, code_->context);
    if (count < 0) break;
    const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data);
    result += text.substr(position, ends[0] - position);
    result += replacement;
    if (ends[1] == ends[0]) break;  // an empty match would never end
    position = ends[1];
  }
  pcre2_match_data_free(data);
  if (position < text.size()) result += text.substr(position);
  return result;
}

}  // namespace wiretrial::judge
