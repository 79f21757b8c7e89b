#include "harness/exec/worker.hpp"

#include "harness/exec/machine.hpp"

namespace wiretrial::exec {

Worker::Worker(const Surroundings& surroundings, std::uint8_t number,
               std::atomic<std::uint64_t>* turns)
    : machine_(std::make_unique<Machine>(surroundings, number, turns)) {}
Worker::~Worker() = default;

std::vector<model::Evidence> Worker::perform(const model::Plan& plan, const model::Subject& server,
                                             const model::Subject& client) {
  return machine_->perform(plan, server, client);
}

std::string Worker::open_server(const model::Plan& plan, const model::Subject& subject) {
  return machine_->open_server(plan, subject);
}

Vitals Worker::vitals_of_server(std::int64_t settle_to) {
  return machine_->vitals_of_server(settle_to);
}

OpenServer Worker::look_at_server() {
  return machine_->look_at_server();
}

void Worker::discard_server() {
  machine_->discard_server();
}

int Worker::survivors() const {
  return machine_->survivors();
}

}  // namespace wiretrial::exec
