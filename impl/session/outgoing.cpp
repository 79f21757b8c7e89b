#include "impl/session/outgoing.hpp"

#include <utility>

#include "impl/wire/encoder.hpp"

namespace wiretrial::impl {
namespace {

// Content up to this size goes out together with its header: one copy is cheaper than one more
// system call, and the peer sees one segment.
constexpr std::size_t joined_content_bytes = 64 * 1024;

}  // namespace

Outgoing::Outgoing(Message message) : prefix_(encode_prefix(message)) {
  if (message.content.size() <= joined_content_bytes) {
    prefix_ += message.content;
  } else {
    content_ = std::move(message.content);
  }
}

std::string_view Outgoing::next() const {
  if (sent_ < prefix_.size()) return std::string_view(prefix_).substr(sent_);
  return std::string_view(content_).substr(sent_ - prefix_.size());
}

void Outgoing::advance(std::size_t count) {
  sent_ += count;
}

}  // namespace wiretrial::impl
