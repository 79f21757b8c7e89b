#include <algorithm>
#include <array>
#include <csignal>
#include <system_error>

#include <boost/asio/ip/address.hpp>
#include <sys/resource.h>

#include "harness/exec/machine.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::exec {

namespace asio = boost::asio;
using asio::ip::tcp;
using model::EventKind;
using model::ExpectationKind;
using std::chrono::milliseconds;

namespace {

// An address of the loopback network that nobody can connect to: ENETUNREACH at once (connect(2)).
constexpr const char* unreachable_host = "127.255.255.255";
constexpr std::uint16_t unreachable_port = 9;
// A client that has not connected yet is starting, which is work: so long it keeps its place at the
// gate.
constexpr milliseconds usual_start_time(300);
// A server that refuses a connection has often just died; its end is awaited so long to tell the
// two apart.
constexpr milliseconds death_notice(200);

int signal_number(const std::string& name) {
  static constexpr std::array<std::pair<std::string_view, int>, 6> names{{{"SIGTERM", SIGTERM},
                                                                          {"SIGINT", SIGINT},
                                                                          {"SIGKILL", SIGKILL},
                                                                          {"SIGHUP", SIGHUP},
                                                                          {"SIGSTOP", SIGSTOP},
                                                                          {"SIGCONT", SIGCONT}}};
  for (const auto& [candidate, number] : names) {
    if (candidate == name) return number;
  }
  throw std::invalid_argument("unknown signal " + name);
}

bool is_about_process(ExpectationKind kind) {
  switch (kind) {
    case ExpectationKind::running:
    case ExpectationKind::success:
    case ExpectationKind::failure:
    case ExpectationKind::success_or_failure:
    case ExpectationKind::exit:
    case ExpectationKind::failing_exit:
      return true;
    default:
      return false;
  }
}

bool is_about_vitals(ExpectationKind kind) {
  switch (kind) {
    case ExpectationKind::sockets_released:
    case ExpectationKind::memory_bounded:
    case ExpectationKind::memory_settled:
    case ExpectationKind::no_spin:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Worker::Machine::perform_steps(const std::vector<model::Step>& steps,
                                    const std::string& prefix) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    log_->set_step(prefix + std::to_string(i));
    if (surroundings_.interrupted->load()) throw Interrupted();
    std::visit([this](const auto& step) { perform_step(step); }, steps[i]);
  }
}

Worker::Machine::Group& Worker::Machine::group(const std::string& name) {
  return connections_[name];
}

void Worker::Machine::perform_step(const model::Connect& step) {
  Group connections;
  const tcp::endpoint peer(asio::ip::make_address(endpoint_.host), endpoint_.port);
  for (std::size_t i = 0; i < step.times; ++i) {
    const std::string name = step.times == 1 ? step.name : step.name + "#" + std::to_string(i + 1);
    tcp::socket socket(context_, peer.protocol());
    if (step.small_buffer) Connection::make_window_small(socket.native_handle());
    auto connection = std::make_shared<Connection>(std::move(socket), name, *log_);
    connection->connect(peer);
    connections.push_back(connection);
  }
  const auto pending = [&] {
    return std::all_of(connections.begin(), connections.end(), [](const auto& connection) {
      return connection->connected() || connection->failed();
    });
  };
  if (!await(pending, reaction(), connections.front()->name())) {
    for (const auto& connection : connections) {
      if (!connection->connected()) connection->close();
    }
  }
  if (step.read) {
    for (const auto& connection : connections) connection->start_reading();
  }
  // A refused connection to a server that has just died: its end belongs to this trial's evidence.
  const bool refused = std::any_of(connections.begin(), connections.end(),
                                   [](const auto& connection) { return connection->failed(); });
  if (refused) pump([this] { return process_ended(); }, Clock::now() + death_notice);
  connections_[step.name] = std::move(connections);
}

void Worker::Machine::perform_step(const model::Accept& step) {
  auto socket = std::make_shared<tcp::socket>(context_);
  bool accepted = false;
  acceptor_->async_accept(
      *socket, [&accepted, socket](boost::system::error_code error) { accepted = !error; });
  // The whole wait keeps its place at the gate: starting a client is work, not waiting.
  pump([&] { return accepted || process_ended(); },
       Clock::now() + surroundings_.readiness_deadline);
  boost::system::error_code ignored;
  if (!accepted) {
    handle_ready();
    acceptor_->cancel(ignored);
    handle_ready();
  }
  if (!accepted) {
    log_->add(EventKind::not_accepted, step.name);
    return;
  }
  auto connection = std::make_shared<Connection>(std::move(*socket), step.name, *log_);
  connection->keep_stream();
  connection->adopt();
  if (step.read) connection->start_reading();
  connections_[step.name] = {connection};
}

void Worker::Machine::perform_step(const model::Send& step) {
  const std::string_view all = step.bytes.data;
  const std::size_t end = std::min(step.stop_at.value_or(all.size()), all.size());
  for (const auto& connection : group(step.on)) {
    std::size_t begin = 0;
    std::vector<std::size_t> ends(step.cuts.begin(), step.cuts.end());
    ends.push_back(end);
    for (const std::size_t cut : ends) {
      if (cut <= begin || cut > end) continue;
      if (begin > 0 && step.barrier) {
        barrier(*connection);
        if (cut == end) let_subject_settle();
      }
      if (!connection->connected() || !connection->open() || connection->send_failed()) break;
      auto& event = log_->add(EventKind::sent, connection->name());
      event.offset = begin;
      event.length = cut - begin;
      send_segment(*connection, all.substr(begin, cut - begin));
      begin = cut;
    }
    if (step.barrier && end < all.size()) {
      barrier(*connection);
      if (!brief_) let_subject_settle();
    }
  }
}

// Waits until the kernel has taken the segment; a subject that does not read is given the reaction
// deadline for each piece of progress.
void Worker::Machine::send_segment(Connection& connection, std::string_view segment) {
  connection.send(segment);
  if (segment.size() <= 4096) handle_ready();
  std::uint64_t before = 0;
  while (connection.sending() && connection.open()) {
    before = connection.bytes_sent();
    const bool progress = await(
        [&] {
          return !connection.sending() || connection.bytes_sent() > before || process_ended();
        },
        reaction(), connection.name());
    if (!progress || process_ended()) break;
  }
}

void Worker::Machine::perform_step(const model::Finish& step) {
  for (const auto& connection : group(step.on)) {
    barrier(*connection);
    if (!brief_) let_subject_settle();
    connection->finish();
  }
}

void Worker::Machine::perform_step(const model::Reset& step) {
  for (const auto& connection : group(step.on)) {
    if (step.barrier) barrier(*connection);
    if (step.barrier && !brief_) let_subject_settle();
    connection->reset();
  }
}

void Worker::Machine::perform_step(const model::Close& step) {
  for (const auto& connection : group(step.on)) connection->close();
}

void Worker::Machine::perform_step(const model::Read& step) {
  for (const auto& connection : group(step.on)) connection->start_reading(step.bytes_at_once);
}

void Worker::Machine::perform_step(const model::Repeat& step) {
  const std::string outer = log_->step();
  brief_ = true;
  deadline_passed_ = false;
  for (std::size_t round = 0; round < step.times; ++round) {
    log_->set_step(outer);
    log_->begin_round();
    perform_steps(step.steps, outer + ".");
    close_connections();
    log_->set_step(outer);
    log_->end_round();
    // A round that waited out a deadline has shown what there is to see; hundreds more would take
    // minutes.
    if (process_ended() || deadline_passed_) break;
  }
  brief_ = false;
}

void Worker::Machine::perform_step(const model::TakeVitals& step) {
  if (on_trial_ == nullptr || on_trial_->pid == 0) return;
  const auto earlier = snapshots_.find(step.settle_to);
  Vitals vitals = read_vitals(on_trial_->pid);
  if (earlier != snapshots_.end()) {
    const auto released = [&] {
      vitals = read_vitals(on_trial_->pid);
      return vitals.sockets <= earlier->second.sockets || process_ended();
    };
    const auto deadline = Clock::now() + reaction();
    while (!released() && Clock::now() < deadline) {
      pump([] { return false; }, Clock::now() + milliseconds(5));
    }
  }
  snapshots_[step.name] = vitals;
  auto& event = log_->add(EventKind::vitals, "", step.name);
  event.figures = {{"sockets", vitals.sockets},
                   {"descriptors", vitals.descriptors},
                   {"threads", vitals.threads},
                   {"resident_bytes", vitals.resident_bytes}};
}

void Worker::Machine::perform_step(const model::Watch& step) {
  if (on_trial_ == nullptr || on_trial_->pid == 0 || process_ended()) return;
  const auto began = Clock::now();
  const ThreadSnapshot before = read_threads(on_trial_->pid);
  surroundings_.gate->leave();
  try {
    pump([this] { return process_ended(); }, began + std::max(step.duration, milliseconds(1000)));
  } catch (...) {
    surroundings_.gate->enter();
    throw;
  }
  if (!process_ended()) log_busy(before, began);
  surroundings_.gate->enter();
}

void Worker::Machine::perform_step(const model::LimitDescriptors& step) {
  if (on_trial_ == nullptr || on_trial_->pid == 0) return;
  rlimit limit{};
  if (::prlimit(on_trial_->pid, RLIMIT_NOFILE, nullptr, &limit) != 0) {
    throw std::system_error(errno, std::generic_category(), "prlimit");
  }
  if (usual_descriptor_limit_ == 0) usual_descriptor_limit_ = limit.rlim_cur;
  const auto used = static_cast<rlim_t>(read_vitals(on_trial_->pid).descriptors);
  limit.rlim_cur = step.restore ? usual_descriptor_limit_ : used + step.spare;
  if (::prlimit(on_trial_->pid, RLIMIT_NOFILE, &limit, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "prlimit");
  }
  log_->add(EventKind::limited).number = step.restore ? -1 : static_cast<std::int64_t>(step.spare);
}

void Worker::Machine::perform_step(const model::Signal& step) {
  if (on_trial_ == nullptr || !on_trial_->guarded) return;
  log_->add(EventKind::signal_sent, "", step.name);
  guard_.signal(*on_trial_->guarded, signal_number(step.name));
}

void Worker::Machine::perform_step(const model::Restart& step) {
  if (!server_.guarded) return;
  log_->add(EventKind::signal_sent, "", step.signal);
  guard_.signal(*server_.guarded, signal_number(step.signal));
  const auto ended = [this] { return server_.guarded->ended; };
  if (!await(ended, reaction(), "")) {
    guard_.signal(*server_.guarded, SIGKILL);
    pump(ended, Clock::now() + reaction());
  }
  server_.guarded->on_change = nullptr;
  on_trial_ = &server_;
  launch_server();
  on_trial_ = &server_;
}

void Worker::Machine::perform_step(const model::StartSecond&) {
  second_ = {};
  second_.guarded = start(fill(subject_->server->command, placeholder_values()),
                          subject_->server->working_directory);
  second_.pid = second_.guarded->pid;
  log_->add(EventKind::started, "second");
  watch_process(second_);
  log_process(second_);
  on_trial_ = &second_;
}

void Worker::Machine::perform_step(const model::Listen& step) {
  listen(step.kind);
}

void Worker::Machine::perform_step(const model::StartClient& step) {
  start_client(step);
}

void Worker::Machine::listen(model::ListenKind kind) {
  acceptor_.reset();
  backlog_filler_.reset();
  if (kind == model::ListenKind::unreachable) {
    endpoint_ = {unreachable_host, unreachable_port};
    return;
  }
  const std::string host = plan_->settings.host == "ipv6" ? "::1" : address_;
  const tcp::endpoint place(asio::ip::make_address(host), 0);
  acceptor_.emplace(context_, place.protocol());
  const bool small =
      std::any_of(run_->steps.begin(), run_->steps.end(), [](const model::Step& step) {
        const auto* accept = std::get_if<model::Accept>(&step);
        return accept != nullptr && accept->small_buffer;
      });
  if (small) Connection::make_window_small(acceptor_->native_handle());
  acceptor_->bind(place);
  endpoint_ = {host, acceptor_->local_endpoint().port()};
  if (kind == model::ListenKind::refusing)
    return;  // bound, not listening: nobody else can take the port
  constexpr int usual_backlog = 64;
  acceptor_->listen(kind == model::ListenKind::full ? 0 : usual_backlog);
  if (kind != model::ListenKind::full) return;
  backlog_filler_ =
      std::make_shared<Connection>(tcp::socket(context_, place.protocol()), "backlog", *log_);
  backlog_filler_->connect(acceptor_->local_endpoint());
  pump([this] { return backlog_filler_->connected() || backlog_filler_->failed(); },
       Clock::now() + reaction());
}

void Worker::Machine::perform_step(const model::Expect& step) {
  log_->add(EventKind::expecting, step.on, std::string(model::name_of(step.expectation.kind)));
  const ExpectationKind kind = step.expectation.kind;
  if (is_about_vitals(kind)) return;
  if (is_about_process(kind)) return expect_on_process(kind);
  expect_on_connections(step);
}

milliseconds Worker::Machine::budget_for(ExpectationKind kind) const {
  const bool waits_for_limit = kind == ExpectationKind::closed ||
                               (plan_->role == model::Role::client && is_about_process(kind));
  milliseconds limit(0);
  for (const std::string& name : plan_->limits_awaited) {
    const auto found = plan_->settings.values.find(name);
    if (found != plan_->settings.values.end()) limit = std::max(limit, milliseconds(found->second));
  }
  return waits_for_limit ? reaction() + limit : reaction();
}

void Worker::Machine::expect_on_process(ExpectationKind kind) {
  if (on_trial_ == nullptr) return;
  handle_ready();
  if (kind == ExpectationKind::running || !on_trial_->guarded) return;
  if (connections_.empty()) {
    // Nothing was accepted: the program may still be starting, which is work and keeps its place at
    // the gate.
    pump([this] { return process_ended(); }, Clock::now() + usual_start_time);
  }
  if (await([this] { return process_ended(); }, budget_for(kind), "")) log_process(*on_trial_);
}

void Worker::Machine::expect_on_connections(const model::Expect& step) {
  const ExpectationKind kind = step.expectation.kind;
  Group& connections = group(step.on);
  handle_ready();
  if (kind == ExpectationKind::nothing) return let_subject_settle();
  const auto done = [&](const Connection& connection) {
    if (!connection.connected() || !connection.open() || connection.ended()) return true;
    if (kind == ExpectationKind::silence) return connection.bytes_received() > 0;
    if (kind == ExpectationKind::request) {
      const auto size = protocol::declared_size(connection.stream());
      return size && connection.bytes_received() >= *size;
    }
    return false;
  };
  bool expired = false;
  for (const auto& connection : connections) {
    // A connection that sends keeps its time: the deadline runs from the last progress. The members
    // of a group wait side by side, so when it has passed for one it has passed for all.
    while (!done(*connection)) {
      const std::uint64_t before = connection->bytes_received();
      const auto over = [&] { return done(*connection) || connection->bytes_received() > before; };
      const auto budget = expired ? milliseconds(0) : budget_for(kind);
      if (await(over, budget, connection->name())) continue;
      expired = true;
      break;
    }
    if (!brief_) note_half_close(*connection);
  }
  end_missed_ = end_missed_ || (expired && kind != ExpectationKind::silence);
}

void Worker::Machine::close_connections() {
  for (const auto& [name, members] : connections_) {
    for (const auto& connection : members) connection->close();
  }
  connections_.clear();
  handle_ready();
}

// --- The worker ---

Worker::Worker(const Surroundings& surroundings, std::uint8_t number)
    : machine_(std::make_unique<Machine>(surroundings, number)) {}
Worker::~Worker() = default;

std::vector<model::Evidence> Worker::perform(const model::Plan& plan,
                                             const model::Subject& subject) {
  return machine_->perform(plan, subject);
}
void Worker::discard_server() {
  machine_->discard_server();
}
int Worker::survivors() const {
  return machine_->survivors();
}

}  // namespace wiretrial::exec
