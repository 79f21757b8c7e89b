// Looks into suspicions beside the hunt: one at a time, in a thread of its own, for triage waits
// out deadlines.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "harness/hunt/finding.hpp"
#include "harness/hunt/probe.hpp"
#include "harness/hunt/triage.hpp"

namespace wiretrial::hunt {

class TriageQueue {
 public:
  struct Result {
    std::size_t chase = 0;  // the subject's place in `chases`
    std::string key;        // of the suspicion
    TriageOutcome outcome;
  };

  // `chases` has accesses and references that nobody else uses, and outlives the queue; so does
  // `over`, which breaks off the calls of these accesses once it is set.
  TriageQueue(const std::vector<Chase>& chases, std::atomic<bool>& over,
              std::chrono::milliseconds most_time);
  // Sets `over`, and waits for the thread.
  ~TriageQueue();
  TriageQueue(const TriageQueue&) = delete;
  TriageQueue& operator=(const TriageQueue&) = delete;

  [[nodiscard]] bool has_room() const;
  // What is decided without waiting out a deadline comes before the rest.
  void add(std::size_t chase, Suspicion suspicion);
  // What has been found out since the last call. Throws what an access threw.
  [[nodiscard]] std::vector<Result> take();
  // Nothing waits, is being looked into, or is to be taken.
  [[nodiscard]] bool idle() const;
  // Until there is something to take or nothing to do, at most so long.
  void wait(std::chrono::milliseconds most) const;
  // Sets `over`, and waits until the thread is done with what it was in. What was not looked into
  // then has no result.
  void stop();

  // How long it has been looking into suspicions.
  [[nodiscard]] double seconds() const;

 private:
  struct Waiting {
    std::size_t chase = 0;
    Suspicion suspicion;
  };

  void work();
  void look_into_one(const Waiting& one);
  [[nodiscard]] Waiting next();

  const std::vector<Chase>& chases_;
  std::atomic<bool>& over_;
  std::chrono::milliseconds most_time_;
  std::vector<KnownFindings> known_;  // of each subject; the thread's own
  mutable std::mutex mutex_;          // guards all below
  mutable std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::vector<Result> results_;
  std::exception_ptr failure_;
  bool working_ = false;
  bool stopping_ = false;
  double seconds_ = 0;
  std::thread thread_;  // the last member: it uses all others
};

}  // namespace wiretrial::hunt
