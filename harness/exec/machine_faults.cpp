#include <algorithm>
#include <cerrno>
#include <cstring>

#include "harness/exec/machine.hpp"
#include "harness/exec/process_state.hpp"
#include "harness/exec/tracer.hpp"

namespace wiretrial::exec {

using model::EventKind;

void Worker::Machine::arm_faults(const model::Plan& plan, const model::Run& run) {
  faults_.reset();
  const auto armed = armed_steps(run.steps);
  if (!armed.empty()) faults_ = std::make_unique<FaultChannel>(armed, plan.seed);
}

std::vector<std::string> Worker::Machine::put_in_reach(std::vector<std::string>& command,
                                                       const std::string& working_directory) {
  if (!faults_) return {};
  reach_ = reach_of(find_program(command.at(0), working_directory));
  if (reach_ == Reach::preload) {
    return faults_->environment(preload_library(surroundings_.guard_program));
  }
  command.insert(command.begin(), {surroundings_.guard_program, "tracer", faults_->path()});
  return {};
}

// Why the armed faults cannot be produced in this subject; empty when they can, as far as one sees.
std::string Worker::Machine::out_of_reach(const std::vector<FaultReport>& reports) const {
  if (reach_ == Reach::tracer) {
    if (!faults_->reached()) {
      return "the program is static, and it could not be traced: " + missing_tracer();
    }
    return faults_->has_storm() ? "the program is static: no handler can be put into it, and a "
                                  "signal without one interrupts nothing"
                                : "";
  }
  if (std::any_of(reports.begin(), reports.end(),
                  [](const FaultReport& report) { return report.fired; })) {
    return "";
  }
  const int pid = on_trial_ != nullptr && !process_ended() ? on_trial_->pid : 0;
  if (!faults_->reached() || (pid > 0 && !has_library(pid))) {
    return "the program does not load the library that is to inject the fault: it was started with "
           "an environment of its own, or by a static program";
  }
  return pid > 0 && uses_io_uring(pid) ? "the program uses io_uring, which no system call shows"
                                       : "";
}

void Worker::Machine::log_faults() {
  if (!faults_) return;
  const auto reports = faults_->report();
  const std::string reason = out_of_reach(reports);
  for (const FaultReport& report : reports) {
    log_->set_step(report.position);
    if (!reason.empty()) {
      log_->add(EventKind::fault_not_armed, "", reason);
      continue;
    }
    auto& event = report.fired ? log_->add(EventKind::fault_injected, "", report.detail)
                               : log_->add(EventKind::fault_not_injected, "",
                                           report.detail + ": the program made no such call");
    event.data = report.decisions;
    event.figures = report.figures;
  }
  faults_.reset();
}

// Armed before the subject was started, and told of when the run is over.
void Worker::Machine::perform_step(const model::Inject&) {}

void Worker::Machine::perform_step(const model::Storm&) {}

void Worker::Machine::perform_step(const model::LimitResource& step) {
  if (on_trial_ == nullptr || on_trial_->pid == 0 || process_ended()) return;
  const bool memory = step.resource == model::Resource::memory;
  if (memory && address_space_bytes(on_trial_->pid) > sanitized_address_space_bytes) {
    log_->add(EventKind::fault_not_armed, "",
              "the program was built with a sanitizer, whose shadow memory no limit allows for");
    return;
  }
  limit_resource(on_trial_->pid, step);
  auto& event = log_->add(EventKind::limited, "", std::string(model::name_of(step.resource)));
  event.number = static_cast<std::int64_t>(step.bytes);
}

void Worker::Machine::perform_step(const model::Destroy& step) {
  for (const auto& connection : group(step.on)) {
    if (!connection->connected() || !connection->open()) continue;
    const int error = inspector_.destroy(connection->peer(), connection->own());
    if (error == EPERM || error == EOPNOTSUPP) {
      log_->add(EventKind::fault_not_armed, connection->name(),
                std::string("the kernel does not destroy sockets for us: ") + std::strerror(error));
    } else if (error == 0) {
      log_->add(EventKind::fault_injected, connection->name(),
                "the subject's socket was destroyed");
    } else {
      log_->add(EventKind::fault_not_injected, connection->name(),
                "the subject had closed the connection before");
    }
    handle_ready();
  }
}

}  // namespace wiretrial::exec
