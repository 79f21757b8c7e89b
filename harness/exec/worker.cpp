#include "harness/exec/worker.hpp"

#include "harness/exec/machine.hpp"

namespace wiretrial::exec {

Worker::Worker(const Surroundings& surroundings, std::uint8_t number)
    : machine_(std::make_unique<Machine>(surroundings, number)) {}
Worker::~Worker() = default;

std::vector<model::Evidence> Worker::perform(const model::Plan& plan,
                                             const model::Subject& server,
                                             const model::Subject& client) {
  return machine_->perform(plan, server, client);
}

void Worker::discard_server() {
  machine_->discard_server();
}

int Worker::survivors() const {
  return machine_->survivors();
}

}  // namespace wiretrial::exec
