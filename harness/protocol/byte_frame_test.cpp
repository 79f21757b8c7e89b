#include "harness/protocol/byte_frame.hpp"

#include <limits>
#include <string>

#include "catch.hpp"

using namespace wiretrial;
using model::ByteMatch;
using model::FrameEnd;
using model::FrameLayout;

namespace {

FrameLayout line() {
  return {.end = FrameEnd::delimiter, .delimiter = "\r\n"};
}

FrameLayout bulk() {
  return {.end = FrameEnd::delimiter, .delimiter = "\r\n", .length_after = "$", .trailer_bytes = 2};
}

FrameLayout http() {
  return {.end = FrameEnd::delimiter,
          .delimiter = "\r\n\r\n",
          .length_after = "content-length:",
          .without_length_to_end = true};
}

FrameLayout prefixed(std::size_t width, bool little = false, bool counts_itself = false) {
  return {.end = FrameEnd::prefix,
          .prefix_width_bytes = width,
          .prefix_little_endian = little,
          .prefix_counts_itself = counts_itself};
}

struct Row {
  std::string name;
  FrameLayout layout;
  std::string stream;
  std::size_t size;
};

}  // namespace

TEST_CASE("the size of a frame is known as soon as its beginning says it, and not before") {
  const std::string huge(30, '9');
  const Row rows[] = {
      {"a line", line(), "+PONG\r\n+OK\r\n", 7},
      {"an empty line", line(), "\r\n", 2},
      {"a length in the head", bulk(), "$5\r\nhello\r\n", 11},
      {"a head without its number", bulk(), "$-1\r\n+OK\r\n", 5},
      {"a head without its text", bulk(), "+OK\r\n", 5},
      {"a length in any case of letters", http(), "HTTP/1.1 200\r\nContent-Length:  3\r\n\r\nabc",
       39},
      {"a length beyond counting", bulk(), "$" + huge + "\r\n",
       std::numeric_limits<std::size_t>::max()},
      {"a prefix", prefixed(2), std::string("\0\3abc", 5), 5},
      {"a prefix with the low byte first", prefixed(4, true), std::string("\3\0\0\0abc", 7), 7},
      {"a prefix that counts itself", prefixed(4, false, true), std::string("\0\0\0\7abc", 7), 7},
      {"a prefix too small for itself", prefixed(4, false, true), std::string("\0\0\0\1abc", 7), 4},
      {"a prefix beyond counting", prefixed(8), std::string(8, '\xff'),
       std::numeric_limits<std::size_t>::max()}};
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(protocol::frame_size(row.layout, row.stream, false) == row.size);
    std::size_t known_from = row.stream.size();
    while (known_from > 0 &&
           protocol::frame_size(row.layout, row.stream.substr(0, known_from - 1), false)) {
      --known_from;
    }
    for (std::size_t i = known_from; i < row.stream.size(); ++i) {
      CHECK(protocol::frame_size(row.layout, row.stream.substr(0, i), false) == row.size);
    }
    for (std::size_t i = 0; i < known_from; ++i) {
      CHECK_FALSE(protocol::frame_size(row.layout, row.stream.substr(0, i), false));
    }
  }
}

TEST_CASE("what goes on to the end of the connection has its size when that comes") {
  const std::string answer = "HTTP/1.0 200 OK\r\n\r\nbody";
  CHECK_FALSE(protocol::frame_size(http(), answer, false));
  CHECK(protocol::frame_size(http(), answer, true) == answer.size());
  CHECK_FALSE(protocol::frame_size({}, "abc", false));
  CHECK(protocol::frame_size({}, "abc", true) == 3U);
  CHECK_FALSE(protocol::frame_size(line(), "no end", true));
}

TEST_CASE("several frames are counted together once the last of them is known") {
  const ByteMatch three{.framed = true, .frame = bulk(), .times = 3};
  CHECK(protocol::matched_size(three, "$1\r\na\r\n$2\r\nbb\r\n$9\r\n", false) == 30U);
  CHECK_FALSE(protocol::matched_size(three, "$1\r\na\r\n$2\r\nbb\r\n", false));
  CHECK_FALSE(protocol::matched_size(three, "$100\r\na", false));
  const ByteMatch exact{.exact = {"abc", {}, "", 0}};
  CHECK(protocol::matched_size(exact, "", false) == 3U);
}
