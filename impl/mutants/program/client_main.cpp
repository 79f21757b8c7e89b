// wt-mutant-client NAME HOST PORT ACTION VALUE [options of wt-client]: the client that breaks the
// protocol as the mutant NAME of mutants.json does; `none` breaks nothing.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <unistd.h>

#include "impl/mutants/client.hpp"
#include "impl/mutants/registry.hpp"

namespace {

using namespace wiretrial::mutants;

constexpr int exchange_failed = 1;
constexpr int bad_usage = 2;

int usage(const char* reason) {
  std::fprintf(stderr,
               "wt-mutant-client: %s\nUsage: wt-mutant-client NAME HOST PORT ACTION VALUE "
               "[--connect-ms N] [--send-ms N] [--response-ms N] [--value-repeat N] "
               "[--max-content N]\nimpl/mutants/mutants.json has the names.\n",
               reason);
  return bad_usage;
}

// NAME HOST PORT ACTION VALUE were taken; the rest is options with a number each.
std::optional<std::map<std::string, long long>> read_options(std::span<char*> words) {
  std::map<std::string, long long> values{{"--connect-ms", 5'000},
                                          {"--send-ms", 10'000},
                                          {"--response-ms", 10'000},
                                          {"--value-repeat", 1},
                                          {"--max-content", 16LL * 1024 * 1024}};
  if (words.size() % 2 != 0) return std::nullopt;
  for (std::size_t at = 0; at < words.size(); at += 2) {
    const auto found = values.find(words[at]);
    if (found == values.end()) return std::nullopt;
    char* end = nullptr;
    found->second = std::strtoll(words[at + 1], &end, 10);
    if (*end != '\0' || found->second < 0) return std::nullopt;
  }
  return values;
}

std::string repeated(const std::string& value, long long count) {
  std::string text;
  text.reserve(value.size() * static_cast<std::size_t>(count));
  for (long long i = 0; i < count; ++i) text += value;
  return text;
}

}  // namespace

int main(int count, char** arguments) {
  const std::span<char*> words(arguments, static_cast<std::size_t>(count));
  if (count < 6) return usage("a name, a host, a port, an action and a value are needed");
  const auto rules = rules_of(client_deviations(), words[1]);
  if (!rules) return usage("there is no mutant of this name");
  auto values = read_options(words.subspan(6));
  if (!values) return usage("an option is wrong");
  rules->client.at_start();
  ClientOptions options;
  options.peer = {words[2], words[3], std::chrono::milliseconds((*values)["--connect-ms"])};
  options.limits.send = std::chrono::milliseconds((*values)["--send-ms"]);
  options.limits.response = std::chrono::milliseconds((*values)["--response-ms"]);
  options.limits.content_bytes = static_cast<std::size_t>((*values)["--max-content"]);
  int status = exchange_failed;
  try {
    options.action = words[4];
    options.value = repeated(words[5], (*values)["--value-repeat"]);
    status = run_client(options, *rules);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "wt-mutant-client: %s\n", error.what());
  }
  rules->client.at_end(status);
  // A resolver that does not answer cannot be interrupted, and is not waited for (CLI-2).
  std::fflush(nullptr);
  _exit(status);
}
