#include "harness/load/edits_reader.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "harness/load/problems.hpp"

using namespace wiretrial;
using namespace wiretrial::load;

namespace {

model::Bytes original() {
  return {"PPheadercontent", {{"prefix", 0, 2}, {"header", 2, 6}, {"content", 8, 7}}, "", 0};
}

// The bytes after the edits with a bar before each span, or what is wrong with the edits.
std::string edited(const std::string& edits) {
  const JsonFile json{"x.json", edits, Json::parse(edits)};
  Problems problems;
  model::Bytes bytes = original();
  apply_edits(Place(json, problems), bytes);
  try {
    problems.raise();
  } catch (const LoadError& error) {
    return error.what();
  }
  std::string text = bytes.data;
  for (auto span = bytes.spans.rbegin(); span != bytes.spans.rend(); ++span) {
    text.insert(span->offset, "|");
  }
  return text;
}

}  // namespace

TEST_CASE("edits change the bytes as they say, and spans follow") {
  struct Row {
    const char* edits;
    const char* bytes;
  };
  const Row rows[] = {
      {R"([{"drop": "header"}])", "|PP|eader|content"},
      {R"([{"drop": "header+5"}])", "|PP|heade|content"},
      {R"([{"drop": "prefix+1", "length": 3}])", "|P|ader|content"},
      {R"([{"duplicate": "prefix", "length": 2}])", "|PPPP|header|content"},
      {R"([{"duplicate": "content+5", "length": 2}])", "|PP|header|contentnt"},
      {R"([{"insert": "content", "hex": "2d2d"}])", "|PP|header|--content"},
      {R"([{"insert": "end", "hex": "21"}])", "|PP|header|content!"},
      {R"([{"corrupt": "header", "xor": "2020"}])", "|PP|HEader|content"},
      {R"([{"move": "content", "to": "end"}])", "|PP|header|ontentc"},
      {R"([{"move": "content+4", "length": 3, "to": "content"}])", "|PP|header|entcont"},
      {R"([{"drop": "header"}, {"insert": "header", "hex": "48"}])", "|PP|Header|content"}};
  for (const Row& row : rows) {
    INFO(row.edits);
    CHECK(edited(row.edits) == row.bytes);
  }
}

TEST_CASE("edits that cannot be made are told at their place") {
  struct Row {
    const char* edits;
    const char* fault;
  };
  const Row rows[] = {
      {R"([{"drop": "heder"}])", "/0/drop: no place of these bytes: \"heder\""},
      {R"([{"drop": "header+6"}])", "/0/drop: no place of these bytes: \"header+6\""},
      {R"([{"drop": "content", "length": 8}])", "/0: reaches beyond the last byte"},
      {R"([{"drop": "end"}])", "/0: reaches beyond the last byte"},
      {R"([{"insert": "content"}])", "/0: \"hex\" is missing"},
      {R"([{"corrupt": "content+6", "xor": "0101"}])",
       "/0: changes nothing, or bytes beyond the last one"},
      {R"([{"drop": "content", "hex": "00"}])", "/0: unknown key \"hex\""},
      {R"([{"turn": "content"}])", "/0: an edit is one of drop, duplicate, move, insert, corrupt"}};
  for (const Row& row : rows) {
    INFO(row.edits);
    CHECK(edited(row.edits).find(row.fault) != std::string::npos);
  }
}
