#include "harness/load/subject.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "harness/load/test_folder.hpp"

using namespace wiretrial;
using namespace wiretrial::load;
using model::Subject;

namespace {

std::string fault(const std::string& text) {
  const TestFolder folder;
  const std::string file = folder.write("subject.json", text);
  try {
    (void)load_subject(file);
    return "nothing";
  } catch (const LoadError& error) {
    return folder.without_path(error.what());
  }
}

std::string with_server(const std::string& server, const std::string& more = "") {
  return R"({"name":"x","protocol":"jhmp",)" + more + R"("server":)" + server + "}";
}

struct Case {
  std::string text;
  std::string fault;
};

const std::string good = R"({"command":["x","{port}"]})";

}  // namespace

TEST_CASE("a description is read, and its paths become absolute") {
  const TestFolder folder;
  const std::string file = folder.write("deep/subject.json", R"({
    // comments are allowed
    "name": "mine", "version": "1.2", "protocol": "jhmp",
    "server": {"command": ["../bin/server", "a/b", "{host}", "--port={port}", "{}", "{\"a\":1}"]},
    "client": {"command": ["client", "{port}", "{action}{value}"], "cwd": "sub",
               "success": {"stdout": "yes"}, "failure": {"stdout": "no"},
               "opaque_as": "python-repr"},
    "supports": ["utf-16"], "limits": {"max_content": 1000, "idle_ms": 20000},
    "copies": 2})");
  const Subject subject = load_subject(file);
  CHECK(subject.name == "mine");
  CHECK(subject.version == "1.2");
  CHECK(subject.protocol == "jhmp");
  REQUIRE(subject.server);
  CHECK(subject.server->command[0] == folder.path("bin/server"));
  CHECK(subject.server->command[1] == "a/b");
  CHECK(subject.server->command[5] == "{\"a\":1}");
  CHECK(std::filesystem::equivalent(subject.server->working_directory, folder.path("deep")));
  REQUIRE(subject.client);
  CHECK(subject.client->command[0] == "client");
  CHECK(subject.client->working_directory == folder.path("deep/sub"));
  CHECK(subject.client->success_pattern == "yes");
  CHECK(subject.client->failure_pattern == "no");
  CHECK(subject.client->opaque_as == "python-repr");
  CHECK(subject.supports == std::vector<std::string>{"ipv4", "utf-16"});
  CHECK(subject.limits.at("idle_ms") == 20000);
  CHECK(subject.copies == 2);
}

TEST_CASE("a server that already runs is described by its address") {
  const TestFolder folder;
  const std::string file =
      folder.write("subject.json", with_server(R"({"address":"[::1]:80","pid":12})"));
  const Subject subject = load_subject(file);
  CHECK(subject.server->address == "[::1]:80");
  CHECK(subject.server->pid == 12);
  CHECK(subject.server->command.empty());
}

TEST_CASE("faults of a description are told with their place") {
  const auto cases = std::vector<Case>{
      {"[]", "subject.json: must be an object"},
      {R"({"name":"x","protocol":"jhmp"})", "subject.json: needs \"server\" or \"client\""},
      {R"({"protocol":"jhmp","server":)" + good + "}", "subject.json: \"name\" is missing"},
      {R"({"name":"a b","protocol":"jhmp","server":)" + good + "}",
       "subject.json: /name: a name has no white space and none of @ # /"},
      {with_server(good, R"("suports":[],)"),
       "subject.json: unknown key \"suports\", did you mean \"supports\"?"},
      {with_server(good, R"("supports":["ipv5"],)"),
       "subject.json: /supports/0: unknown capability \"ipv5\", did you mean \"ipv4\"?"},
      {with_server(good, R"("limits":{"idle":5},)"), "subject.json: /limits: unknown key \"idle\""},
      {with_server(good, R"("copies":0,)"),
       "subject.json: /copies: must be a whole number from 1 to 1000"},
      {with_server(good, R"("limits":{"idle_ms":"5"},)"),
       "subject.json: /limits/idle_ms: must be a whole number, at least 1"},
      {with_server(R"({"command":["x","{prot}","{port}"]})"),
       "subject.json: /server/command/1: unknown placeholder \"{prot}\", did you mean "
       "\"{port}\"?"},
      {with_server(R"({"command":["x"]})"),
       "subject.json: /server/command: the command is never told the {port}"},
      {with_server(R"({"command":[]})"), "subject.json: /server/command: must name a program"},
      {with_server(R"({"command":"x {port}"})"), "subject.json: /server/command: must be an array"},
      {with_server("{}"), "subject.json: /server: needs either \"command\" or \"address\""},
      {with_server(R"({"address":"localhost"})"),
       "subject.json: /server/address: must be \"host:port\""},
      {with_server(R"({"address":"localhost:0"})"),
       "subject.json: /server/address: must be \"host:port\""},
      {with_server(R"({"command":["x","{port}"],"pid":5})"),
       "subject.json: /server/pid: is only for a server with an \"address\""},
      {R"({"name":"x","protocol":"jhmp","client":{"command":["x","{port}"],"opaque_as":"rawr"}})",
       "subject.json: /client/opaque_as: unknown spelling \"rawr\", did you mean \"raw\"?"},
      {R"({"name":"x","protocol":"jhmp","client":{"command":["x","{port}"],"success":{}}})",
       "subject.json: /client/success: \"stdout\" is missing"}};
  for (const Case& item : cases) {
    INFO(item.text);
    CHECK(fault(item.text) == item.fault);
  }
  CHECK_THROWS_WITH(
      load_subject("/nowhere/subject.json"),
      "/nowhere/subject.json: cannot read the description of a subject: No such file or directory");
}
