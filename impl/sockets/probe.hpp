// The actions of wt-probe, each of them one promise about sockets (PROTOCOL.md, "Sockets").
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "impl/sockets/connecting.hpp"
#include "impl/sockets/moving.hpp"
#include "impl/sockets/report.hpp"

namespace wiretrial::impl {

struct ProbeOptions {
  Place place;
  // What is sent, or what the action is about.
  std::string value;
  // For all addresses of the host.
  std::chrono::milliseconds connect_limit{5'000};
  // For everything that is sent, whatever the progress.
  std::chrono::milliseconds send_limit{10'000};
  // From the end of what is sent to the end of what is received.
  std::chrono::milliseconds response_limit{10'000};
};

using ProbeAction = void (*)(const ProbeOptions& options, Report& report);

// The action of that name; null when there is none.
[[nodiscard]] ProbeAction find_probe_action(std::string_view name);

// The names of all actions, with spaces between them.
[[nodiscard]] std::string probe_action_names();

// Performs the action: a CallError of it becomes the report's outcome.
[[nodiscard]] Report probe(const std::string& name, ProbeAction action,
                           const ProbeOptions& options);

// The actions that need more than one connection, each in a file of its own.
void pass_descriptor(const ProbeOptions& options, Report& report);
void relay_over_unix(const ProbeOptions& options, Report& report);
void rebind(const ProbeOptions& options, Report& report);
void provoke(const ProbeOptions& options, Report& report);

}  // namespace wiretrial::impl
