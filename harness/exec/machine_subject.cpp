#include <algorithm>
#include <array>
#include <csignal>
#include <system_error>

#include <sys/resource.h>

#include "harness/exec/machine.hpp"

namespace wiretrial::exec {

using model::EventKind;
using std::chrono::milliseconds;

namespace {

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

}  // namespace

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

void Worker::Machine::perform_step(const model::StartClient& step) {
  start_client(step);
}

}  // namespace wiretrial::exec
