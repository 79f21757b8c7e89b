// wt-server: the reference server of JHMP/1.
#include <cstdio>

#include "impl/app/answer.hpp"
#include "impl/net/server.hpp"
#include "impl/reference/program.hpp"
#include "impl/wire/json_text.hpp"

namespace {

using namespace wiretrial::impl;

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
  ServerOptions server;
  server.stops_on_signals = true;
  long long idle_ms = server.session.idle_limit.count();
  Options options("The reference server of JHMP/1, the JSON-header message protocol.", "wt-server",
                  examples);
  options.add("HOST", &server.host, "Name or address to listen on", {.is_required = true});
  options.add("PORT", &server.port, "Port to listen on; 0 for any free one", {.is_required = true});
  add_limit(options, "--idle-ms", idle_ms, "Limit of a request in total, of a response unread");
  options.add("--max-content", &server.session.limits.max_content_bytes,
              "Largest content accepted, in bytes", {.shows_default = true});
  return run_program(options, argument_count, arguments, [&] {
    server.session.idle_limit = std::chrono::milliseconds(idle_ms);
    return serve(server);
  });
}
