#include "impl/wire/plain_text.hpp"

#include <string>

#include "catch.hpp"
#include "impl/wire/test_messages.hpp"

namespace wiretrial::impl {
namespace {

// The offset at which each of the two says that the run ends; one number, for they must agree.
std::size_t end_of_run(std::string_view text, std::size_t start) {
  const char* end = text.data() + text.size();
  const char* portable = end_of_plain_portable(text.data() + start, end);
  REQUIRE(end_of_plain(text.data() + start, end) == portable);
  return static_cast<std::size_t>(portable - text.data());
}

TEST_CASE("a run of plain text ends at the first byte that is not, wherever it stands") {
  for (unsigned value = 0; value < 256; ++value) {
    const char byte = static_cast<char>(value);
    for (std::size_t place = 0; place < 40; ++place) {
      std::string text(40, 'x');
      text[place] = byte;
      const test::ExactCopy copy(text);
      const std::size_t expected = is_plain(byte) ? text.size() : place;
      for (std::size_t start = 0; start <= place; ++start) {
        REQUIRE(end_of_run(copy.view(), start) == expected);
      }
    }
  }
}

TEST_CASE("the end of a text is the end of its plain text") {
  for (std::size_t size = 0; size < 40; ++size) {
    const test::ExactCopy copy(std::string(size, ' '));
    for (std::size_t start = 0; start <= size; ++start) {
      REQUIRE(end_of_run(copy.view(), start) == size);
    }
  }
}

}  // namespace
}  // namespace wiretrial::impl
