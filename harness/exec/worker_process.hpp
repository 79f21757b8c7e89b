// A worker process performs trials that need a network of their own. It is a single-threaded
// process, so that it can make namespaces, and makes new ones for each job.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/exec/worker.hpp"
#include "harness/model/job.hpp"
#include "harness/model/means.hpp"

namespace wiretrial::exec {

// The body of the hidden subcommand `wiretrial worker`: takes jobs as frames (frame.hpp) on
// standard input, answers on standard output, until its input ends. A job is done by a child in
// namespaces of its own, which end with it. `gates`: the paths (Gate::path) of the gate and of the
// gate for starts, and the holder's number; none for a process that is only asked for what the
// machine lacks. Returns the exit status.
[[nodiscard]] int run_worker_process(const std::vector<std::string>& gates);

// A job whose event loop has not turned for so long has failed. The programs that it may start and
// wait for (ip, nft, tc) have half of that.
inline constexpr std::chrono::milliseconds longest_standstill(20'000);

// The harness's end of a worker process.
class IsolatedWorker {
 public:
  // Starts `surroundings.guard_program worker`, which shares the gates of the surroundings as the
  // holder of this number; throws ChildError. `surroundings` must outlive it, and so must `turns`,
  // which grows while an answer is waited for.
  IsolatedWorker(const Surroundings& surroundings, std::uint8_t number,
                 std::atomic<std::uint64_t>* turns = nullptr);
  // Closes the process's input and waits until it has ended everything, at most some seconds; then,
  // or at once when somebody has stopped it (SIGSTOP), does that from outside.
  ~IsolatedWorker();
  IsolatedWorker(const IsolatedWorker&) = delete;
  IsolatedWorker& operator=(const IsolatedWorker&) = delete;

  // As Worker::perform; each run of the plan gets namespaces of its own. Takes a place at the gate
  // by itself. A worker process that ends, or says nothing for too long, is a failure of ours.
  [[nodiscard]] std::vector<model::Evidence> perform(const model::Plan& plan,
                                                     const model::Subject& subject);

  [[nodiscard]] int survivors() const { return survivors_; }

 private:
  class Link;

  model::JobResult perform(const model::Job& job);
  void release_places();

  const Surroundings& surroundings_;
  std::uint8_t number_;
  std::atomic<std::uint64_t>* turns_;
  int survivors_ = 0;
  std::unique_ptr<Link> link_;  // empty after a failure
};

// Which of namespaces, packet_filter and traffic_control are missing, with the reason, from a try
// in a worker process that ends at once. When `interrupted` turns true, none.
[[nodiscard]] model::MissingMeans probe_network(const std::string& own_program,
                                                const std::atomic<bool>* interrupted = nullptr);

}  // namespace wiretrial::exec
