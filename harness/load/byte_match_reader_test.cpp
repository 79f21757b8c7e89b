// What a scenario may say of bytes and programs, and what is wrong with the rest.
#include <string>
#include <variant>

#include "catch.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/load/test_folder.hpp"

using namespace wiretrial;
using namespace wiretrial::load;
using model::FrameEnd;

namespace {

const std::string clauses = "| TOY-1 | MUST | B | It answers. |\n| OLD-1 | MUST | B | Other. |\n";

std::string protocol_text(const std::string& more) {
  return R"({"name": "toy", "revision": 1, "title": "Toy", "requirements": "clauses.md",
             "clauses": ["TOY"], "messages": {"hello": {"text": "hello\n"}})" +
         more + "}";
}

Protocol protocol_of(const TestFolder& folder, const std::string& more) {
  (void)folder.write("toy/clauses.md", clauses);
  return load_protocol(folder.write("toy/protocol.json", protocol_text(more)));
}

const std::string frames = R"(, "frames": {
    "line": {"delimiter": "\n"},
    "bulk": {"delimiter": "\r\n", "length_after": "$", "trailer_bytes": 2},
    "page": {"delimiter": "\r\n\r\n", "length_after": "length:", "without_length": "end"},
    "packet": {"prefix": {"width_bytes": 4, "byte_order": "little", "counts_itself": true}}})";

model::Expectation expectation(const std::string& text) {
  const TestFolder folder;
  const Protocol protocol = protocol_of(folder, frames);
  const auto scenarios =
      read_scenario_text("x.json",
                         R"({"id": "toy/x", "requirement": "TOY-1", "role": "server", "title": "t",
          "steps": [{"connect": "a"}, {"expect": )" +
                             text + "}]}",
                         protocol);
  return std::get<model::Expect>(scenarios.at(0).runs.at(0).steps.at(1)).expectation;
}

std::string fault(const std::string& text) {
  try {
    (void)expectation(text);
    return "nothing";
  } catch (const LoadError& error) {
    return error.what();
  }
}

std::string protocol_fault(const std::string& more) {
  const TestFolder folder;
  try {
    (void)protocol_of(folder, more);
    return "nothing";
  } catch (const LoadError& error) {
    return folder.without_path(error.what());
  }
}

}  // namespace

TEST_CASE("frames are called by name or laid out in place") {
  const auto frame = [](const std::string& name) {
    return expectation(R"({"bytes": {"frame": )" + name + "}}").match_bytes.frame;
  };
  CHECK(frame(R"("line")") == model::FrameLayout{.end = FrameEnd::delimiter, .delimiter = "\n"});
  CHECK(frame(R"({"delimiter": "\n"})") == frame(R"("line")"));
  CHECK(frame(R"("bulk")") == model::FrameLayout{.end = FrameEnd::delimiter,
                                                 .delimiter = "\r\n",
                                                 .length_after = "$",
                                                 .trailer_bytes = 2});
  CHECK(frame(R"("page")").without_length_to_end);
  CHECK(frame(R"("packet")") == model::FrameLayout{.end = FrameEnd::prefix,
                                                   .prefix_width_bytes = 4,
                                                   .prefix_little_endian = true,
                                                   .prefix_counts_itself = true});
  CHECK(frame(R"("rest")") == model::FrameLayout{});
}

TEST_CASE("bytes, ends and programs are read as they stand") {
  CHECK(expectation(R"({"bytes": {"exact": ["hello", {"hex": "ff"}], "or_end": true}})")
            .match_bytes == model::ByteMatch{.exact = {"hello\n\xff", {}, "", 0}, .or_end = true});
  const auto framed = expectation(R"({"bytes": {"frame": "line", "times": 3, "pattern": "a"}})");
  CHECK(framed.match_bytes.times == 3);
  CHECK(framed.match_bytes.pattern == "a");
  CHECK(expectation(R"({"end": "rst"})").ending == "rst");
  CHECK(expectation("\"end\"").ending.empty());
  CHECK(expectation(R"({"exit": {"status": 4, "output": "o", "error_output": "e"}})").program ==
        model::ProgramMatch{.status = 4, .output = "o", .error_output = "e"});
  CHECK(expectation("\"exit\"").program == model::ProgramMatch{});
  CHECK(expectation(R"({"written": "x"})").program.written == "x");
}

TEST_CASE("what cannot be meant of bytes is told at its place") {
  const struct {
    std::string text;
    std::string fault;
  } rows[] = {
      {"\"bytes\"", "/steps/1/expect: \"bytes\" must say what is expected"},
      {R"({"bytes": {}})", "/steps/1/expect/bytes: needs either \"exact\" or \"frame\""},
      {R"({"bytes": {"exact": "helo"}})", "unknown message \"helo\", did you mean \"hello\"?"},
      {R"({"bytes": {"exact": {"text": ""}}})", "/exact: no bytes at all"},
      {R"({"bytes": {"exact": {"random": 4}}})", "known only when they are sent"},
      {R"({"bytes": {"frame": "lin"}})", "unknown frame \"lin\", did you mean \"line\"?"},
      {R"({"bytes": {"frame": {}}})", "a frame needs either \"delimiter\" or \"prefix\""},
      {R"({"bytes": {"frame": {"prefix": {"width_bytes": 3}}}})", "must be 1, 2, 4 or 8"},
      {R"({"bytes": {"frame": "rest", "times": 2}})", "there is one rest of a stream"},
      {R"({"bytes": {"frame": "line", "patern": "x"}})", "did you mean \"pattern\"?"},
      {R"({"end": "fim"})", "unknown end \"fim\", did you mean \"fin\"?"},
      {R"({"exit": {"status": 256}})", "/expect/exit/status: must be"},
      {R"({"written": ""})", "/expect/written: needs a text"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK_THAT(fault(row.text), Catch::Matchers::Contains(row.fault));
  }
}

TEST_CASE("a protocol's frames and chapters are checked") {
  const struct {
    std::string more;
    std::string fault;
  } rows[] = {
      {R"(, "frames": {"rest": {"delimiter": "x"}})", "/frames/rest: \"rest\" has a meaning"},
      {R"(, "frames": {"a": {"delimiter": ""}})", "at least one byte"},
      {R"(, "frames": {"a": {"delimiter": "x", "trailer_bytes": 2}})",
       "goes with \"length_after\""},
      {R"(, "frames": {"a": {"delimiter": "x", "length_after": "l", "without_length": "ende"}})",
       "unknown end \"ende\", did you mean \"end\"?"},
  };
  for (const auto& row : rows) {
    INFO(row.more);
    CHECK_THAT(protocol_fault(row.more), Catch::Matchers::Contains(row.fault));
  }
  const TestFolder folder;
  CHECK(protocol_of(folder, "").requirements.size() == 1);
  (void)folder.write("toy/clauses.md", "| OLD-1 | MUST | B | Other. |\n");
  CHECK_THROWS_WITH(load_protocol(folder.write("toy/protocol.json", protocol_text(""))),
                    Catch::Matchers::Contains("has no requirement `| TOY-1 |"));
}

TEST_CASE("a folder of another protocol is nobody else's") {
  const TestFolder folder;
  const Protocol protocol = protocol_of(folder, "");
  const std::string scenario = R"(", "requirement": "TOY-1", "role": "server", "title": "t",
      "steps": [{"connect": "a"}, {"expect": "open"}]})";
  (void)folder.write("toy/x.json", R"({"id": "toy/x)" + scenario);
  (void)folder.write("toy/deeper/y.json", R"({"id": "toy/deeper/y)" + scenario);
  (void)folder.write("toy/my.subject.json", "{}");
  (void)folder.write("other/protocol.json", "{}");
  (void)folder.write("other/z.json", "none");
  const auto scenarios = load_scenarios({folder.path()}, protocol);
  REQUIRE(scenarios.size() == 2);
  CHECK(scenarios[0].id == "toy/deeper/y");
  CHECK(scenarios[1].id == "toy/x");
  const std::string hash = scenario_set_hash({folder.path()}, protocol.file);
  (void)folder.write("other/z.json", "changed");
  CHECK(hash == scenario_set_hash({folder.path()}, protocol.file));
}
