// One piece of the codec's work so many times and nothing else, to count instructions in.
//
//   codec_work header|mixed|text|content COUNT
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bench/codec_inputs.hpp"
#include "impl/wire/header_parser.hpp"
#include "impl/wire/limits.hpp"
#include "impl/wire/message_reader.hpp"

namespace {

using namespace wiretrial;

constexpr std::size_t content_bytes = 1024 * 1024;
constexpr std::size_t piece_bytes = 64 * 1024;

bool read_header(const std::string& text) {
  return std::holds_alternative<impl::ParsedHeader>(impl::parse_header(text));
}

bool read_message(const std::string& message) {
  impl::MessageReader reader(impl::Limits{});
  for (std::size_t at = 0; at < message.size(); at += piece_bytes) {
    reader.receive(std::string_view(message).substr(at, piece_bytes));
  }
  return reader.complete() && reader.take_message().content.size() == content_bytes;
}

}  // namespace

int main(int count, char** words) {
  const std::string_view work = count == 3 ? words[1] : "";
  std::string input;
  if (work == "header") input = bench::search_header();
  if (work == "mixed") input = bench::mixed_header(impl::max_header_bytes);
  if (work == "text") input = bench::text_header(impl::max_header_bytes);
  if (work == "content") input = bench::opaque_message(content_bytes);
  if (input.empty()) {
    std::fprintf(stderr, "usage: %s header|mixed|text|content COUNT\n", words[0]);
    return 2;
  }
  for (long left = std::atol(words[2]); left > 0; --left) {
    if (!(work == "content" ? read_message(input) : read_header(input))) return 1;
  }
  return 0;
}
