#include "impl/sockets/probe.hpp"

#include <array>
#include <cstdio>
#include <memory>

namespace wiretrial::impl {

namespace {

constexpr std::size_t receive_once_bytes = 4096;

Descriptor connect_in(Mode mode, const ProbeOptions& options) {
  Descriptor socket = connect_within(options.place, options.connect_limit);
  set_blocking(socket.number(), mode != Mode::non_blocking);
  return socket;
}

void connect_only(const ProbeOptions& options, Report&) {
  const Descriptor socket = connect_in(Mode::non_blocking, options);
}

template <Mode mode>
void exchange(const ProbeOptions& options, Report& report) {
  const Descriptor socket = connect_in(mode, options);
  const int number = socket.number();
  send_all(number, options.value, mode, from_now(options.send_limit), report.sent_bytes);
  half_close(number);
  receive_to_end(number, mode, from_now(options.response_limit), report.received);
}

template <Mode mode>
void receive(const ProbeOptions& options, Report& report) {
  const Descriptor socket = connect_in(mode, options);
  report.received =
      receive_some(socket.number(), receive_once_bytes, mode, from_now(options.response_limit));
}

// Does not wait: what is not there yet is not there (recv(2), EAGAIN).
void receive_at_once(const ProbeOptions& options, Report& report) {
  const Descriptor socket = connect_in(Mode::non_blocking, options);
  std::string bytes(receive_once_bytes, '\0');
  ssize_t received = -1;
  do {
    received = ::recv(socket.number(), bytes.data(), bytes.size(), 0);
  } while (received < 0 && errno == EINTR);
  bytes.resize(static_cast<std::size_t>(checked(received, "recv")));
  report.received = bytes;
}

// The other half of a half-close: the peer's direction has ended, ours carries the answer.
void reply(const ProbeOptions& options, Report& report) {
  const Descriptor socket = connect_in(Mode::non_blocking, options);
  const int number = socket.number();
  receive_to_end(number, Mode::non_blocking, from_now(options.response_limit), report.received);
  send_all(number, report.received, Mode::non_blocking, from_now(options.send_limit),
           report.sent_bytes);
  half_close(number);
}

void send_from_file(const ProbeOptions& options, Report& report) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
  if (file == nullptr) throw CallError("tmpfile", errno);
  const std::string& value = options.value;
  const bool written = std::fwrite(value.data(), 1, value.size(), file.get()) == value.size();
  if (!written || std::fflush(file.get()) != 0) throw CallError("fwrite", errno);
  const Descriptor socket = connect_in(Mode::non_blocking, options);
  send_file(socket.number(), ::fileno(file.get()), value.size(), from_now(options.send_limit),
            report.sent_bytes);
  half_close(socket.number());
  receive_to_end(socket.number(), Mode::non_blocking, from_now(options.response_limit),
                 report.received);
}

struct Row {
  std::string_view name;
  ProbeAction action;
};

constexpr std::array<Row, 13> actions{{
    {"connect", connect_only},
    {"exchange", exchange<Mode::non_blocking>},
    {"exchange-blocking", exchange<Mode::blocking>},
    {"exchange-timeout", exchange<Mode::timeout>},
    {"receive", receive_at_once},
    {"receive-blocking", receive<Mode::blocking>},
    {"receive-timeout", receive<Mode::timeout>},
    {"reply", reply},
    {"send-file", send_from_file},
    {"relay-unix", relay_over_unix},
    {"pass-descriptor", pass_descriptor},
    {"rebind", rebind},
    {"provoke", provoke},
}};

}  // namespace

ProbeAction find_probe_action(std::string_view name) {
  for (const Row& row : actions) {
    if (row.name == name) return row.action;
  }
  return nullptr;
}

std::string probe_action_names() {
  std::string names;
  for (const Row& row : actions) names += (names.empty() ? "" : " ") + std::string(row.name);
  return names;
}

Report probe(const std::string& name, ProbeAction action, const ProbeOptions& options) {
  Report report;
  report.action = name;
  try {
    action(options, report);
  } catch (const CallError& failure) {
    report.add(failure);
  }
  return report;
}

}  // namespace wiretrial::impl
