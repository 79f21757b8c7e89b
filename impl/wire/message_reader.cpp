#include "impl/wire/message_reader.hpp"

#include <algorithm>

namespace wiretrial::impl {

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
  // Twice what is there keeps the work linear; the declared length keeps the last step exact.
  if (needed > content.capacity()) content.reserve(std::min(content_bytes_, needed * 2));
  content.append(bytes);
}

}  // namespace wiretrial::impl
