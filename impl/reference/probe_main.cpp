// wt-probe: one promise about sockets at a time, and a line of JSON about what came of it.
#include <cstdio>

#include "impl/reference/program.hpp"
#include "impl/sockets/echo_host.hpp"
#include "impl/sockets/probe.hpp"

namespace {

using namespace wiretrial::impl;

constexpr const char* examples = R"(Examples:
  wt-probe serve 127.0.0.1 7007
  wt-probe exchange 127.0.0.1 7007 --value hello
  wt-probe connect localhost 7007 --connect-ms 200
  wt-probe provoke 127.0.0.1 7007 --value EISCONN
Status: 0 for the outcome ok, 2 for bad usage, and one of its own for each other outcome.)";

struct Arguments {
  ProbeOptions probe;
  std::string action;
  std::size_t value_repeat = 1;
  long long connect_ms = 5'000;
  long long send_ms = 10'000;
  long long response_ms = 10'000;
};

void declare(Options& options, Arguments& arguments) {
  options.add("ACTION", &arguments.action, "serve, or one of: " + probe_action_names(),
              {.is_required = true});
  options.add("HOST", &arguments.probe.place.host, "Name or address", {.is_required = true});
  options.add("PORT", &arguments.probe.place.port, "Port", {.is_required = true});
  options.add("--value", &arguments.probe.value, "What is sent, or what the action is about");
  options.add("--value-repeat", &arguments.value_repeat, "Send VALUE this many times over",
              {.shows_default = true});
  add_limit(options, "--connect-ms", arguments.connect_ms,
            "Limit of connecting, for all addresses");
  add_limit(options, "--send-ms", arguments.send_ms, "Limit of sending, in total");
  add_limit(options, "--response-ms", arguments.response_ms, "Limit of receiving, in total");
}

int serve_for_ever(const Place& place) {
  Report report;
  report.action = "serve";
  try {
    const Descriptor listener = listen_on(place);
    EchoHost host;
    serve(listener, host);
  } catch (const CallError& failure) {
    report.add(failure);
  }
  std::fprintf(stderr, "wt-probe: cannot serve on %s port %d: %s\n", place.host.c_str(),
               static_cast<int>(place.port), report.error.c_str());
  return publish(report);
}

}  // namespace

int main(int argument_count, char** argument_values) {
  Arguments arguments;
  Options options("One promise about sockets at a time.", "wt-probe", examples);
  declare(options, arguments);
  return run_program(options, argument_count, argument_values, [&] {
    if (arguments.action == "serve") return serve_for_ever(arguments.probe.place);
    const ProbeAction action = find_probe_action(arguments.action);
    if (action == nullptr) {
      std::fprintf(stderr, "wt-probe: there is no action %s; --help names them\n",
                   arguments.action.c_str());
      return bad_usage;
    }
    const std::string unit = std::move(arguments.probe.value);
    arguments.probe.value.clear();
    arguments.probe.value.reserve(unit.size() * arguments.value_repeat);
    for (std::size_t i = 0; i < arguments.value_repeat; ++i) arguments.probe.value += unit;
    arguments.probe.connect_limit = std::chrono::milliseconds(arguments.connect_ms);
    arguments.probe.send_limit = std::chrono::milliseconds(arguments.send_ms);
    arguments.probe.response_limit = std::chrono::milliseconds(arguments.response_ms);
    return publish(probe(arguments.action, action, arguments.probe));
  });
}
