#include "impl/mutants/server.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <thread>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "impl/mutants/listener.hpp"

namespace wiretrial::mutants {
namespace {

using std::chrono::milliseconds;
using NoDescriptors = ProcessRules::NoDescriptors;

// Without descriptors, accepting rests for so long, or until a connection ends (PROTOCOL.md SRV-4).
constexpr milliseconds accept_pause{50};
// Accepted in one turn, so that those who keep coming do not keep the others waiting.
constexpr int max_accepted = 64;
constexpr int workers = 2;

}  // namespace

Server::Server(ServerOptions options, const Rules& rules)
    : options_(std::move(options)), rules_(rules), changed_rules_(rules) {
  if (rules.server.change != nullptr) rules.server.change(changed_rules_);
}

void Server::listen() {
  listener_ = open_listener(options_.host, options_.port, rules_.server.process);
}

void Server::run() {
  if (rules_.server.process.model == ProcessRules::Model::workers) become_worker();
  Connections connections;
  while (turn(listener_, connections)) {
  }
}

// Returns in each worker; the master stays here.
void Server::become_worker() {
  const pid_t parent = getpid();
  for (int running = 0;; --running) {
    for (; running < workers; ++running) {
      if (fork() != 0) continue;
      // A server that is stopped or killed leaves nobody behind.
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(EXIT_FAILURE);
      return;
    }
    while (waitpid(-1, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
}

bool Server::accepts(const Connections& connections) const {
  const ProcessRules& rules = rules_.server.process;
  const bool full = rules.connections_limit != 0 && !rules.limit_closes &&
                    connections.size() >= static_cast<std::size_t>(rules.connections_limit);
  return !full && Clock::now() >= accepts_again_at_;
}

int Server::wait_ms(bool listens, const Connections& connections) const {
  const bool pauses = !listens && accepts_again_at_ > Clock::now();
  auto due = pauses ? accepts_again_at_ : Clock::time_point::max();
  for (const auto& connection : connections) due = std::min(due, connection->due());
  if (due == Clock::time_point::max()) return -1;
  if (due == Clock::time_point::min()) return 0;
  const auto left = std::chrono::ceil<milliseconds>(due - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 60'000));
}

bool Server::turn(int listener, Connections& connections) {
  const bool listens = listener >= 0 && accepts(connections);
  std::vector<pollfd> waits{{listens ? listener : -1, POLLIN, 0}};
  for (const auto& connection : connections) {
    waits.push_back({connection->descriptor(), connection->events(), 0});
  }
  const int ready = poll(waits.data(), waits.size(), wait_ms(listens || listener < 0, connections));
  if (ready < 0 && errno == EINTR && rules_.server.process.interruption_ends_process) return false;
  for (std::size_t at = 0; at < connections.size(); ++at) {
    if (ready > 0 && waits[at + 1].revents != 0) connections[at]->on_events(waits[at + 1].revents);
    connections[at]->on_time();
  }
  break_off_others(connections);
  const bool frees = remove_ended(connections);
  if (frees && listener >= 0 && rules_.server.process.no_descriptors == NoDescriptors::waits) {
    accepts_again_at_ = {};
  }
  if (ready > 0 && waits[0].revents != 0) accept_all(listener, connections);
  return listener >= 0 || !connections.empty();
}

void Server::accept_all(int listener, Connections& connections) {
  for (int count = 0; count < max_accepted && accepts(connections); ++count) {
    const int blocking = rules_.server.connection.send_blocks ? 0 : SOCK_NONBLOCK;
    const int descriptor = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | blocking);
    if (descriptor >= 0) {
      begin(descriptor, connections);
    } else if (!accept_failed(errno, connections)) {
      return;
    }
  }
}

// Whether another one may be accepted at once.
bool Server::accept_failed(int error, Connections& connections) {
  if (error == ECONNABORTED) return true;
  const ProcessRules& rules = rules_.server.process;
  if (error == EINTR && rules.interruption_ends_process) std::exit(EXIT_FAILURE);
  if (error == EAGAIN || error == EINTR) return false;
  switch (rules.no_descriptors) {
    case NoDescriptors::waits:
      accepts_again_at_ = Clock::now() + accept_pause;
      break;
    case NoDescriptors::exits:
      throw std::system_error(error, std::generic_category(), "accept");
    case NoDescriptors::spins:
      break;
    case NoDescriptors::stops_accepting:
      accepts_again_at_ = Clock::now() + std::chrono::hours(1);
      break;
    case NoDescriptors::closes_all:
      for (const auto& connection : connections) connection->break_off();
      break;
  }
  return false;
}

void Server::begin(int descriptor, Connections& connections) {
  const int on = 1;
  // Answers are written whole; waiting to join them with more would only delay them.
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const ServerRules& server = rules_.server;
  ++history_.accepted;
  ++history_.open;
  const int limit = server.process.connections_limit;
  if (server.process.limit_closes && history_.open > limit) {
    --history_.open;
    close(descriptor);
    return;
  }
  const bool changed = server.sometimes != nullptr && server.sometimes(history_);
  const Rules& rules = changed ? changed_rules_ : rules_;
  switch (server.process.model) {
    case ProcessRules::Model::loop:
    case ProcessRules::Model::workers:
      connections.push_back(
          std::make_unique<Connection>(descriptor, rules, options_.limits, history_));
      return;
    case ProcessRules::Model::threads:
      return begin_thread(descriptor, rules);
    case ProcessRules::Model::processes:
      return begin_process(descriptor, rules);
  }
}

void Server::begin_thread(int descriptor, const Rules& rules) {
  try {
    std::thread([this, descriptor, &rules] { serve_alone(descriptor, rules); }).detach();
  } catch (const std::system_error&) {
    --history_.open;
    close(descriptor);
  }
}

void Server::begin_process(int descriptor, const Rules& rules) {
  const pid_t parent = getpid();
  if (fork() == 0) {
    // A server that is stopped or killed leaves nobody behind.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(EXIT_FAILURE);
    close(listener_);
    serve_alone(descriptor, rules);
    _exit(EXIT_SUCCESS);
  }
  --history_.open;
  close(descriptor);
}

void Server::serve_alone(int descriptor, const Rules& rules) {
  Connections connections;
  connections.push_back(std::make_unique<Connection>(descriptor, rules, options_.limits, history_));
  while (turn(-1, connections)) {
  }
}

// Whether there were any: then there are descriptors again.
bool Server::remove_ended(Connections& connections) {
  return std::erase_if(connections, [](const auto& connection) { return connection->ended(); }) > 0;
}

// For servers in which one connection's trouble is everybody's (PROTOCOL.md CON-5).
void Server::break_off_others(const Connections& connections) const {
  const ProcessRules& rules = rules_.server.process;
  const auto troubled = [&](const std::unique_ptr<Connection>& connection) {
    const Ending ending = connection->ending();
    return (ending == Ending::rejected && rules.malformed_ends_others) ||
           (ending == Ending::reset && rules.reset_ends_others);
  };
  if (std::none_of(connections.begin(), connections.end(), troubled)) return;
  for (const auto& connection : connections) {
    if (!troubled(connection)) connection->break_off();
  }
}

}  // namespace wiretrial::mutants
