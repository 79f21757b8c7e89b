// wt-server: the reference server of JHMP/1.
#include <csignal>
#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>

#include "impl/app/answer.hpp"
#include "impl/net/server.hpp"
#include "impl/wire/json_text.hpp"

namespace {

using namespace wiretrial::impl;

constexpr int listening_failed = 1;
constexpr int bad_usage = 2;

constexpr const char* examples = R"(Examples:
  wt-server 127.0.0.1 0                    any free port; the first line of output says which
  wt-server ::1 65432 --idle-ms 2000       give up on a request after two seconds)";

std::string listening_line(const Server& server) {
  std::string line = "{\"listening\":{\"host\":";
  append_json_string(line, server.address());
  line += ",\"port\":" + std::to_string(server.port()) + "}}\n";
  return line;
}

int serve(const ServerOptions& options) {
  Server server(options, answer_request);
  std::fputs(listening_line(server).c_str(), stdout);
  std::fflush(stdout);
  server.run();
  return 0;
}

}  // namespace

int main(int argument_count, char** arguments) {
  ServerOptions options;
  options.stops_on_signals = true;
  long long idle_ms = options.session.idle_limit.count();
  CLI::App app("The reference server of JHMP/1, the JSON-header message protocol.", "wt-server");
  app.footer(examples);
  app.add_option("HOST", options.host, "Name or address to listen on")->required();
  app.add_option("PORT", options.port, "Port to listen on; 0 for any free one")->required();
  app.add_option("--idle-ms", idle_ms, "Limit of a request in total, of a response unread")
      ->check(CLI::Range(1LL, 86'400'000LL))
      ->capture_default_str();
  app.add_option("--max-content", options.session.limits.max_content_bytes,
                 "Largest content accepted, in bytes")
      ->capture_default_str();
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : bad_usage;
  }
  options.session.idle_limit = std::chrono::milliseconds(idle_ms);
  // A peer that closes while it is written to is an error of that write, not of the process.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return serve(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "wt-server: %s\n", error.what());
    return listening_failed;
  }
}
