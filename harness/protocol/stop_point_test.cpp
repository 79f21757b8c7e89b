#include "harness/protocol/stop_point.hpp"

#include <string>

#include "catch.hpp"

namespace wiretrial::protocol {

namespace {

// A message with a header of 22 bytes and a content of 3.
const std::string message = std::string("\0\x16", 2) + R"({"content-length": 3 })" + "abc";

// Reads as the executor does: no more than the point says, until it is final or not there.
StopPoint sought(std::string_view field, std::size_t within, std::string_view stream = message) {
  StopPoint point;
  std::size_t read = 0;
  for (int turn = 0; turn < 4; ++turn) {
    point = find_stop_point(field, within, stream.substr(0, read));
    if (point.final || point.length_found) return point;
    CHECK(point.offset > read);
    read = point.offset;
  }
  FAIL("never final");
  return point;
}

}  // namespace

TEST_CASE("a place in a message is found by reading no byte behind it") {
  REQUIRE(message.size() == 27);
  struct Row {
    const char* field;
    std::size_t within;
    std::size_t offset;
  };
  const Row rows[] = {{"", 0, 0},         {"", 1, 1},       {"", 2, 2},         {"", 3, 3},
                      {"", 25, 25},       {"", 27, 27},     {"prefix", 0, 0},   {"prefix", 1, 1},
                      {"header", 0, 2},   {"header", 1, 3}, {"header", 21, 23}, {"content", 0, 24},
                      {"content", 2, 26}, {"end", 0, 27}};
  for (const Row& row : rows) {
    INFO(row.field << "+" << row.within);
    const StopPoint point = sought(row.field, row.within);
    CHECK(point.final);
    CHECK(point.offset == row.offset);
  }
}

TEST_CASE("a place that a shorter message lacks is told with the length that is there") {
  CHECK(sought("", 28).length_found == 27U);
  CHECK(sought("prefix", 2).length_found == 2U);
  CHECK(sought("header", 22).length_found == 22U);
  CHECK(sought("content", 3).length_found == 3U);
  CHECK(sought("content", 0, std::string("\0\x15", 2) + R"({"content-length": 0})").length_found ==
        0U);
}

TEST_CASE("a header without a usable length leaves the content without bounds") {
  const std::string broken = std::string("\0\x02{}", 4);
  CHECK(sought("content", 9, broken).offset == 13);
  CHECK(sought("", 40, broken).offset == 40);
  CHECK(sought("end", 0, broken).offset == 4);
}

}  // namespace wiretrial::protocol
