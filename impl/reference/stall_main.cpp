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

void declare(Options& options, Arguments& arguments) {
  options.add("ACTION", &arguments.action, "What to do",
              {.is_required = true, .allowed = {"serve", "send", "await"}});
  options.add("HOST", &arguments.stall.place.host, "Name or address", {.is_required = true});
  options.add("PORT", &arguments.stall.place.port, "Port", {.is_required = true});
  options.add("--most-bytes", &arguments.most_bytes, "serve: reads so much of each connection",
              {.shows_default = true});
  options.add("--value", &arguments.unit, "send: what is sent");
  options.add("--value-repeat", &arguments.value_repeat, "send: this many times over",
              {.shows_default = true});
  add_limit(options, "--connect-ms", arguments.connect_ms,
            "Limit of connecting, for all addresses");
  add_limit(options, "--send-ms", arguments.send_ms, "Limit of waiting for room without progress");
  add_limit(options, "--response-ms", arguments.response_ms,
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
  Options options("A peer that stops reading, and programs that meet one.", "wt-stall", examples);
  declare(options, arguments);
  return run_program(options, argument_count, argument_values, [&] {
    if (arguments.action == "serve") return serve_for_ever(arguments);
    StallOptions& stall = arguments.stall;
    for (std::size_t i = 0; i < arguments.value_repeat; ++i) stall.value += arguments.unit;
    stall.connect_limit = std::chrono::milliseconds(arguments.connect_ms);
    stall.send_limit = std::chrono::milliseconds(arguments.send_ms);
    stall.response_limit = std::chrono::milliseconds(arguments.response_ms);
    return publish(arguments.action == "send" ? send_to_staller(stall) : await_silent(stall));
  });
}
