#include "impl/wire/message_reader.hpp"

#include <algorithm>

namespace wiretrial::impl {
namespace {

// A block of memory of at least this size is address space until it is written to.
constexpr std::size_t large_bytes = 32 * 1024;

// Room is made for so many times the content that has arrived: a small one must not cost much more
// than it is, and of a large one at most a 31st is moved again, so that one copy of it is nearly
// all that is done.
constexpr std::size_t small_growth = 2;
constexpr std::size_t large_growth = 32;

}  // namespace

std::size_t MessageReader::receive(std::string_view bytes) {
  std::size_t taken = 0;
  while (!complete_ && !error_) {
    Step step = decoder_.step(bytes.substr(taken));
    taken += step.consumed;
    if (auto* header = std::get_if<Header>(&step.event)) begin_message(std::move(*header));
    if (const auto* content = std::get_if<ContentRead>(&step.event)) append_content(content->bytes);
    if (const auto* error = std::get_if<WireError>(&step.event)) error_ = *error;
    if (std::holds_alternative<MessageEnd>(step.event)) complete_ = true;
    if (std::holds_alternative<NeedMore>(step.event)) break;
  }
  return taken;
}

void MessageReader::receive_end() {
  if (complete_ || error_) return;
  error_ = decoder_.finish();
  if (!error_) error_ = WireError{Clause::frm_4, decoder_.offset(), "the stream holds no message"};
}

void MessageReader::begin_message(Header&& header) {
  message_.byteorder = header.byteorder;
  message_.content_type = std::move(header.content_type);
  message_.content_encoding = std::move(header.content_encoding);
  content_bytes_ = static_cast<std::size_t>(header.content_length);
}

void MessageReader::append_content(std::string_view bytes) {
  std::string& content = message_.content;
  const std::size_t needed = content.size() + bytes.size();
  if (needed > content.capacity()) {
    const std::size_t growth = needed < large_bytes ? small_growth : large_growth;
    content.reserve(std::min(content_bytes_, needed * growth));
  }
  content.append(bytes);
}

}  // namespace wiretrial::impl
