// wt-wave-server: waves at whoever connects.
#include "impl/net/wave_server.hpp"
#include "impl/reference/program.hpp"

int main(int argument_count, char** arguments) {
  using namespace wiretrial::impl;
  ServiceOptions service;
  service.addresses = Addresses::every;
  service.stops_on_signals = true;
  long long interval_ms = 5'000;
  Options options("The reference server of Wave.", "wt-wave-server",
                  "Example:\n  wt-wave-server 127.0.0.1 65432 --interval-ms 1000");
  options.add("HOST", &service.host, "Name or address to listen on; * for all",
              {.is_required = true});
  options.add("PORT", &service.port, "Port to listen on; 0 for any free one",
              {.is_required = true});
  add_limit(options, "--interval-ms", interval_ms, "Time from one wave to the next");
  return run_program(options, argument_count, arguments, [&] {
    WaveServer server(service, std::chrono::milliseconds(interval_ms));
    if (!write_all(listening_line(server.service()))) return program_failed;
    server.run();
    return 0;
  });
}
