#include "harness/protocol/builder.hpp"

#include <functional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "harness/protocol/reader.hpp"

using namespace wiretrial::protocol;
using wiretrial::model::Bytes;
using namespace std::string_literals;

namespace {

MessageSpec search() {
  MessageSpec spec;
  spec.content = R"({"action":"search","value":"morpheus"})";
  return spec;
}

std::string header_text(const MessageSpec& spec) {
  const Bytes bytes = build_message(spec);
  return bytes.data.get().substr(bytes.spans[1].offset, bytes.spans[1].length);
}

std::string without(std::string text, const std::string& part) {
  text.erase(text.find(part), part.size());
  return text;
}

struct Change {
  const char* what;
  std::function<void(MessageSpec&)> apply;
  std::string header;
};

const std::string right = R"({"byteorder":"little","content-type":"text/json",)"
                          R"("content-encoding":"utf-8","content-length":38})";

}  // namespace

TEST_CASE("golden bytes of a search") {
  const Bytes bytes = build_message(search());
  CHECK(bytes.data == "\0\x60"s + right + search().content);
  const std::vector<wiretrial::model::Span> spans{
      {"prefix", 0, 2}, {"header", 2, 96}, {"content", 98, 38}};
  CHECK(bytes.spans == spans);
}

TEST_CASE("golden bytes of an opaque message") {
  MessageSpec spec;
  spec.json = false;
  spec.content = "\0\xff"s;
  spec.opaque_type = server_opaque_type;
  CHECK(build_message(spec).data ==
        "\0\x77"s + R"({"byteorder":"little","content-type":"binary/custom-server-binary-type",)" +
            R"("content-encoding":"binary","content-length":2})" + "\0\xff"s);
}

TEST_CASE("what was built is read") {
  MessageSpec spec = search();
  CHECK(read_strictly(build_message(spec).data).json_text == spec.content);
  spec.space = true;
  spec.nest = Nest{};
  spec.pad_to = 65535;
  spec.first = "\"x\":1";
  spec.last = "\"y\":[{}]";
  spec.order = {"content-length", "content-encoding"};
  spec.rename = {{"content-type", "\\u0063ontent-type"}};
  const Bytes bytes = build_message(spec);
  CHECK(bytes.spans[1].length == 65535);
  CHECK(read_strictly(bytes.data).state == ReadState::complete);
  CHECK(declared_size(bytes.data) == bytes.data.size());
  for (const char* charset :
       {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "latin-1", "ascii"}) {
    INFO(charset);
    MessageSpec other = search();
    other.charset = charset;
    const ReadResult read = read_strictly(build_message(other).data);
    CHECK(read.json_text == other.content);
    CHECK(read.message.content_encoding == charset);
  }
}

TEST_CASE("each change of the header shows in its text") {
  const auto changes = std::vector<Change>{
      {"nothing", [](MessageSpec&) {}, right},
      {"value",
       [](MessageSpec& spec) {
         spec.values = {{"content-length", "-1"}};
       },
       without(right, "38}") + "-1}"},
      {"unknown value",
       [](MessageSpec& spec) {
         spec.values = {{"x", "NaN"}};
       },
       without(right, "}") + ",\"x\":NaN}"},
      {"omit", [](MessageSpec& spec) { spec.omit = {"byteorder"}; },
       without(right, "\"byteorder\":\"little\",")},
      {"omit all",
       [](MessageSpec& spec) {
         spec.omit = {"byteorder", "content-type", "content-encoding", "content-length"};
       },
       "{}"},
      {"rename",
       [](MessageSpec& spec) {
         spec.rename = {{"content-length", "\\u0063"}};
       },
       without(right, "\"content-length\":38}") + "\"\\u0063\":38}"},
      {"first", [](MessageSpec& spec) { spec.first = "\"x\":1"; }, "{\"x\":1," + right.substr(1)},
      {"last", [](MessageSpec& spec) { spec.last = "\"x\":1"; }, without(right, "}") + ",\"x\":1}"},
      {"order", [](MessageSpec& spec) { spec.order = {"content-length"}; },
       "{\"content-length\":38," + without(right, ",\"content-length\":38").substr(1)},
      {"nest",
       [](MessageSpec& spec) {
         spec.nest = Nest{"{\"a\":", "}", 2};
       },
       without(right, "}") + ",\"nested\":{\"a\":{\"a\":}}}"},
      {"pad", [](MessageSpec& spec) { spec.pad_to = 100; }, without(right, "}") + "    }"},
      {"before and after",
       [](MessageSpec& spec) {
         spec.header_before = "\xef\xbb\xbf";
         spec.header_after = "\0"s;
         spec.pad_to = 101;
       },
       "\xef\xbb\xbf" + without(right, "}") + " }\0"s},
      {"text", [](MessageSpec& spec) { spec.header_text = "<{content-length}>"; }, "<38>"},
      {"empty text", [](MessageSpec& spec) { spec.header_text = ""; }, ""},
      {"charset",
       [](MessageSpec& spec) {
         spec.header_text = "{}";
         spec.header_charset = "utf-16-le";
       },
       "{\0}\0"s}};
  for (const Change& change : changes) {
    INFO(change.what);
    MessageSpec spec = search();
    change.apply(spec);
    CHECK(header_text(spec) == change.header);
  }
}

TEST_CASE("white space of all four kinds stands wherever it may") {
  MessageSpec spec = search();
  spec.space = true;
  const std::string text = header_text(spec);
  CHECK(text.starts_with(" \t\r\n{ \t\r\n\"byteorder\" \t\r\n: \t\r\n\"little\" \t\r\n, \t\r\n\""));
  CHECK(text.ends_with("38 \t\r\n} \t\r\n"));
}

TEST_CASE("the tail is counted, the prefix may lie") {
  MessageSpec spec = search();
  spec.content_tail = "\xff"s;
  spec.header_length = 65535;
  const Bytes bytes = build_message(spec);
  CHECK(bytes.data.get().substr(0, 2) == "\xff\xff");
  CHECK(bytes.data.get().find("\"content-length\":39}") != std::string::npos);
  CHECK(bytes.data.get().ends_with("\xff"));
}

TEST_CASE("the frame's names and widths are data") {
  FrameDescription frame;
  frame.prefix = "length";
  frame.prefix_width = 4;
  frame.prefix_endianness = Endianness::little;
  frame.content_length_member = "size";
  const Bytes bytes = build_message(search(), frame);
  CHECK(bytes.data.get().substr(0, 4) == "\x56\0\0\0"s);
  CHECK(bytes.spans[0].name == "length");
  CHECK(read_strictly(bytes.data, frame).state == ReadState::complete);
}

TEST_CASE("what cannot be built is refused with its reason") {
  const auto refused = std::vector<Change>{
      {"", [](MessageSpec& spec) { spec.charset = "klingon"; },
       "content: unknown charset \"klingon\""},
      {"",
       [](MessageSpec& spec) {
         spec.content = "\xf0\x9f\x90\xb0";
         spec.charset = "latin-1";
       },
       "content: the character at byte 0 does not exist in latin-1"},
      {"", [](MessageSpec& spec) { spec.pad_to = 50; },
       "the header has 96 bytes, it cannot be padded to 50"},
      {"", [](MessageSpec& spec) { spec.omit = {"x"}; }, "cannot omit \"x\", the header has none"},
      {"",
       [](MessageSpec& spec) {
         spec.order = {"byteorder", "byteorder"};
       },
       "\"byteorder\" stands twice in the order"},
      {"", [](MessageSpec& spec) { spec.header_after = std::string(65536, ' '); },
       "a prefix of 2 bytes cannot hold the header length 65632"}};
  for (const Change& change : refused) {
    MessageSpec spec = search();
    change.apply(spec);
    CHECK_THROWS_WITH(build_message(spec), change.header);
  }
}
