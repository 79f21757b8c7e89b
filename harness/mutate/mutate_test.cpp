#include "harness/mutate/mutate.hpp"

#include <set>
#include <string>

#include "catch.hpp"
#include "harness/mutate/draft.hpp"
#include "harness/protocol/builder.hpp"
#include "harness/protocol/reader.hpp"

using namespace wiretrial;
using namespace wiretrial::mutate;

namespace {

std::string message(const std::string& content, const std::string& length = "") {
  protocol::MessageSpec spec;
  spec.json = false;
  spec.content = content;
  if (!length.empty()) spec.values = {{"content-length", length}};
  return protocol::build_message(spec).data;
}

const std::string two_messages = message("abc") + message("0123456789");

}  // namespace

TEST_CASE("a stream that is taken apart and put together again says the same") {
  for (const std::string& stream :
       {std::string(), message(""), two_messages, two_messages.substr(0, 100),
        two_messages + std::string("\0\0x", 3), std::string("\0\x03nul", 5), std::string("\xff")}) {
    const DraftStream parts = take_apart(stream, {});
    const std::string again = put_together(parts, {});
    CHECK(protocol::read_strictly(again).state == protocol::read_strictly(stream).state);
    CHECK(take_apart(again, {}).messages.size() == parts.messages.size());
    CHECK(take_apart(again, {}).tail == parts.tail);
  }
  CHECK(take_apart(two_messages, {}).messages.size() == 2);
  CHECK(take_apart(two_messages, {}).messages[1].content == "0123456789");
}

TEST_CASE("repaired lengths are true, whatever they were") {
  for (const char* length : {"0", "2", "3", "9999", "-1", "\"3\"", "null", "1e1", "3.0"}) {
    INFO(length);
    const std::string repaired = repair_lengths(message("abc", length));
    const auto result = protocol::read_strictly(repaired);
    CHECK(result.state == protocol::ReadState::complete);
    CHECK(repair_lengths(repaired) == repaired);
  }
  CHECK(protocol::read_strictly(repair_lengths(message("abc", "null"))).message.content == "abc");
  const std::string no_message("\0\0abc", 5);
  CHECK(repair_lengths(no_message) == no_message);
}

TEST_CASE("a prefix that cannot hold the repaired header keeps the old length") {
  protocol::MessageSpec spec;
  spec.json = false;
  spec.content = std::string(100'000, 'x');
  spec.values = {{"content-length", "1e5"}, {"x", "\"\""}};
  const std::size_t empty =
      protocol::declared_header_end(protocol::build_message(spec).data).value() - 2;
  spec.values[1].second = "\"" + std::string(65'535 - empty, 'x') + "\"";
  const std::string full = protocol::build_message(spec).data;
  REQUIRE(protocol::declared_header_end(full) == 65'537);
  CHECK(repair_lengths(full) == full);
}

TEST_CASE("the same seed makes the same, within the size, and other seeds make other streams") {
  std::set<std::string> results;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    for (const std::size_t max_bytes : {std::size_t{0}, std::size_t{50}, std::size_t{4096}}) {
      const std::string result = mutate_stream(two_messages, max_bytes, seed);
      CHECK(result.size() <= max_bytes);
      if (max_bytes == 4096) results.insert(result);
    }
    CHECK(mutate_stream(two_messages, 4096, seed) == mutate_stream(two_messages, 4096, seed));
    CHECK(mutate_header("{\"a\":1}", 20, seed).size() <= 20);
    CHECK(mutate_bytes("abc", 4, seed).size() <= 4);
  }
  CHECK(results.size() > 1500);
}

TEST_CASE("mutations reach every clause about the form of a header, and right messages too") {
  std::set<std::string> clauses;
  std::size_t complete = 0;
  protocol::MessageSpec json;
  json.content = R"({"action":"search"})";
  const std::string starts[] = {two_messages, protocol::build_message(json).data};
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    const auto result = protocol::read_strictly(mutate_stream(starts[seed % 2], 4096, seed));
    if (result.state == protocol::ReadState::malformed) clauses.insert(result.error.clause);
    if (result.state == protocol::ReadState::complete) ++complete;
  }
  for (const char* clause : {"FRM-5", "HDR-1", "HDR-2", "HDR-3", "HDR-7", "HDR-8", "HDR-11",
                             "HDR-12", "HDR-13", "HDR-14", "HDR-15", "CNT-3", "CNT-6"}) {
    INFO(clause);
    CHECK(clauses.contains(clause));
  }
  CHECK(complete > 2000);
}
