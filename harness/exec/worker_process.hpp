// A worker process performs trials that need a network of their own. It is a single-threaded
// process, so that it can make namespaces, and makes new ones for each job.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/exec/worker.hpp"
#include "harness/model/means.hpp"

namespace wiretrial::exec {

// The body of the hidden subcommand `wiretrial worker`: takes jobs as frames (frame.hpp) on
// standard input, answers on standard output, until its input ends. A job is done by a child in
// namespaces of its own, which end with it. Returns the exit status.
[[nodiscard]] int run_worker_process();

// The harness's end of a worker process.
class IsolatedWorker {
 public:
  // Starts `surroundings.guard_program worker`; throws ChildError. `surroundings` must outlive it.
  explicit IsolatedWorker(const Surroundings& surroundings);
  // Closes the process's input and waits until it has ended everything, at most some seconds.
  ~IsolatedWorker();
  IsolatedWorker(const IsolatedWorker&) = delete;
  IsolatedWorker& operator=(const IsolatedWorker&) = delete;

  // As Worker::perform; each run of the plan gets namespaces of its own. Takes no place at the
  // gate.
  [[nodiscard]] std::vector<model::Evidence> perform(const model::Plan& plan,
                                                     const model::Subject& subject);

  [[nodiscard]] int survivors() const;

 private:
  class Link;
  std::unique_ptr<Link> link_;
};

// Which of namespaces, packet_filter and traffic_control are missing, with the reason, from a try
// in a worker process that ends at once.
[[nodiscard]] model::MissingMeans probe_network(const std::string& own_program);

}  // namespace wiretrial::exec
