// The names of signals and errors as scenarios and evidence write them, with this system's numbers.
#pragma once

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wiretrial::model {

struct SystemName {
  std::string_view name;
  int number = 0;
};

// The signals that a step may send (signal(7)).
inline constexpr std::array<SystemName, 12> signal_names{{{"SIGTERM", SIGTERM},
                                                          {"SIGINT", SIGINT},
                                                          {"SIGKILL", SIGKILL},
                                                          {"SIGHUP", SIGHUP},
                                                          {"SIGUSR1", SIGUSR1},
                                                          {"SIGUSR2", SIGUSR2},
                                                          {"SIGSTOP", SIGSTOP},
                                                          {"SIGCONT", SIGCONT},
                                                          {"SIGPIPE", SIGPIPE},
                                                          {"SIGCHLD", SIGCHLD},
                                                          {"SIGALRM", SIGALRM},
                                                          {"SIGWINCH", SIGWINCH}}};

// The errors that a system call of the subject may be made to fail with (errno(3)).
inline constexpr std::array<SystemName, 14> error_names{{{"EINTR", EINTR},
                                                         {"EAGAIN", EAGAIN},
                                                         {"ECONNRESET", ECONNRESET},
                                                         {"ECONNABORTED", ECONNABORTED},
                                                         {"ECONNREFUSED", ECONNREFUSED},
                                                         {"EPIPE", EPIPE},
                                                         {"ETIMEDOUT", ETIMEDOUT},
                                                         {"EMFILE", EMFILE},
                                                         {"ENFILE", ENFILE},
                                                         {"ENOBUFS", ENOBUFS},
                                                         {"ENOMEM", ENOMEM},
                                                         {"ENETUNREACH", ENETUNREACH},
                                                         {"EHOSTUNREACH", EHOSTUNREACH},
                                                         {"EADDRNOTAVAIL", EADDRNOTAVAIL}}};

// The number for a name of one of the tables, or nothing when it is not there.
[[nodiscard]] constexpr std::optional<int> number_of(std::span<const SystemName> table,
                                                     std::string_view name) {
  for (const SystemName& entry : table) {
    if (entry.name == name) return entry.number;
  }
  return std::nullopt;
}

// Every name of a table, for messages.
[[nodiscard]] inline std::vector<std::string> names_in(std::span<const SystemName> table) {
  std::vector<std::string> names;
  for (const SystemName& entry : table) names.emplace_back(entry.name);
  return names;
}

}  // namespace wiretrial::model
