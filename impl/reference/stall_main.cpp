// wt-stall: a peer that stops reading, and programs that meet one.
#include <cstdio>

#include "impl/reference/program.hpp"
#include "impl/sockets/stall.hpp"

namespace {

using namespace wiretrial::impl;

constexpr const char* examples = R"(Examples:
  wt-stall serve 127.0.0.1 7007                        accepts and never reads
  wt-stall serve 127.0.0.1 7007 --most-bytes 1000000   reads so much of each connection, never writes
  wt-stall send 127.0.0.1 7007 --value 0123456789 --value-repeat 1000000 --send-ms 500
  wt-stall await 127.0.0.1 7007 --response-ms 500
Status: 0 for the outcome ok, 2 for bad usage, and one of its own for each other outcome.)";

struct Arguments {
  StallOptions stall;
  std::string action;
  std::string unit;
  std::size_t value_repeat = 1;
  std::uint64_t most_bytes = 0;
  long long connect_ms = 5'000;
  long long send_ms = 10'000;
  long long response_ms = 10'000;
};

void declare(CLI::App& app, Arguments& arguments) {
  app.footer(examples);
  app.add_option("ACTION", arguments.action, "What to do")
      ->required()
      ->check(CLI::IsMember({"serve", "send", "await"}));
  app.add_option("HOST", arguments.stall.place.host, "Name or address")->required();
  app.add_option("PORT", arguments.stall.place.port, "Port")->required();
  app.add_option("--most-bytes", arguments.most_bytes, "serve: reads so much of each connection")
      ->capture_default_str();
  app.add_option("--value", arguments.unit, "send: what is sent");
  app.add_option("--value-repeat", arguments.value_repeat, "send: this many times over")
      ->capture_default_str();
  add_limit(app, "--connect-ms", arguments.connect_ms, "Limit of connecting, for all addresses");
  add_limit(app, "--send-ms", arguments.send_ms, "Limit of waiting for room without progress");
  add_limit(app, "--response-ms", arguments.response_ms,
            "Limit of waiting for bytes without progress");
}

int serve_for_ever(const Arguments& arguments) {
  Report report;
  report.action = "serve";
  try {
    const Descriptor listener = listen_on(arguments.stall.place);
    StallHost host(arguments.most_bytes);
    serve(listener, host);
  } catch (const CallError& failure) {
    report.add(failure);
  }
  std::fprintf(stderr, "wt-stall: cannot serve on %s port %d: %s\n",
               arguments.stall.place.host.c_str(), static_cast<int>(arguments.stall.place.port),
               report.error.c_str());
  return publish(report);
}

}  // namespace

int main(int argument_count, char** argument_values) {
  Arguments arguments;
  CLI::App app("A peer that stops reading, and programs that meet one.", "wt-stall");
  declare(app, arguments);
  return run_program(app, argument_count, argument_values, [&] {
    if (arguments.action == "serve") return serve_for_ever(arguments);
    StallOptions& options = arguments.stall;
    for (std::size_t i = 0; i < arguments.value_repeat; ++i) options.value += arguments.unit;
    options.connect_limit = std::chrono::milliseconds(arguments.connect_ms);
    options.send_limit = std::chrono::milliseconds(arguments.send_ms);
    options.response_limit = std::chrono::milliseconds(arguments.response_ms);
    return publish(arguments.action == "send" ? send_to_staller(options) : await_silent(options));
  });
}
