#include <csignal>
#include <utility>

#include <sched.h>

#include "harness/exec/machine.hpp"

namespace wiretrial::exec {

using model::EventKind;
using model::ExpectationKind;

namespace {

// One turn of the event loop while a killed program dies.
constexpr std::chrono::milliseconds kill_turn(5);

}  // namespace

// What stands in place of a connection in the events of a process.
std::string Worker::Machine::name_of_process(const SubjectProcess& process) const {
  if (&process == &second_) return "second";
  if (!is_pair()) return "";
  return &process == &client_ ? model::client_process : model::server_process;
}

void Worker::Machine::perform_step(const model::ProxyFault& step) {
  proxy_->arm(step);
}

void Worker::Machine::open_proxy() {
  ProxyHooks hooks;
  hooks.barrier = [this](Connection& leg, bool to_client) {
    barrier_for(to_client ? client_ : server_, leg);
  };
  hooks.kill = [this](Connection& leg, bool client, std::string_view unread) {
    kill_program(leg, client, unread);
  };
  hooks.on_leg = [this](const std::shared_ptr<Connection>& leg) {
    connections_[leg->name()] = {leg};
  };
  const std::string host = plan_->settings.host == "ipv6" ? "::1" : address_;
  proxy_rests_ = false;
  proxy_ = std::make_unique<Proxy>(context_, host, endpoint_, *log_, std::move(hooks));
  client_ = {};
}

// Lets both programs come to their end, so that the evidence does not depend on who was faster.
void Worker::Machine::close_proxy() {
  if (!proxy_) return;
  if (!end_missed_ && !deadline_passed_) {
    SubjectDeadline deadline = deadline_of_subject(reaction());
    pump([this] { return proxy_->over(); }, deadline);
  }
  proxy_->work();
  end_client();
  proxy_->finish();
  close_connections();
  proxy_.reset();
  on_trial_ = &server_;
}

// Before the next client starts, the one before it has come to its end, and that is in the log.
void Worker::Machine::forget_client() {
  if (!client_.guarded) return;
  SubjectDeadline deadline(client_.pid, reaction());
  pump([this] { return client_.guarded->ended; }, deadline);
  end_client();
  client_.guarded->on_change = nullptr;
}

// A client that still runs is ended; the server goes on.
void Worker::Machine::end_client() {
  if (!client_.guarded || client_.guarded->ended || client_.pid == 0) return;
  client_.guarded->on_change = nullptr;
  guard_.signal(*client_.guarded, SIGKILL);
  pump([this] { return client_.guarded->ended; }, Clock::now() + surroundings_.readiness_deadline);
}

void Worker::Machine::expect_in_pair(const model::Expect& step) {
  const ExpectationKind kind = step.expectation.kind;
  const bool of_server = step.on.ends_with(model::server_leg);
  on_trial_ = of_server ? &server_ : &client_;
  if (of_server || kind == ExpectationKind::request) {
    // The connection comes when the client has started, which is work.
    const auto there = [&] { return connections_.contains(step.on) || client_.guarded->ended; };
    SubjectDeadline deadline(client_.pid, surroundings_.readiness_deadline);
    pump(there, deadline);
    expect_on_connections(step);
  } else {
    expect_on_process(step.expectation);
  }
  on_trial_ = &client_;
}

void Worker::Machine::barrier_for(SubjectProcess& process, Connection& connection) {
  SubjectProcess* const before = std::exchange(on_trial_, &process);
  barrier(connection);
  on_trial_ = before;
}

// SIGKILL with the receive queue as the fault wants it: empty after the barrier, so that the end is
// a FIN, or with one byte unread, so that it is a reset (tcp(7)).
void Worker::Machine::kill_program(Connection& leg, bool client, std::string_view unread) {
  SubjectProcess& process = client ? client_ : server_;
  if (!process.guarded || process.guarded->ended) return;
  if (!unread.empty()) {
    guard_.signal(*process.guarded, SIGSTOP);
    const auto deadline = Clock::now() + reaction();
    while (!is_stopped(process.pid) && Clock::now() < deadline) ::sched_yield();
    auto& event = log_->add(EventKind::sent, leg.name());
    event.offset = leg.bytes_sent();
    event.length = unread.size();
    event.data = unread;
    leg.send(unread);
    const auto lies_there = [&] {
      const auto state = inspector_.find(leg.peer(), leg.own());
      return !state || state->receive_queue > 0;
    };
    while (!lies_there() && Clock::now() < deadline) ::sched_yield();
  }
  log_->add(EventKind::signal_sent, name_of_process(process), "SIGKILL");
  guard_.signal(*process.guarded, SIGKILL);
  // Nothing more is told to either side before the program is dead.
  const auto deadline = Clock::now() + reaction();
  while (!process.guarded->ended && Clock::now() < deadline) {
    context_.restart();
    context_.run_one_for(kill_turn);
  }
  proxy_rests_ = true;  // it is the one that asks for this
  hear_of(process);
  proxy_rests_ = false;
}

}  // namespace wiretrial::exec
