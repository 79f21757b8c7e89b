// wt-wave-server: waves at whoever connects.
#include "impl/net/wave_server.hpp"
#include "impl/reference/program.hpp"

int main(int argument_count, char** arguments) {
  using namespace wiretrial::impl;
  ServiceOptions options;
  options.addresses = Addresses::every;
  options.stops_on_signals = true;
  long long interval_ms = 5'000;
  CLI::App app("The reference server of Wave.", "wt-wave-server");
  app.footer("Example:\n  wt-wave-server 127.0.0.1 65432 --interval-ms 1000");
  app.add_option("HOST", options.host, "Name or address to listen on; * for all")->required();
  app.add_option("PORT", options.port, "Port to listen on; 0 for any free one")->required();
  add_limit(app, "--interval-ms", interval_ms, "Time from one wave to the next");
  return run_program(app, argument_count, arguments, [&] {
    WaveServer server(options, std::chrono::milliseconds(interval_ms));
    if (!write_all(listening_line(server.service()))) return program_failed;
    server.run();
    return 0;
  });
}
