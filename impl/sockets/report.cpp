#include "impl/sockets/report.hpp"

#include <cstdio>

#include <nlohmann/json.hpp>

namespace wiretrial::impl {

namespace {

constexpr std::size_t most_shown_bytes = 4096;

}  // namespace

void Report::add(const CallError& failure) {
  outcome = failure.outcome;
  error = name_of_error(failure.error_number);
  call = failure.call;
}

std::string line_of(const Report& report) {
  const nlohmann::ordered_json line{
      {"action", report.action},
      {"outcome", word_of(report.outcome)},
      {"error", report.error},
      {"call", report.call},
      {"sent_bytes", report.sent_bytes},
      {"received_bytes", report.received.size()},
      {"received", report.received.substr(0, most_shown_bytes)},
  };
  using Handling = nlohmann::ordered_json::error_handler_t;
  return line.dump(-1, ' ', false, Handling::replace) + "\n";
}

int publish(const Report& report) {
  const std::string line = line_of(report);
  const bool written =
      std::fwrite(line.data(), 1, line.size(), stdout) == line.size() && std::fflush(stdout) == 0;
  return written ? exit_status_of(report.outcome) : exit_status_of(Outcome::failed);
}

}  // namespace wiretrial::impl
