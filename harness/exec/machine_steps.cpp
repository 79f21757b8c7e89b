#include "harness/exec/machine.hpp"

namespace wiretrial::exec {

void Worker::Machine::perform_steps(const std::vector<model::Step>& steps,
                                    const std::string& prefix) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    log_->set_step(prefix + std::to_string(i));
    current_ = {&steps, i};
    checkpoint();
    std::visit([this](const auto& step) { perform_step(step); }, steps[i]);
    if (place_is_lacking_ || uses_up_processor_) return;
  }
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
    if (process_ended() || deadline_passed_ || place_is_lacking_ || uses_up_processor_) break;
  }
  brief_ = false;
}

}  // namespace wiretrial::exec
