// wt-wave-client: holds a connection to a wave server, and reconnects whenever it is lost.
#include <cstdlib>

#include <sys/random.h>

#include "impl/app/delay_policy.hpp"
#include "impl/app/wave_counter.hpp"
#include "impl/net/reconnector.hpp"
#include "impl/reference/program.hpp"

namespace {

using namespace wiretrial::impl;

struct Arguments {
  ReconnectorOptions reconnector;
  DelayOptions delays;
  std::uint64_t seed = 0;
};

// Different in every process; zero, which is a seed as well, should the system have none.
std::uint64_t seed_of_system() {
  std::uint64_t seed = 0;
  return getrandom(&seed, sizeof seed, 0) == sizeof seed ? seed : 0;
}

int hold(const Options& options, const Arguments& arguments) {
  DelayPolicy delays(arguments.delays, arguments.seed);
  WaveCounter counter;
  const auto show = [](const std::string& line) {
    if (!write_all(line + "\n")) std::_Exit(program_failed);
  };
  Reconnector reconnector(arguments.reconnector,
                          {.connected = [&] { counter = WaveCounter(); },
                           .received =
                               [&](std::string_view bytes) {
                                 const std::size_t waves = counter.receive(bytes);
                                 for (std::size_t wave = 0; wave < waves; ++wave) show("waved");
                                 if (waves > 0) delays.reset();
                                 if (counter.is_wrong()) return Heard::nonsense;
                                 return waves > 0 ? Heard::life : Heard::nothing;
                               },
                           .lost =
                               [&](const std::string& reason) {
                                 fail(options, reason, 0);
                                 const auto delay = delays.next();
                                 show("waiting " + std::to_string(delay.count()) + " ms");
                                 return delay;
                               }});
  reconnector.run();
  // A resolver that does not answer cannot be interrupted, and is not waited for.
  std::_Exit(0);
}

}  // namespace

int main(int argument_count, char** words) {
  Arguments arguments;
  arguments.reconnector.stops_on_signals = true;
  long long first_ms = arguments.delays.first.count();
  long long largest_ms = arguments.delays.largest.count();
  long long connect_ms = arguments.reconnector.connect.limit.count();
  long long silence_ms = arguments.reconnector.silence_limit.count();
  Options options("The reference client of Wave.", "wt-wave-client",
                  "Example:\n  wt-wave-client localhost 65432 --first-ms 100 --largest-ms 60000");
  options.add("HOST", &arguments.reconnector.connect.host, "Name or address of the server",
              {.is_required = true});
  options.add("PORT", &arguments.reconnector.connect.port, "Port of the server",
              {.is_required = true});
  add_limit(options, "--first-ms", first_ms, "Upper end of the first delay");
  add_limit(options, "--largest-ms", largest_ms, "Upper end of every delay");
  add_limit(options, "--connect-ms", connect_ms, "Limit of connecting, in total");
  add_limit(options, "--silence-ms", silence_ms, "Longest time between two waves");
  options.add("--seed", &arguments.seed, "Of the delays; else the system's");
  return run_program(options, argument_count, words, [&] {
    if (options.count("--seed") == 0) arguments.seed = seed_of_system();
    arguments.delays = {std::chrono::milliseconds(first_ms), std::chrono::milliseconds(largest_ms)};
    arguments.reconnector.connect.limit = std::chrono::milliseconds(connect_ms);
    arguments.reconnector.silence_limit = std::chrono::milliseconds(silence_ms);
    return hold(options, arguments);
  });
}
