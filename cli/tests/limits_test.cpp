// What docs/LIMITS.md shows works, where the kernel permits it.
#include <filesystem>
#include <string>

#include "catch.hpp"
#include "cli/tests/documents.hpp"
#include "cli/tests/sources.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

constexpr std::chrono::seconds script_limit{300};

// Whether the commands of the document are there and may make a namespace; says so when not.
bool can_capture(const Folder& folder) {
  const Finished asked = perform_script(
      "command -v dumpcap && command -v tshark && command -v ip\n"
      "unshare --map-root-user --net python3 -c 'import socket\n"
      "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'\n",
      folder, script_limit);
  if (asked.status == 0) return true;
  WARN("skipped: a capture in a namespace of its own is not possible: " << asked.error);
  return false;
}

}  // namespace

TEST_CASE("the capture that docs/LIMITS.md shows has the bytes of the trial", "[.capture]") {
  const Folder folder;
  if (!can_capture(folder)) return;
  write_app_server(folder);
  folder.write("my-server.json",
               R"({"name": "my-server", "protocol": "jhmp",
                   "server": {"command": ["python3", "app-server.py", "{host}", "{port}"]}})");
  const std::string script = blocks_in(read_file(source("docs/LIMITS.md")), "sh");
  const Finished finished = perform_script(script, folder, script_limit);
  INFO(finished.output << finished.error);
  CHECK(finished.status == 0);
  CHECK_THAT(finished.output, Contains("1 pass"));
  CHECK_THAT(finished.output, Contains("[FIN, ACK]"));
  const std::string packets = read_file(folder.path("trial.pcapng"));
  CHECK_THAT(packets, Contains(R"("morpheus")"));
  CHECK_THAT(packets, Contains("Follow the white rabbit"));
}

TEST_CASE("docs/LIMITS.md speaks of trials and documents that there are") {
  const std::string text = read_file(source("docs/LIMITS.md"));
  CHECK_THAT(text, Contains("socket/client/provoke-eafnosupport"));
  CHECK_THAT(read_file(source("scenarios/socket/client/errors.json")),
             Contains("socket/client/provoke-eafnosupport"));
  for (const char* name : {"WIRESHARK.md", "FAULTS.md"}) {
    CHECK_THAT(text, Contains(std::string("](") + name + ")"));
    CHECK(std::filesystem::exists(source(std::string("docs/") + name)));
  }
}
