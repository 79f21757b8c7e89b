// wt-decode: a stream of messages on standard input, what they mean on standard output, one JSON
// object a line. Status 0 when the stream ends between two messages, 1 when it is rejected.
#include <array>
#include <cstdio>
#include <string>

#include <unistd.h>

#include "impl/app/answer.hpp"
#include "impl/wire/decoder.hpp"
#include "impl/wire/json_text.hpp"

namespace {

using namespace wiretrial::impl;

std::string quoted(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

void print(std::string_view event, std::uint64_t offset, const std::string& more) {
  std::printf("{\"event\":\"%s\",\"offset\":%llu%s}\n", std::string(event).c_str(),
              static_cast<unsigned long long>(offset), more.c_str());
}

void print_error(std::string_view event, const WireError& error) {
  print(event, error.offset,
        ",\"clause\":" + quoted(clause_id(error.clause)) + ",\"reason\":" + quoted(error.reason));
}

class EventPrinter {
 public:
  // Returns false when the stream is rejected.
  bool receive(std::string_view bytes) {
    while (true) {
      const Step step = decoder_.step(bytes);
      bytes.remove_prefix(step.consumed);
      if (const auto* error = std::get_if<WireError>(&step.event)) {
        print_error("rejected", *error);
        return false;
      }
      if (std::holds_alternative<NeedMore>(step.event)) return true;
      if (const auto* header = std::get_if<Header>(&step.event)) begin(*header);
      if (const auto* part = std::get_if<ContentRead>(&step.event)) {
        message_.content += part->bytes;
      }
      if (std::holds_alternative<MessageEnd>(step.event)) end();
    }
  }

  bool receive_end() {
    const std::string state = ",\"state\":" + quoted(decoder_.state_name());
    const auto error = decoder_.finish();
    if (error) print_error("rejected", *error);
    print("end", decoder_.offset(), state);
    return !error;
  }

 private:
  void begin(const Header& header) {
    message_ = {header.byteorder, header.content_type, header.content_encoding, {}};
    print("header", decoder_.offset(),
          ",\"byteorder\":" + quoted(header.byteorder == ByteOrder::big ? "big" : "little") +
              ",\"content-length\":" + std::to_string(header.content_length) +
              ",\"content-type\":" + quoted(header.content_type) +
              ",\"content-encoding\":" + quoted(header.content_encoding));
  }

  // What a server would do with the message: answer it, or reject its content.
  void end() {
    print("message", decoder_.offset(), "");
    const auto answer = answer_request(std::move(message_));
    if (const auto* error = std::get_if<WireError>(&answer)) {
      print_error("content_rejected", *error);
    } else {
      print("answered", decoder_.offset(), "");
    }
  }

  Decoder decoder_;
  Message message_;
};

}  // namespace

int main() {
  EventPrinter printer;
  std::array<char, 64 * 1024> buffer;
  while (true) {
    const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count <= 0) return printer.receive_end() ? 0 : 1;
    const bool accepted = printer.receive({buffer.data(), static_cast<std::size_t>(count)});
    std::fflush(stdout);
    if (!accepted) return 1;
  }
}
