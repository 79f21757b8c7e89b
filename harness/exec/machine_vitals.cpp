#include "harness/exec/machine.hpp"
#include "harness/model/kept_descriptors.hpp"

namespace wiretrial::exec {

using model::EventKind;
using std::chrono::milliseconds;

namespace {

constexpr std::string_view no_socket = "gone";

std::string_view state_of(const std::optional<SocketState>& socket) {
  return socket ? tcp_state_name(socket->state) : no_socket;
}

void add_queues(model::Event& event, const std::string& end,
                const std::optional<SocketState>& socket) {
  if (!socket) return;
  event.figures[end + "_receive_queue_bytes"] = socket->receive_queue;
  event.figures[end + "_send_queue_bytes"] = socket->send_queue;
}

}  // namespace

void Worker::Machine::perform_step(const model::TakeVitals& step) {
  if (on_trial_ == nullptr || on_trial_->pid == 0) return;
  const auto earlier = snapshots_.find(step.settle_to);
  await_empty_queue();
  // The bytes were read, but what the subject does with them, such as filling memory, takes its
  // time.
  let_subject_finish();
  Vitals vitals = read_vitals(on_trial_->pid);
  if (earlier != snapshots_.end()) {
    const Vitals& before = earlier->second.vitals;
    const std::int64_t connections = connections_made_ - earlier->second.connections;
    const auto released = [&] {
      vitals = read_vitals(on_trial_->pid);
      const std::int64_t kept =
          vitals.descriptors - vitals.sockets - (before.descriptors - before.sockets);
      const std::int64_t tolerated =
          model::tolerated_descriptors(connections, vitals.threads - before.threads);
      return (vitals.sockets <= before.sockets && kept <= tolerated) || process_ended();
    };
    SubjectDeadline deadline = deadline_of_subject(reaction());
    while (!released() && !deadline.passed()) {
      pump([] { return false; }, Clock::now() + milliseconds(5));
    }
  }
  snapshots_[step.name] = {vitals, connections_made_};
  note_vitals(step.name, vitals);
  log_->last().figures["connections"] = connections_made_;
}

// Connections that wait to be accepted are no descriptors yet: a server that has not come so far
// would seem to hold none. Bounded by the reaction deadline, for one that accepts no more.
void Worker::Machine::await_empty_queue() {
  if (on_trial_ != &server_) return;
  SubjectDeadline deadline = deadline_of_subject(reaction());
  const auto queued = [this] {
    const auto listener = inspector_.find_listener(endpoint_);
    return listener && listener->receive_queue > 0;
  };
  while (queued() && !process_ended() && !deadline.passed()) {
    pump([] { return false; }, Clock::now() + milliseconds(1));
  }
}

void Worker::Machine::note_vitals(std::string_view snapshot, const Vitals& vitals) {
  auto& event = log_->add(EventKind::vitals, "", std::string(snapshot));
  event.figures = {{"sockets", vitals.sockets},
                   {"descriptors", vitals.descriptors},
                   {"threads", vitals.threads},
                   {"resident_bytes", vitals.resident_bytes},
                   {"processor_time_us", vitals.processor_time_us}};
}

// Recorded with every trial of a server, and judged with none: a leak has scenarios of its own, and
// this shows which trial it began with. Of a server without a process id only the sockets are
// known.
void Worker::Machine::note_vitals_of_server(std::string_view snapshot,
                                            const std::vector<ProcessOfTree>& tree) {
  if (server_.guarded && server_.guarded->ended) return;
  auto figures = census_.count(inspector_, endpoint_);
  if (server_.pid != 0) {
    note_vitals(snapshot, read_vitals(tree));
  } else if (!figures.empty()) {
    log_->add(EventKind::vitals, "", std::string(snapshot));
  } else {
    return;
  }
  log_->last().figures.merge(figures);
}

// Both ends of the connection, as netstat(8) would show them at this moment.
void Worker::Machine::note_sockets(const Connection& connection) {
  if (!connection.connected()) return;
  const auto own = inspector_.find(connection.own(), connection.peer());
  const auto subject = inspector_.find(connection.peer(), connection.own());
  auto& event = log_->add(
      EventKind::sockets, connection.name(),
      "subject " + std::string(state_of(subject)) + ", counterpart " + std::string(state_of(own)));
  add_queues(event, "subject", subject);
  add_queues(event, "counterpart", own);
}

// At the end of an expectation: of a group the first member, of rounds only one that went wrong.
void Worker::Machine::note_sockets_of(const std::string& group) {
  const auto members = connections_.find(group);
  if (members == connections_.end() || members->second.empty()) return;
  if (brief_ && !deadline_passed_) return;
  note_sockets(*members->second.front());
}

}  // namespace wiretrial::exec
