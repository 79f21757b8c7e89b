#include "impl/wire/message_reader.hpp"

#include "catch.hpp"
#include "impl/wire/test_messages.hpp"

namespace wiretrial::impl {
namespace {

TEST_CASE("the first message is taken, at any cut, and what follows is left") {
  const std::string one = test::json_message(R"({"result":"x"})");
  const std::string stream = one + one;
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    MessageReader reader(Limits{});
    const std::size_t first = reader.receive(std::string_view(stream).substr(0, cut));
    const std::size_t second = reader.receive(std::string_view(stream).substr(cut));
    INFO(cut);
    CHECK(first + second == one.size());
    REQUIRE(reader.complete());
    CHECK(reader.take_message().content == R"({"result":"x"})");
  }
}

TEST_CASE("memory follows the bytes that came, not the length that was declared") {
  const std::string header = test::header_text("16777216", "", "a", "b");
  MessageReader reader(Limits{});
  reader.receive(test::frame(header, std::string(1000, 'x')));
  CHECK_FALSE(reader.complete());
  CHECK(reader.take_message().content.capacity() < 10'000);
}

TEST_CASE("an end before the message is FRM-4, even before its first byte") {
  MessageReader reader(Limits{});
  reader.receive_end();
  REQUIRE(reader.error());
  CHECK(reader.error()->clause == Clause::frm_4);
  CHECK(reader.receive("\0\0") == 0);
}

}  // namespace
}  // namespace wiretrial::impl
