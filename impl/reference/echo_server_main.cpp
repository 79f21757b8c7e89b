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
  ServiceOptions options;
  options.addresses = Addresses::every;
  options.stops_on_signals = true;
  bool single = false;
  CLI::App app("The reference server of Echo.", "wt-echo-server");
  app.footer(examples);
  app.add_option("HOST", options.host, "Name or address to listen on; * for all")->required();
  app.add_option("PORT", options.port, "Port to listen on; 0 for any free one")->required();
  app.add_flag("--single", single, "Serve one client at a time on each address");
  return run_program(app, argument_count, arguments, [&] {
    if (single) options.serving = Serving::one_at_a_time;
    EchoServer server(options);
    if (!write_all(listening_line(server.service()))) return program_failed;
    server.run();
    return 0;
  });
}
