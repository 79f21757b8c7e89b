#include "impl/mutants/message_reader.hpp"

#include <algorithm>
#include <utility>

#include "impl/mutants/content.hpp"
#include "impl/mutants/header.hpp"

namespace wiretrial::mutants {
namespace {

// So many bytes behind the message are kept, for those who look at them.
constexpr std::size_t max_surplus_bytes = 64 * 1024;

// Moves bytes from the front of `bytes` until `target` has `size` of them; whether it has.
bool fill(std::string& target, std::size_t size, std::string_view& bytes) {
  const std::size_t count = std::min(size - target.size(), bytes.size());
  target.append(bytes.substr(0, count));
  bytes.remove_prefix(count);
  return target.size() == size;
}

std::uint32_t byte_at(const std::string& bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

}  // namespace

MessageReader::MessageReader(const Rules& rules, std::size_t content_limit_bytes)
    : rules_(rules), content_limit_bytes_(content_limit_bytes) {
  const std::size_t own_limit = rules.framing.own_content_limit_bytes;
  if (own_limit != 0) content_limit_bytes_ = own_limit;
}

MessageReader::State MessageReader::feed(std::string_view bytes) {
  const std::size_t content_bytes_before = message_.content.size();
  ++reads_;
  while (state_ == State::needs_more && !bytes.empty()) take(bytes);
  if (state_ == State::needs_more) make_faults_at_read_end(content_bytes_before);
  surplus_.append(bytes.substr(0, max_surplus_bytes - surplus_.size()));
  return state_;
}

void MessageReader::take(std::string_view& bytes) {
  const std::string_view before = bytes;
  switch (part_) {
    case Part::prefix:
      if (!fill(prefix_, 2, bytes)) return;
      return begin_header(rules_.framing.header_length(byte_at(prefix_, 0), byte_at(prefix_, 1)));
    case Part::header:
      if (rules_.framing.header_ends_with_brace) {
        header_length_ = header_bytes_.size() + std::min(bytes.find('}'), bytes.size() - 1) + 1;
        if (fill(header_bytes_, header_length_, bytes) && header_bytes_.back() == '}')
          begin_content();
        return;
      }
      if (fill(header_bytes_, header_length_, bytes)) begin_content();
      if (rules_.framing.content_begins_with_a_read && part_ == Part::content && reads_ > 1) {
        bytes = {};
      }
      return;
    case Part::content:
      if (too_long_) {
        const std::size_t count = std::min(message_.header.content_length, before.size());
        message_.header.content_length -= count;
        bytes.remove_prefix(count);
        if (message_.header.content_length == 0) state_ = State::rejected;
      } else {
        fill(message_.content, message_.header.content_length, bytes);
        if (content_is_complete()) complete(bytes);
      }
  }
}

void MessageReader::begin_header(std::uint32_t length) {
  using EmptyHeader = FramingRules::EmptyHeader;
  const EmptyHeader empty = rules_.framing.empty_header;
  part_ = Part::header;
  header_length_ = length;
  if (length > rules_.framing.header_limit) state_ = State::rejected;
  if (length > 0 || empty == EmptyHeader::waited_for) return;
  state_ = empty == EmptyHeader::accepted ? State::complete : State::rejected;
}

void MessageReader::begin_content() {
  part_ = Part::content;
  const auto header = read_header(header_bytes_, rules_.header);
  header_bytes_ = {};
  if (!header) {
    state_ = State::rejected;
    return;
  }
  message_.header = *header;
  using TooLong = FramingRules::TooLong;
  const bool at_limit = header->content_length == content_limit_bytes_;
  if (header->content_length > content_limit_bytes_ ||
      (at_limit && rules_.framing.limit_itself_is_too_long)) {
    if (rules_.framing.too_long == TooLong::rejected) state_ = State::rejected;
    too_long_ = rules_.framing.too_long == TooLong::rejected_at_the_end;
  } else if (rules_.framing.memory_is_taken_at_once) {
    message_.content.assign(header->content_length, '\0');
    message_.content.clear();
  }
  const bool waits = header->content_length == 0 && rules_.framing.empty_content_is_waited_for;
  if (state_ == State::needs_more && content_is_complete() && !waits) state_ = State::complete;
}

void MessageReader::complete(std::string_view& bytes_behind) {
  state_ = State::complete;
  if (rules_.framing.surplus_is_content) fill(message_.content, std::string::npos, bytes_behind);
}

bool MessageReader::content_is_complete() const {
  if (rules_.framing.header_alone_completes) return true;
  const std::size_t enough = rules_.framing.enough_opaque_bytes;
  const bool opaque = !rules_.content.is_json(message_.header.content_type);
  if (enough != 0 && opaque && message_.content.size() >= enough) return true;
  if (rules_.framing.json_completes_content && !opaque &&
      read_json_content(message_, rules_.content)) {
    return true;
  }
  const std::uint64_t early = rules_.framing.early_bytes;
  return message_.content.size() + early >= message_.header.content_length;
}

void MessageReader::make_faults_at_read_end(std::size_t content_bytes_before) {
  const FramingRules& rules = rules_.framing;
  if (rules.copies_all_at_each_read) copy_ = std::string(message_.content);
  if (rules.reads_limit != 0 && reads_ > rules.reads_limit) state_ = State::rejected;
  if (part_ == Part::prefix && rules.prefix_comes_in_one_read) {
    begin_header(rules.header_length(byte_at(prefix_, 0), byte_at(prefix_, 1)));
  }
  const bool header_began = part_ == Part::header && !header_bytes_.empty();
  if (header_began && rules.header_comes_in_one_read) begin_content();
  if (part_ != Part::content || state_ != State::needs_more) return;
  const bool some = message_.content.size() > content_bytes_before;
  const bool completes = some ? rules.content_comes_in_one_read
                              : rules.content_comes_with_header && message_.content.empty();
  if (completes) state_ = State::complete;
}

MessageReader::State MessageReader::end() {
  if (state_ != State::needs_more) return state_;
  if (part_ == Part::header && rules_.framing.end_completes_header) {
    const std::string came = std::exchange(header_bytes_, "");
    const std::size_t end = std::min(came.find('}'), came.size() - 1) + 1;
    header_bytes_ = came.substr(0, end);
    begin_content();
    std::string_view content = std::string_view(came).substr(end);
    if (state_ == State::needs_more) take(content);
    if (state_ != State::needs_more) return state_;
  }
  const bool completes = part_ == Part::content && rules_.framing.end_completes_content;
  state_ = completes ? State::complete : State::rejected;
  return state_;
}

Message MessageReader::take_message() {
  return std::move(message_);
}

}  // namespace wiretrial::mutants
