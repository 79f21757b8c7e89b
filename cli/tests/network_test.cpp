// Trials in a network of their own: they leave nothing behind, and are unsupported where the system
// does not offer what they need.
#include <csignal>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;

namespace {

using Words = std::vector<std::string>;

Words network_suite(const Folder& folder) {
  return {built("wiretrial"),
          "run",
          "jhmp/robustness/client-partition*",
          "jhmp/connection/network-*",
          "--subject",
          source(reference),
          "--out",
          folder.path("out"),
          "--seed",
          "1"};
}

// Within a user namespace in which `preparation` was done; empty when that cannot be had here.
Words limited(const std::string& preparation, const Words& command) {
  Words words{"unshare", "-rm", "sh", "-c", preparation + " && exec \"$@\"", "sh"};
  if (Program({"unshare", "-rm", "sh", "-c", preparation}).wait().status != 0) return {};
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

}  // namespace

TEST_CASE("trials in a network of their own leave no process behind, however the run ends") {
  for (const int signal : {0, SIGINT, SIGKILL}) {
    INFO(signal);
    const Folder folder;
    Program program(network_suite(folder));
    if (signal != 0) {
      REQUIRE(eventually([&] { return processes_with(program.mark()).size() >= 8; }));
      program.send(signal);
    }
    const int status = program.wait().status;
    CHECK(status == (signal == 0 ? 0 : signal == SIGINT ? 130 : 128 + SIGKILL));
    CHECK(eventually([&] { return processes_with(program.mark()).empty(); },
                     std::chrono::seconds(15)));
  }
}

TEST_CASE("without nft, or without the right to namespaces, trials are unsupported and say why") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"for f in /usr/sbin/nft /sbin/nft; do if test -e $f; then mount --bind /dev/null $f; fi; "
       "done",
       "nftables"},
      {"echo 0 > /proc/sys/user/max_net_namespaces", "run as root, or allow user namespaces"}};
  for (const auto& [preparation, reason] : cases) {
    INFO(preparation);
    const Folder folder;
    const Words words = limited(preparation, network_suite(folder));
    if (words.empty()) {
      WARN("this user may not make namespaces");
      continue;
    }
    Program program(words);
    CHECK(program.wait().status == 0);
    std::size_t unsupported = 0;
    const Json record = checked_record(folder);
    for (const Json& trial : record.at("trials")) {
      CHECK(trial.at("outcome") != "harness_error");
      if (trial.at("outcome") != "unsupported") continue;
      ++unsupported;
      CHECK(trial.at("reason").get<std::string>().find(reason) != std::string::npos);
    }
    CHECK(unsupported >= 5);
  }
}
