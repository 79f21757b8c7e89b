#include "cli/suite.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "harness/exec/worker_process.hpp"
#include "harness/judge/judge.hpp"
#include "harness/model/elapsed.hpp"
#include "harness/plan/least_duration.hpp"

namespace wiretrial::cli {

using model::Cause;
using model::Outcome;
using model::Plan;
using model::TrialRecord;
using model::Verdict;

namespace {

// Trials that wait out deadlines cost no processor time; this many wait beside the workers.
constexpr int waiting_workers = 32;
// A trial that takes so long begins before the others that wait, or the end of the suite is spent
// on it alone.
constexpr std::chrono::milliseconds long_trial(1200);
// A trial at work sleeps about half its time, for the subject to react; so many share the processor
// of one job.
constexpr int places_for_a_job = 2;
// A failure is confirmed by so many more runs, for so many failures of each clause and cause.
constexpr int confirming_runs = 5;
constexpr int confirmed_failures = 3;
// When so many trials hung, the waiting workers help the others: hanging costs no processor time.
constexpr int hangs_that_call_for_help = 3;

bool is_finding(const Verdict& verdict) {
  return verdict.outcome == Outcome::fail || verdict.outcome == Outcome::non_strict;
}

// After these the server may no longer be what it was; after any other answer, right or wrong, it
// goes on.
bool spoils_server(const Verdict& verdict) {
  switch (verdict.cause) {
    case Cause::not_ready:
    case Cause::crash:
    case Cause::spin:
    case Cause::hang:
    case Cause::leak:
    case Cause::memory:
    case Cause::control_failed:
      return true;
    default:
      return false;
  }
}

TrialRecord not_run(Plan plan, Cause cause, std::string reason) {
  TrialRecord record;
  record.verdict.outcome = Outcome::not_run;
  record.verdict.cause = cause;
  record.verdict.reason = std::move(reason);
  record.attempts = 0;
  record.plan = std::move(plan);
  return record;
}

// What several runs of one trial say together: the common verdict, or `flaky`.
void weigh(TrialRecord& record, const std::vector<Verdict>& again) {
  const auto agreeing = std::count_if(again.begin(), again.end(), [&](const Verdict& verdict) {
    return verdict.outcome == record.verdict.outcome && verdict.cause == record.verdict.cause;
  });
  record.attempts += static_cast<int>(again.size());
  if (agreeing == static_cast<std::ptrdiff_t>(again.size())) return;
  record.verdict.reason = std::string(model::name_of(record.verdict.outcome)) + " (" +
                          std::string(model::name_of(record.verdict.cause)) + ") in " +
                          std::to_string(agreeing + 1) + " of " + std::to_string(again.size() + 1) +
                          " runs";
  record.verdict.outcome = Outcome::flaky;
}

// A place at the gate, for as long as it exists.
class Place {
 public:
  explicit Place(exec::Gate& gate) : gate_(gate) { gate_.enter(); }
  ~Place() { gate_.leave(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  exec::Gate& gate_;
};

// What one thread performs trials with.
struct Post {
  Post(const exec::Surroundings& surroundings, std::uint8_t number)
      : worker(surroundings, number) {}

  void discard_server() { worker.discard_server(); }
  [[nodiscard]] int survivors() const {
    return worker.survivors() + (isolated ? isolated->survivors() : 0);
  }

  exec::Worker worker;
  std::unique_ptr<exec::IsolatedWorker> isolated;  // where there are trials for it
};

}  // namespace

// One call of Suite::run: queues, workers and what is known so far.
class Suite::Session {
 public:
  explicit Session(Suite& suite)
      : suite_(suite),
        gate_(suite.options_.jobs * places_for_a_job),
        surroundings_(suite.surroundings_) {
    surroundings_.gate = &gate_;
  }

  int run(std::vector<Plan> plans) {
    std::vector<Plan> ready = set_aside_unsupported(std::move(plans));
    ready = smoke(std::move(ready));
    for (Plan& plan : ready) {
      if (!plan.waits && !plan.fresh) {
        brisk_.push_back(std::move(plan));
      } else if (plan::least_duration(plan) >= long_trial) {
        waiting_.push_front(std::move(plan));
      } else {
        waiting_.push_back(std::move(plan));
      }
    }
    pool();
    for (auto* queue : {&brisk_, &waiting_}) {
      for (Plan& plan : *queue) report(not_run(std::move(plan), Cause::none, "interrupted"));
    }
    for (auto& record : unconfirmed_) report(std::move(record));
    return survivors_;
  }

 private:
  std::vector<Plan> set_aside_unsupported(std::vector<Plan> plans) {
    std::vector<Plan> ready;
    for (Plan& plan : plans) {
      if (plan.unsupported.empty()) {
        ready.push_back(std::move(plan));
        continue;
      }
      TrialRecord record;
      record.verdict = judge::judge(plan, {});
      record.plan = std::move(plan);
      report(std::move(record));
    }
    return ready;
  }

  // Performs the smoke exchanges of each subject and role; where none passes, the rest of that
  // group is not run.
  std::vector<Plan> smoke(std::vector<Plan> plans) {
    std::map<std::string, std::string> hopeless;  // group -> reason
    std::map<std::string, Cause> hopeless_cause;
    std::map<std::string, std::vector<TrialRecord>> results;
    const auto post = make_post(false);
    Post& worker = *post;
    std::vector<Plan> rest;
    for (Plan& plan : plans) {
      if (!plan.smoke || plan.isolated || stopped()) {
        rest.push_back(std::move(plan));
        continue;
      }
      const std::string group = group_of(plan);
      if (hopeless_cause.contains(group)) {
        report(not_run(std::move(plan), hopeless_cause[group], hopeless[group]));
        continue;
      }
      if (auto record = attempt(worker, std::move(plan))) {
        if (record->verdict.cause == Cause::not_ready) {
          hopeless_cause[group] = Cause::not_ready;
          hopeless[group] = record->verdict.reason;
        }
        results[group].push_back(std::move(*record));
      }
    }
    for (auto& [group, records] : results) {
      const bool passes = std::any_of(
          records.begin(), records.end(),
          [](const TrialRecord& record) { return record.verdict.outcome == Outcome::pass; });
      if (!passes && !hopeless_cause.contains(group) && !suite_.options_.force) {
        hopeless_cause[group] = Cause::none;
        hopeless[group] = "none of the " + std::to_string(records.size()) +
                          " smoke exchanges passed; --force runs the rest all the same";
      }
      for (TrialRecord& record : records) settle(std::move(record));
    }
    survivors_ += worker.survivors();
    std::vector<Plan> ready;
    for (Plan& plan : rest) {
      const auto cause = hopeless_cause.find(group_of(plan));
      if (cause == hopeless_cause.end()) {
        ready.push_back(std::move(plan));
      } else {
        report(not_run(std::move(plan), cause->second, hopeless[cause->first]));
      }
    }
    return ready;
  }

  void pool() {
    // Every guard is there before the first trial: a fork in the middle of one would, until its
    // exec, hold copies of sockets that a trial closes or resets.
    const auto jobs = std::min(static_cast<std::size_t>(suite_.options_.jobs), brisk_.size());
    const auto waiters = std::min<std::size_t>(
        waiting_workers, waiting_.size() + unconfirmed_.size() + brisk_.size());
    std::vector<std::unique_ptr<Post>> workers;
    while (workers.size() < jobs + waiters) {
      workers.push_back(make_post(workers.size() >= jobs && any_isolated()));
    }
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < workers.size(); ++i) {
        threads.emplace_back([this, &worker = *workers[i], &queue = i < jobs ? brisk_ : waiting_] {
          work(worker, queue);
        });
      }
    }
    for (const auto& post : workers) survivors_ += post->survivors();
  }

  // Whoever waits may meet a trial that needs a network of its own, if there is one at all.
  [[nodiscard]] bool any_isolated() const {
    const auto isolated = [](const Plan& plan) { return plan.isolated; };
    return std::any_of(waiting_.begin(), waiting_.end(), isolated);
  }

  // What a worker does next: a plan, or a failure to confirm.
  struct Task {
    std::optional<Plan> plan;
    std::optional<TrialRecord> to_confirm;
  };

  // Takes the next task; waits while others are at work that may leave a failure to confirm.
  // Nothing: all is done. `helps`: this waiting worker takes from the others' queue.
  std::optional<Task> take_task(std::deque<Plan>& queue, bool& helps) {
    std::unique_lock lock(mutex_);
    while (!stopped()) {
      Task task;
      if (!queue.empty()) {
        task.plan = std::move(queue.front());
        queue.pop_front();
      } else if (&queue == &waiting_ && hangs_ >= hangs_that_call_for_help && !brisk_.empty()) {
        task.plan = std::move(brisk_.front());
        brisk_.pop_front();
      } else if (&queue == &waiting_ && !unconfirmed_.empty()) {
        task.to_confirm = std::move(unconfirmed_.front());
        unconfirmed_.pop_front();
      } else if (&queue == &waiting_ && !brisk_.empty() &&
                 (helps || helpers_ < suite_.options_.jobs)) {
        if (!helps) ++helpers_;
        helps = true;
        task.plan = std::move(brisk_.front());
        brisk_.pop_front();
      } else if (&queue == &brisk_ || in_progress_ == 0) {
        break;
      } else {
        changed_.wait(lock);
        continue;
      }
      ++in_progress_;
      return task;
    }
    return std::nullopt;
  }

  void finish_task() {
    {
      const std::lock_guard lock(mutex_);
      --in_progress_;
    }
    changed_.notify_all();
  }

  void work(Post& worker, std::deque<Plan>& queue) {
    bool helps = false;
    while (auto task = take_task(queue, helps)) {
      if (task->to_confirm) {
        confirm(worker, std::move(*task->to_confirm));
      } else if (auto record = attempt(worker, std::move(*task->plan))) {
        settle(std::move(*record));
      }
      finish_task();
    }
    worker.discard_server();
  }

  std::unique_ptr<Post> make_post(bool isolated) {
    auto post = std::make_unique<Post>(surroundings_, next_worker_number_++);
    if (isolated) post->isolated = std::make_unique<exec::IsolatedWorker>(surroundings_);
    return post;
  }

  // A trial in a network of its own is at work in another process, beside the places of the gate.
  std::vector<model::Evidence> observe(Post& worker, const Plan& plan) {
    if (plan.isolated) return worker.isolated->perform(plan, suite_.subjects_.at(plan.subject));
    const bool pair = plan.role == model::Role::pair;
    const auto& server = suite_.subjects_.at(pair ? plan.server_subject : plan.subject);
    const auto& client = suite_.subjects_.at(pair ? plan.client_subject : plan.subject);
    const Place place(gate_);
    return worker.worker.perform(plan, server, client);
  }

  // Performs and judges the record's plan; false when it was interrupted.
  bool perform(Post& worker, TrialRecord& record) {
    const auto began = std::chrono::steady_clock::now();
    try {
      record.evidence = observe(worker, record.plan);
    } catch (const exec::Interrupted&) {
      return false;
    }
    {
      const Place place(gate_);
      record.verdict = judge::judge(record.plan, record.evidence);
      if (spoils_server(record.verdict)) worker.discard_server();
    }
    if (record.verdict.cause == Cause::hang) {
      const std::lock_guard lock(mutex_);
      ++hangs_;
      changed_.notify_all();
    }
    record.duration_ms = model::elapsed_ms(std::chrono::steady_clock::now() - began);
    return true;
  }

  // The first attempt at a plan; nothing when it was interrupted, which is then reported.
  std::optional<TrialRecord> attempt(Post& worker, Plan plan) {
    TrialRecord record;
    record.plan = std::move(plan);
    if (perform(worker, record)) return record;
    report(not_run(std::move(record.plan), Cause::none, "interrupted"));
    return std::nullopt;
  }

  // Hands a verdict on, or sets it aside to be confirmed.
  void settle(TrialRecord record) {
    if (is_finding(record.verdict)) {
      const std::lock_guard lock(mutex_);
      const auto key =
          std::make_pair(record.plan.subject + record.plan.requirement, record.verdict.cause);
      if (confirmed_[key]++ < confirmed_failures) {
        unconfirmed_.push_back(std::move(record));
        return;
      }
    }
    report(std::move(record));
  }

  void confirm(Post& worker, TrialRecord record) {
    std::vector<Verdict> again;
    TrialRecord repeated;
    repeated.plan = record.plan;
    worker.discard_server();
    for (int i = 0; i < confirming_runs && !stopped(); ++i) {
      if (perform(worker, repeated)) again.push_back(repeated.verdict);
    }
    weigh(record, again);
    report(std::move(record));
  }

  void report(TrialRecord record) {
    record.repeat = record.plan.repeat;
    record.replay = suite_.options_.replay_command(record.plan);
    const std::lock_guard lock(sink_mutex_);
    suite_.sink_(std::move(record));
  }

  [[nodiscard]] bool stopped() const { return surroundings_.interrupted->load(); }
  static std::string group_of(const Plan& plan) {
    return plan.subject + "/" + std::string(model::name_of(plan.role));
  }

  Suite& suite_;
  exec::Gate gate_;
  exec::Surroundings surroundings_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::mutex sink_mutex_;
  std::deque<Plan> brisk_;
  std::deque<Plan> waiting_;
  std::deque<TrialRecord> unconfirmed_;
  std::map<std::pair<std::string, Cause>, int> confirmed_;
  std::uint8_t next_worker_number_ = 1;
  int in_progress_ = 0;
  int hangs_ = 0;
  int helpers_ =
      0;  // of the waiting workers, as many as there are jobs, when nothing waits any more
  int survivors_ = 0;
};

Suite::Suite(SuiteOptions options, exec::Surroundings surroundings,
             const std::map<std::string, model::Subject>& subjects, TrialSink sink)
    : options_(std::move(options)),
      surroundings_(surroundings),
      subjects_(subjects),
      sink_(std::move(sink)) {}

int Suite::run(std::vector<Plan> plans) {
  return Session(*this).run(std::move(plans));
}

}  // namespace wiretrial::cli
