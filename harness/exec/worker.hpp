// A worker performs plans, one after another: it has a guard, a loopback address and at most one
// running server.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/exec/gate.hpp"
#include "harness/exec/interrupted.hpp"
#include "harness/exec/loopback.hpp"
#include "harness/exec/vitals.hpp"
#include "harness/model/evidence.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::exec {

class Network;

// What every worker of a run shares. Lives longer than the workers.
struct Surroundings {
  std::string guard_program;  // this program, which knows the subcommand `guard`
  std::chrono::milliseconds reaction_deadline{1000};
  std::chrono::milliseconds readiness_deadline{10000};
  Gate* gate = nullptr;    // runnable subjects
  Gate* starts = nullptr;  // servers that start
  const std::atomic<bool>* interrupted = nullptr;
  std::atomic<std::uint16_t>* next_port = nullptr;  // from the range reserved for the run
  std::uint8_t network = 1;                         // the x of 127.x.y.1
  Network* own_network = nullptr;                   // in a process that has one to itself
  bool wait_for_debugger = false;                   // prints the subject's pid and waits for a line
};

// A server that a worker has open.
struct OpenServer {
  Endpoint endpoint;
  int pid = 0;  // 0 when it is not known
  bool ended = false;
  int wait_status = 0;     // of wait(2), when it ended
  std::string error_tail;  // the end of what it wrote to standard error
};

class Worker {
 public:
  // `number` gives the worker its loopback address 127.network.number.1. `turns`, which outlives
  // the worker, grows with every turn of its event loop. Throws ChildError when the guard cannot
  // start.
  Worker(const Surroundings& surroundings, std::uint8_t number,
         std::atomic<std::uint64_t>* turns = nullptr);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Performs every run of the plan, then the control. The evidence tells of the subject's failures
  // as of its merits; a failed call of our own is an event `harness_error`. Throws Interrupted.
  [[nodiscard]] std::vector<model::Evidence> perform(const model::Plan& plan,
                                                     const model::Subject& subject) {
    return perform(plan, subject, subject);
  }
  // The same for a pair: the plan's server subject and its client subject.
  [[nodiscard]] std::vector<model::Evidence> perform(const model::Plan& plan,
                                                     const model::Subject& server,
                                                     const model::Subject& client);

  // Starts the server of this subject with the plan's settings, unless it runs already, for
  // exchanges of the caller's own (courier.hpp). Empty, or why it is not ready. Both arguments
  // outlive the server. Throws Interrupted.
  [[nodiscard]] std::string open_server(const model::Plan& plan, const model::Subject& subject);
  // Its vitals. With `settle_to` not negative: as soon as it has no more socket descriptors than
  // that, at the latest after the reaction deadline.
  [[nodiscard]] Vitals vitals_of_server(std::int64_t settle_to);
  // The server that was opened last, as it is now. To be called now and then: it also takes what
  // the server writes.
  [[nodiscard]] OpenServer look_at_server();

  // Ends the running server, so that the next trial gets a fresh one.
  void discard_server();

  // Descendants that could not be ended, ever since the worker began.
  [[nodiscard]] int survivors() const;

 private:
  class Machine;
  std::unique_ptr<Machine> machine_;
};

}  // namespace wiretrial::exec
