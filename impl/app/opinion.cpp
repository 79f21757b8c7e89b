#include "impl/app/opinion.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "impl/app/answer.hpp"
#include "impl/app/client_exchange.hpp"
#include "impl/wire/decoder.hpp"
#include "impl/wire/json_text.hpp"

namespace wiretrial::impl {
namespace {

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += digits[value >> 4U];
    text += digits[value & 0xfU];
  }
  return text;
}

// Every member in the order in which it is added.
class Line {
 public:
  void add(std::string_view name, std::string_view text) {
    begin(name);
    append_json_string(text_, text);
  }
  void add(std::string_view name, std::uint64_t number) {
    begin(name);
    text_ += std::to_string(number);
  }
  void add(std::string_view name, const std::vector<std::string_view>& words) {
    begin(name);
    text_ += '[';
    for (const std::string_view word : words) {
      if (text_.back() != '[') text_ += ',';
      append_json_string(text_, word);
    }
    text_ += ']';
  }
  [[nodiscard]] std::string take() { return std::move(text_) + "}"; }

 private:
  void begin(std::string_view name) {
    text_ += text_.empty() ? '{' : ',';
    append_json_string(text_, name);
    text_ += ':';
  }

  std::string text_;
};

class Reading {
 public:
  Reading(std::string_view stream, Limits limits) : decoder_(limits) { read(stream); }

  std::string tell(Listener listener) {
    if (error_) return reject("rejected", *error_);
    if (!complete_) {
      note("end of stream");
      const WireError empty{Clause::frm_4, 0, "the stream ends before its first byte"};
      return reject("incomplete", decoder_.finish().value_or(empty));
    }
    offset_ = decoder_.offset();
    return listener == Listener::server ? answer() : show();
  }

 private:
  void read(std::string_view bytes) {
    while (!complete_ && !error_) {
      note(decoder_.state_name());
      const Step step = decoder_.step(bytes);
      bytes.remove_prefix(step.consumed);
      if (const auto* error = std::get_if<WireError>(&step.event)) error_ = *error;
      if (std::holds_alternative<NeedMore>(step.event)) return note(decoder_.state_name());
      if (const auto* header = std::get_if<Header>(&step.event)) {
        note("header");
        message_ = {header->byteorder, header->content_type, header->content_encoding, {}};
      }
      if (const auto* part = std::get_if<ContentRead>(&step.event)) message_.content += part->bytes;
      complete_ = std::holds_alternative<MessageEnd>(step.event);
    }
  }

  void note(std::string_view state) {
    if (states_.empty() || states_.back() != state) states_.push_back(state);
  }

  std::string reject(std::string_view verdict, const WireError& error) {
    Line line;
    line.add("verdict", verdict);
    line.add("offset", error.offset);
    line.add("states", states_);
    line.add("clause", clause_id(error.clause));
    line.add("reason", error.reason);
    return line.take();
  }

  std::string accept(std::string_view verdict, const std::string& content_type,
                     const std::string& content_encoding, std::string_view content) {
    Line line;
    line.add("verdict", verdict);
    line.add("offset", offset_);
    line.add("states", states_);
    line.add("content-type", content_type);
    line.add("content-encoding", content_encoding);
    line.add("content", hexadecimal(content));
    return line.take();
  }

  std::string answer() {
    const auto answer = answer_request(std::move(message_));
    if (const auto* error = std::get_if<WireError>(&answer)) {
      note("content rejected");
      return reject("rejected", *error);
    }
    note("answered");
    const auto& message = std::get<Message>(answer);
    return accept("answered", message.content_type, message.content_encoding, message.content);
  }

  std::string show() {
    const std::string content_type = message_.content_type;
    const std::string content_encoding = message_.content_encoding;
    const auto shown = shown_result(std::move(message_));
    if (const auto* error = std::get_if<WireError>(&shown)) {
      note("content rejected");
      return reject("rejected", *error);
    }
    note("shown");
    return accept("shown", content_type, content_encoding, std::get<std::string>(shown));
  }

  Decoder decoder_;
  Message message_;
  std::vector<std::string_view> states_;
  std::optional<WireError> error_;
  std::uint64_t offset_ = 0;
  bool complete_ = false;
};

}  // namespace

std::string opinion(std::string_view stream, Listener listener, Limits limits) {
  return Reading(stream, limits).tell(listener);
}

}  // namespace wiretrial::impl
