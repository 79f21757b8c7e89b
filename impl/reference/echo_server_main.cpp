// wt-echo-server: sends back what it is sent.
#include "impl/net/echo_server.hpp"
#include "impl/reference/program.hpp"

namespace {

constexpr const char* examples = R"(Examples:
  wt-echo-server 127.0.0.1 0          any free port; the first line of output says which
  wt-echo-server localhost 65432      on every address of the name, IPv4 and IPv6
  wt-echo-server '*' 65432 --single   on every address of the machine, one client at a time)";

}  // namespace

int main(int argument_count, char** arguments) {
  using namespace wiretrial::impl;
  ServiceOptions service;
  service.addresses = Addresses::every;
  service.stops_on_signals = true;
  bool single = false;
  Options options("The reference server of Echo.", "wt-echo-server", examples);
  options.add("HOST", &service.host, "Name or address to listen on; * for all",
              {.is_required = true});
  options.add("PORT", &service.port, "Port to listen on; 0 for any free one",
              {.is_required = true});
  options.add_flag("--single", single, "Serve one client at a time on each address");
  return run_program(options, argument_count, arguments, [&] {
    if (single) service.serving = Serving::one_at_a_time;
    EchoServer server(service);
    if (!write_all(listening_line(server.service()))) return program_failed;
    server.run();
    return 0;
  });
}
