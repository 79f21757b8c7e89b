// wt-decode: a stream of messages on standard input, what they mean on standard output, one JSON
// object a line. Status 0 when the stream ends between two messages, 1 when it is rejected. With
// --each it reads many streams, each with its length in front, and gives one line for each.
#include <array>
#include <cstdio>
#include <string>

#include <unistd.h>

#include "impl/app/answer.hpp"
#include "impl/app/opinion.hpp"
#include "impl/reference/options.hpp"
#include "impl/wire/decoder.hpp"
#include "impl/wire/json_text.hpp"

namespace {

using namespace wiretrial::impl;

// Of an input of many streams.
constexpr std::uint32_t largest_stream_bytes = 64U * 1024 * 1024;

std::string json_string(std::string_view text) {
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
        ",\"clause\":" + json_string(clause_id(error.clause)) +
            ",\"reason\":" + json_string(error.reason));
}

class EventPrinter {
 public:
  explicit EventPrinter(Limits limits) : decoder_(limits) {}

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
    const std::string state = ",\"state\":" + json_string(decoder_.state_name());
    const auto error = decoder_.finish();
    if (error) print_error("rejected", *error);
    print("end", decoder_.offset(), state);
    return !error;
  }

 private:
  void begin(const Header& header) {
    message_ = {header.byteorder, header.content_type, header.content_encoding, {}};
    print("header", decoder_.offset(),
          ",\"byteorder\":" + json_string(header.byteorder == ByteOrder::big ? "big" : "little") +
              ",\"content-length\":" + std::to_string(header.content_length) +
              ",\"content-type\":" + json_string(header.content_type) +
              ",\"content-encoding\":" + json_string(header.content_encoding));
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

int print_events(Limits limits) {
  EventPrinter printer(limits);
  std::array<char, 64 * 1024> buffer;
  while (true) {
    const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count <= 0) return printer.receive_end() ? 0 : 1;
    const bool accepted = printer.receive({buffer.data(), static_cast<std::size_t>(count)});
    std::fflush(stdout);
    if (!accepted) return 1;
  }
}

// The length of each stream is four bytes, the highest first. Status 0 when the input ends between
// two streams.
int print_opinions(Listener listener, Limits limits) {
  std::array<unsigned char, 4> length{};
  std::string stream;
  while (std::fread(length.data(), 1, length.size(), stdin) == length.size()) {
    std::uint32_t bytes = 0;
    for (const unsigned char byte : length) bytes = bytes << 8U | byte;
    if (bytes > largest_stream_bytes) {
      std::fprintf(stderr, "wt-decode: a stream of %u bytes; at most %u can be read\n", bytes,
                   largest_stream_bytes);
      return 1;
    }
    stream.resize(bytes);
    if (std::fread(stream.data(), 1, bytes, stdin) != bytes) return 1;
    std::printf("%s\n", opinion(stream, listener, limits).c_str());
    std::fflush(stdout);
  }
  return std::feof(stdin) != 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  Options options("Says what a stream of JHMP messages means, one line of JSON at a time",
                  "wt-decode");
  bool each = false;
  bool client = false;
  Limits limits;
  options.add_flag("--each", each,
                   "Read streams, each with its length in four bytes in front, and say of the "
                   "first message of each what becomes of it");
  options.add_flag("--client", client,
                   "With --each: the messages are responses that a client gets");
  options.add("--max-content", &limits.max_content_bytes, "Longest content in bytes",
              {.shows_default = true});
  if (const auto status = options.parse(count, words)) return *status;
  return each ? print_opinions(client ? Listener::client : Listener::server, limits)
              : print_events(limits);
}
