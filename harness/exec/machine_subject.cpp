#include <algorithm>
#include <csignal>
#include <system_error>

#include <sys/resource.h>

#include "harness/exec/machine.hpp"
#include "harness/exec/process_state.hpp"
#include "harness/model/system_names.hpp"

namespace wiretrial::exec {

using model::EventKind;
using std::chrono::milliseconds;

namespace {

int signal_number(const std::string& name) {
  const auto number = model::number_of(model::signal_names, name);
  if (!number) throw std::invalid_argument("unknown signal " + name);
  return *number;
}

// How often it is asked whether a stopped process stands still.
constexpr milliseconds stop_question(1);

}  // namespace

void Worker::Machine::perform_step(const model::Watch& step) {
  if (on_trial_ == nullptr || on_trial_->pid == 0 || process_ended()) return;
  if (on_trial_ == &client_ && connections_.empty()) let_program_start();
  SubjectDeadline watch = deadline_of_subject(std::max(step.duration, milliseconds(1000)));
  pump([this] { return process_ended(); }, watch);
  if (process_ended()) return;
  if (watch.account().is_busy()) return watch_for_spin(step.duration);
  log_watched(watch);
}

void Worker::Machine::perform_step(const model::LimitDescriptors& step) {
  if (on_trial_ == nullptr || on_trial_->pid == 0) return;
  rlimit limit{};
  if (::prlimit(on_trial_->pid, RLIMIT_NOFILE, nullptr, &limit) != 0) {
    throw std::system_error(errno, std::generic_category(), "prlimit");
  }
  if (usual_descriptor_limit_ == 0) usual_descriptor_limit_ = limit.rlim_cur;
  // What it has open for a moment only must not count.
  if (!step.restore) let_subject_settle(reaction());
  const auto used = static_cast<rlim_t>(read_vitals(on_trial_->pid).descriptors);
  limit.rlim_cur = step.restore ? usual_descriptor_limit_ : used + step.spare;
  if (::prlimit(on_trial_->pid, RLIMIT_NOFILE, &limit, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "prlimit");
  }
  log_->add(EventKind::limited).number = step.restore ? -1 : static_cast<std::int64_t>(step.spare);
}

void Worker::Machine::perform_step(const model::Signal& step) {
  if (on_trial_ == nullptr || !on_trial_->guarded) return;
  note_ends();
  log_->add(EventKind::signal_sent, "", step.name);
  guard_.signal(*on_trial_->guarded, signal_number(step.name));
  if (step.name != "SIGSTOP") return;
  // What follows is done to a subject that stands still.
  SubjectDeadline deadline = deadline_of_subject(reaction());
  while (!all_stopped(on_trial_->pid) && !process_ended() && !deadline.passed()) {
    pump([this] { return process_ended(); }, Clock::now() + stop_question);
  }
}

void Worker::Machine::perform_step(const model::Restart& step) {
  if (!server_.guarded) return;
  note_ends();
  const bool listens_itself = listens(server_.pid);
  log_->add(EventKind::signal_sent, "", step.signal);
  const int number = signal_number(step.signal);
  guard_.signal(*server_.guarded, number);
  const auto ended = [this] { return server_.guarded->ended; };
  bool killed = number == SIGKILL;
  if (await(ended, reaction(), "") != Awaited::came) {
    killed = true;
    guard_.signal(*server_.guarded, SIGKILL);
    pump(ended, Clock::now() + reaction());
  }
  // Who is asked to end, and has the port, is to see to it that nobody has it then. One that is
  // killed cannot, and one that only stands before the server may not know of it.
  if (killed) {
    note_ends();
    end_left_behind(SIGKILL);
  }
  const auto port_is_free = [this] { return !inspector_.find_listener(endpoint_); };
  if (!pump(port_is_free, Clock::now() + reaction())) {
    note_left_behind();
    if (!listens_itself) end_left_behind(number);
    pump(port_is_free, Clock::now() + reaction());
  }
  note_ends();
  server_.guarded->on_change = nullptr;
  on_trial_ = &server_;
  const bool serves = launch_server();
  on_trial_ = &server_;
  if (serves) watch_server();
}

void Worker::Machine::perform_step(const model::StartSecond&) {
  second_ = {};
  second_.guarded = start(fill(server_subject_->server->command, placeholder_values()),
                          server_subject_->server->working_directory);
  second_.pid = second_.guarded->pid;
  log_->add(EventKind::started, "second");
  watch_process(second_);
  log_process(second_);
  on_trial_ = &second_;
}

void Worker::Machine::perform_step(const model::StartClient& step) {
  if (proxy_) {
    forget_client();
    on_trial_ = &client_;
    proxy_->client_starts();
  }
  start_client(step);
}

}  // namespace wiretrial::exec
