// The edits of a proxy, byte by byte: whatever pieces the bytes come in, the result is the same.
#include "harness/exec/stream_editor.hpp"

#include <functional>

#include "catch.hpp"
#include "harness/exec/stream_place.hpp"
#include "harness/protocol/builder.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::exec {

using model::ProxyFault;
using model::ProxyFaultKind;
using model::StreamPoint;

namespace {

std::string message_with(const std::string& content) {
  protocol::MessageSpec spec;
  spec.content = content;
  return protocol::build_message(spec).data;
}

const std::string one = message_with(R"({"result": "one"})");
const std::string other = message_with(R"({"result": "another one"})");

ProxyFault fault(ProxyFaultKind kind, model::StreamPlace at = {}) {
  ProxyFault made;
  made.kind = kind;
  made.at = at;
  return made;
}

struct Edited {
  std::string out;
  bool fired = false;
  std::string impossible;
};

Edited edited_in_pieces(const ProxyFault& wanted, const std::string& stream, std::size_t piece,
                        const std::string& earlier = "") {
  StreamEditor editor(wanted, earlier);
  Edited result;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    result.out += editor.feed(std::string_view(stream).substr(at, piece));
  }
  result.out += editor.finish();
  result.fired = editor.fired();
  result.impossible = editor.impossible();
  return result;
}

const std::size_t header_end = 2 + static_cast<unsigned char>(one[1]);

}  // namespace

TEST_CASE("an edit makes of a stream what it says, in whatever pieces the stream comes") {
  ProxyFault flip = fault(ProxyFaultKind::flip, {StreamPoint::content, 0, 1});
  flip.bit = 7;
  ProxyFault insert = fault(ProxyFaultKind::insert, {StreamPoint::end, 0, 1});
  insert.bytes.data = "more";
  ProxyFault remove = fault(ProxyFaultKind::remove, {StreamPoint::start, 1, 1});
  remove.count = 2;
  std::string flipped = one;
  flipped[header_end] = static_cast<char>(static_cast<unsigned char>(flipped[header_end]) ^ 0x80U);
  ProxyFault rewrite = fault(ProxyFaultKind::rewrite);
  rewrite.replaces_content = true;
  rewrite.bytes.data = "[1]";

  struct Row {
    const char* what;
    ProxyFault fault;
    std::string stream;
    std::string out;
  };
  const std::vector<Row> rows{
      {"flip", flip, one, flipped},
      {"insert", insert, one, one + "more"},
      {"remove", remove, one, one.substr(0, 1) + one.substr(3)},
      {"duplicate", fault(ProxyFaultKind::duplicate, {StreamPoint::start, 0, 1}), one,
       one.substr(0, 1) + one},
      {"swap", fault(ProxyFaultKind::swap), one + other + "x", other + one + "x"},
      {"replay", fault(ProxyFaultKind::replay), one + "x", one + one + "x"},
      {"splice", fault(ProxyFaultKind::splice, {StreamPoint::header, 0, 1}), one,
       one.substr(0, 2) + other.substr(2)},
      {"rewrite", rewrite, one + "x", message_with("[1]") + "x"}};
  for (const Row& row : rows) {
    for (std::size_t piece = 1; piece <= row.stream.size(); ++piece) {
      INFO(row.what << " in pieces of " << piece);
      const Edited result = edited_in_pieces(row.fault, row.stream, piece, other);
      REQUIRE(result.fired);
      REQUIRE(result.out == row.out);
    }
  }
}

TEST_CASE("a rewritten message has the changed members, and lengths that are right") {
  ProxyFault rewrite = fault(ProxyFaultKind::rewrite);
  rewrite.header = {{"content-type", R"("x")"}, {"content-encoding", R"("klingon")"}};
  const Edited result = edited_in_pieces(rewrite, one, one.size());
  const auto read = protocol::read_strictly(result.out);
  REQUIRE(read.state == protocol::ReadState::complete);
  CHECK(read.message.content_type == "x");
  CHECK(read.message.content_encoding == "klingon");
  CHECK(read.message.content == R"({"result": "one"})");
  CHECK(read.message.size == result.out.size());
  rewrite.header.clear();
  rewrite.omit = {"byteorder"};
  const auto without = protocol::read_strictly(edited_in_pieces(rewrite, one, 7).out);
  REQUIRE(without.state == protocol::ReadState::malformed);
  CHECK(without.error.clause == "HDR-3");
}

TEST_CASE("a stream that lacks the place goes on untouched, and the reason is known") {
  const Edited beyond =
      edited_in_pieces(fault(ProxyFaultKind::flip, {StreamPoint::header, 500, 1}), one, one.size());
  CHECK_FALSE(beyond.fired);
  CHECK(beyond.out == one);
  CHECK(beyond.impossible.find("no such byte") != std::string::npos);
  const Edited early = edited_in_pieces(fault(ProxyFaultKind::swap), one, 5);
  CHECK_FALSE(early.fired);
  CHECK(early.out == one);
  CHECK(early.impossible.empty());
  const Edited no_message = edited_in_pieces(fault(ProxyFaultKind::rewrite), "GET / HTTP/1.0", 3);
  CHECK(no_message.out == "GET / HTTP/1.0");
}

TEST_CASE("without a bit of its own, a flip takes the one that the seed says") {
  std::string outs;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    ProxyFault flip = fault(ProxyFaultKind::flip);
    flip.seed = seed;
    outs += edited_in_pieces(flip, std::string(1, '\0'), 1).out;
  }
  CHECK(outs == "\x01\x02\x04\x08\x10\x20\x40\x80");
}

TEST_CASE("places of a frame are found as soon as the stream tells where they are") {
  struct Row {
    model::StreamPlace place;
    std::size_t known_with;  // bytes
    std::size_t offset;
  };
  const std::size_t size = one.size();
  const std::vector<Row> rows{
      {{StreamPoint::start, 0, 1}, 0, 0},
      {{StreamPoint::start, 1, 1}, 0, 1},
      {{StreamPoint::header, 0, 1}, 0, 2},
      {{StreamPoint::mid_header, 0, 1}, 2, 2 + (header_end - 2) / 2},
      {{StreamPoint::content, 0, 1}, 2, header_end},
      {{StreamPoint::mid_content, 0, 1}, header_end, header_end + (size - header_end) / 2},
      {{StreamPoint::end, 0, 1}, header_end, size},
      {{StreamPoint::end, -1, 1}, header_end, size - 1},
      {{StreamPoint::header, 0, 2}, size, size + 2}};
  for (const Row& row : rows) {
    INFO(model::words_for(row.place));
    const std::string stream = one + other;
    if (row.known_with > 0) {
      CHECK_FALSE(find_place(stream.substr(0, row.known_with - 1), row.place).offset);
    }
    const FoundPlace found = find_place(stream.substr(0, row.known_with), row.place);
    REQUIRE(found.offset);
    CHECK(*found.offset == row.offset);
  }
}

}  // namespace wiretrial::exec
