#include "impl/wire/decoder.hpp"

#include <algorithm>
#include <utility>

#include "impl/wire/header_parser.hpp"

namespace wiretrial::impl {
namespace {

std::size_t big_endian(std::string_view two_bytes) {
  const auto high = static_cast<unsigned char>(two_bytes[0]);
  const auto low = static_cast<unsigned char>(two_bytes[1]);
  return static_cast<std::size_t>(high) << 8 | low;
}

// Moves what is still missing of a field of `size` bytes; returns how many bytes that was.
std::size_t fill(std::string& field, std::size_t size, std::string_view bytes) {
  const std::size_t count = std::min(size - field.size(), bytes.size());
  field.append(bytes.substr(0, count));
  return count;
}

}  // namespace

Step Decoder::step(std::string_view bytes) {
  switch (state_) {
    case State::length:
      return read_length(bytes);
    case State::header:
      return read_header(bytes);
    case State::content:
      return read_content(bytes);
    case State::failed:
      break;
  }
  return {0, error_};
}

Step Decoder::read_length(std::string_view bytes) {
  const std::size_t count = fill(field_, length_field_bytes, bytes);
  offset_ += count;
  if (field_.size() < length_field_bytes) {
    return {count, NeedMore{length_field_bytes - field_.size()}};
  }
  header_bytes_ = big_endian(field_);
  field_.clear();
  if (header_bytes_ == 0) {
    const std::uint64_t place = offset_ - length_field_bytes;
    return fail(count, {Clause::frm_5, place, "the header length is zero"});
  }
  state_ = State::header;
  Step next = read_header(bytes.substr(count));
  next.consumed += count;
  return next;
}

Step Decoder::read_header(std::string_view bytes) {
  // A header that comes in one piece, as most do, is read where it stands.
  const bool is_whole = field_.empty() && bytes.size() >= header_bytes_;
  const std::size_t count = is_whole ? header_bytes_ : fill(field_, header_bytes_, bytes);
  offset_ += count;
  if (is_whole) return end_header(bytes.substr(0, count), count);
  if (field_.size() < header_bytes_) return {count, NeedMore{header_bytes_ - field_.size()}};
  return end_header(std::exchange(field_, {}), count);
}

Step Decoder::end_header(std::string_view text, std::size_t consumed) {
  const std::uint64_t header_start = offset_ - header_bytes_;
  auto result = parse_header(text);
  if (auto* error = std::get_if<WireError>(&result)) {
    error->offset += header_start;
    return fail(consumed, *error);
  }
  auto& parsed = std::get<ParsedHeader>(result);
  if (parsed.header.content_length > limits_.max_content_bytes) {
    const std::uint64_t place = header_start + parsed.content_length_offset;
    return fail(consumed, {Clause::hdr_9, place, "content-length is over the limit"});
  }
  content_left_ = parsed.header.content_length;
  state_ = State::content;
  return {consumed, std::move(parsed.header)};
}

Step Decoder::read_content(std::string_view bytes) {
  if (content_left_ == 0) {
    state_ = State::length;
    return {0, MessageEnd{}};
  }
  if (bytes.empty()) return {0, NeedMore{content_left_}};
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(content_left_, bytes.size()));
  content_left_ -= count;
  offset_ += count;
  return {count, ContentRead{bytes.substr(0, count)}};
}

Step Decoder::fail(std::size_t consumed, const WireError& error) {
  state_ = State::failed;
  error_ = error;
  return {consumed, error};
}

std::optional<WireError> Decoder::finish() {
  if (state_ == State::failed) return error_;
  if (state_ == State::length && field_.empty()) return std::nullopt;
  std::string_view reason = "the stream ends inside the content";
  if (state_ == State::length) reason = "the stream ends inside the header length";
  if (state_ == State::header) reason = "the stream ends inside the header";
  static_cast<void>(fail(0, {Clause::frm_4, offset_, reason}));
  return error_;
}

std::string_view Decoder::state_name() const {
  switch (state_) {
    case State::length:
      return "header length";
    case State::header:
      return "header";
    case State::content:
      return "content";
    case State::failed:
      break;
  }
  return "nothing";
}

}  // namespace wiretrial::impl
