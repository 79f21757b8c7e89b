// wt-mutant-server NAME HOST PORT [--idle-ms N] [--max-content N]: the server that breaks the
// protocol as the mutant NAME of mutants.json does; `none` breaks nothing.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "impl/mutants/registry.hpp"
#include "impl/mutants/server.hpp"

namespace {

using namespace wiretrial::mutants;

constexpr int serving_failed = 1;
constexpr int bad_usage = 2;

int usage(const char* reason) {
  std::fprintf(stderr,
               "wt-mutant-server: %s\nUsage: wt-mutant-server NAME HOST PORT [--idle-ms N] "
               "[--max-content N]\nimpl/mutants/mutants.json has the names.\n",
               reason);
  return bad_usage;
}

// NAME HOST PORT were taken; the rest is options with a number each.
bool read_options(std::span<char*> words, ServerOptions& options) {
  if (words.size() % 2 != 0) return false;
  for (std::size_t at = 0; at < words.size(); at += 2) {
    const std::string_view name = words[at];
    char* end = nullptr;
    const long long value = std::strtoll(words[at + 1], &end, 10);
    if (*end != '\0' || value < 0) return false;
    if (name == "--idle-ms") {
      options.limits.idle = std::chrono::milliseconds(value);
    } else if (name == "--max-content") {
      options.limits.content_bytes = static_cast<std::size_t>(value);
    } else {
      return false;
    }
  }
  return true;
}

void prepare(const ProcessRules& rules) {
  rules.at_start();
  if (rules.ignores_sigterm) std::signal(SIGTERM, SIG_IGN);
  if (rules.ignores_sigint) std::signal(SIGINT, SIG_IGN);
  // Children that serve a connection each are nobody's business when they end.
  if (rules.model == ProcessRules::Model::processes) std::signal(SIGCHLD, SIG_IGN);
}

}  // namespace

int main(int count, char** arguments) {
  const std::span<char*> words(arguments, static_cast<std::size_t>(count));
  if (count < 4) return usage("a name, a host and a port are needed");
  const auto rules = rules_of(server_deviations(), words[1]);
  if (!rules) return usage("there is no mutant of this name");
  ServerOptions options{words[2], words[3], {}};
  if (!read_options(words.subspan(4), options)) return usage("an option is wrong");
  const ProcessRules& process = rules->server.process;
  prepare(process);
  try {
    Server server(options, *rules);
    server.listen();
    process.when_listening();
    server.run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "wt-mutant-server: %s\n", error.what());
    return serving_failed;
  }
  return EXIT_SUCCESS;
}
