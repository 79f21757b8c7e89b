#include "impl/app/http_response.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace wiretrial::impl {
namespace {

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A'))
                                              : character;
}

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

bool equal_without_case(std::string_view text, std::string_view name) {
  return std::equal(text.begin(), text.end(), name.begin(), name.end(),
                    [](char left, char right) { return lower(left) == right; });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// RFC 1945 section 6.1: `HTTP/` digits `.` digits, a space, three digits, and a space or nothing.
bool is_status_line(std::string_view line) {
  constexpr std::string_view form = "HTTP/d.d ddd";
  if (line.size() < form.size()) return false;
  for (std::size_t index = 0; index < form.size(); ++index) {
    const bool fits = form[index] == 'd' ? is_digit(line[index]) : line[index] == form[index];
    if (!fits) return false;
  }
  return line.size() == form.size() || line[form.size()] == ' ';
}

constexpr std::size_t status_begin = 9;

}  // namespace

std::string_view HttpResponse::receive(std::string_view bytes) {
  if (state_ == State::head) bytes.remove_prefix(receive_head(bytes));
  if (state_ != State::body) return {};
  if (length_) {
    const std::uint64_t left = *length_ - body_bytes_;
    bytes = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left, bytes.size())));
  }
  body_bytes_ += bytes.size();
  if (length_ == body_bytes_) state_ = State::complete;
  return bytes;
}

// Returns how many of the bytes belong to the head.
std::size_t HttpResponse::receive_head(std::string_view bytes) {
  std::size_t count = 0;
  while (count < bytes.size() && state_ == State::head) {
    const char byte = bytes[count++];
    if (++head_bytes_ > largest_head_bytes) {
      fail("the head of the response is longer than 64 KiB");
    } else if (byte == '\n') {
      end_line();
    } else {
      line_ += byte;
    }
  }
  return count;
}

void HttpResponse::end_line() {
  if (line_.ends_with('\r')) line_.pop_back();
  if (status_line_.empty()) {
    read_status_line();
  } else if (line_.empty()) {
    end_head();
  } else {
    read_field();
  }
  line_.clear();
}

void HttpResponse::read_status_line() {
  if (!is_status_line(line_)) return fail("this is no HTTP response");
  status_line_ = line_;
}

void HttpResponse::read_field() {
  const std::size_t colon = line_.find(':');
  if (colon == std::string::npos) return fail("a header field has no colon");
  const std::string_view name = std::string_view(line_).substr(0, colon);
  const std::string_view value = trimmed(std::string_view(line_).substr(colon + 1));
  if (equal_without_case(name, "content-length")) return read_length(value);
  // A client of HTTP/1.0 is sent none (RFC 9112 section 6.1), and its bytes would not be the
  // file's.
  if (equal_without_case(name, "transfer-encoding")) fail("the body has a transfer encoding");
}

void HttpResponse::read_length(std::string_view value) {
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
  const bool is_number = error == std::errc() && end == value.data() + value.size();
  if (!is_number || value.empty()) return fail("the content-length is no number");
  if (length_ && length_ != length) return fail("there are two different content-lengths");
  length_ = length;
}

void HttpResponse::end_head() {
  const std::string_view status = std::string_view(status_line_).substr(status_begin, 3);
  if (status[0] != '2') {
    state_ = State::refused;
  } else if (status == "204" || length_ == 0) {
    state_ = State::complete;
  } else {
    state_ = State::body;
  }
}

void HttpResponse::receive_end() {
  if (state_ == State::head) fail("the connection ended before the end of the head");
  if (state_ != State::body) return;
  if (!length_) {
    state_ = State::complete;
    return;
  }
  fail("the connection ended after " + std::to_string(body_bytes_) + " of " +
       std::to_string(*length_) + " bytes of the body");
}

void HttpResponse::fail(std::string reason) {
  state_ = State::wrong;
  error_ = std::move(reason);
}

}  // namespace wiretrial::impl
