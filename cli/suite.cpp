#include "cli/suite.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include <fmt/format.h>

#include "cli/blame.hpp"
#include "cli/confirmations.hpp"
#include "cli/copies.hpp"
#include "cli/performed.hpp"
#include "cli/post.hpp"
#include "cli/smoke_results.hpp"
#include "cli/worker_pool.hpp"
#include "harness/exec/budget.hpp"
#include "harness/judge/judge.hpp"
#include "harness/judge/view.hpp"
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
// A subject at work sleeps about half its time; so many share the processor of one job.
constexpr int places_for_a_job = 2;
// Who was on a processor until its deadline, and for nothing, depends on nobody else; more of it
// only takes the processor from others.
constexpr int dear_confirming_runs = 2;
// When so many trials hung, the waiting workers help the others: hanging costs no processor time.
constexpr int hangs_that_call_for_help = 3;

}  // namespace

// One call of Suite::run: queues, workers and what is known so far.
class Suite::Session : public std::enable_shared_from_this<Suite::Session> {
 public:
  explicit Session(Suite& suite)
      : suite_(suite),
        gate_(suite.options_.jobs * places_for_a_job),
        starts_(suite.options_.jobs),
        surroundings_(suite.surroundings_) {
    surroundings_.gate = &gate_;
    surroundings_.starts = &starts_;
  }

  int run(std::vector<Plan> plans) {
    std::vector<Plan> ready = set_aside_unsupported(std::move(plans));
    ready = smoke(std::move(ready));
    copies_.look(ready, next_worker_number_);
    ready = perform_limited(std::move(ready));
    for (Plan& plan : ready) {
      if (plan.waits || plan.fresh) {
        wait_with(std::move(plan));
      } else {
        brisk_.push_back(std::move(plan));
      }
    }
    const auto waiters = std::min<std::size_t>(waiting_workers, waiting_.size() + brisk_.size());
    pool(std::min(static_cast<std::size_t>(suite_.options_.jobs), brisk_.size()), waiters);
    for (auto* queue : {&brisk_, &waiting_}) {
      for (Plan& plan : *queue) report(not_run(std::move(plan), Cause::none, "interrupted"));
    }
    for (Performed& each : confirmations_.take_waiting()) doubtful_.push_back(std::move(each));
    for (auto* queue : {&unconfirmed_, &doubtful_}) {
      for (Performed& each : *queue) report(std::move(each.record));
    }
    return survivors_;
  }

 private:
  std::vector<Plan> set_aside_unsupported(std::vector<Plan> plans) {
    std::vector<Plan> ready;
    for (Plan& plan : plans) {
      if (plan.unsupported.empty()) plan.unsupported = lacking_descriptors(plan);
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
    SmokeResults results;
    Post worker(surroundings_, next_worker_number_++, false);
    std::vector<Plan> rest;
    for (Plan& plan : plans) {
      if (!plan.smoke || plan.isolated || stopped()) {
        rest.push_back(std::move(plan));
        continue;
      }
      const std::string group = group_of(plan);
      if (const Hopeless* hopeless = results.hopeless(group)) {
        report(not_run(std::move(plan), hopeless->cause, hopeless->reason));
      } else if (auto performed = attempt(worker, std::move(plan))) {
        const TrialRecord& record = performed->record;
        if (record.verdict.outcome == Outcome::pass) copies_.note_passed(record.plan);
        results.add(group, std::move(*performed));
      }
    }
    if (!suite_.options_.force) results.give_up_where_none_passed();
    for (Performed& performed : results.take()) settle(std::move(performed));
    survivors_ += worker.survivors();
    std::vector<Plan> ready;
    for (Plan& plan : rest) {
      if (const Hopeless* hopeless = results.hopeless(group_of(plan))) {
        report(not_run(std::move(plan), hopeless->cause, hopeless->reason));
      } else {
        ready.push_back(std::move(plan));
      }
    }
    return ready;
  }

  void wait_with(Plan plan) {
    if (plan::least_duration(plan) >= long_trial) {
      waiting_.push_front(std::move(plan));
    } else {
      waiting_.push_back(std::move(plan));
    }
  }

  // Performs the plans of subjects of which only so many copies may run, subject by subject, and
  // returns the others.
  std::vector<Plan> perform_limited(std::vector<Plan> plans) {
    std::map<const model::Subject*, std::vector<Plan>> limited;
    std::vector<Plan> rest;
    for (Plan& plan : plans) {
      const model::Subject& subject = copies_.subject_of(plan);
      auto& target = copies_.most_of(subject) > 0 ? limited[&subject] : rest;
      target.push_back(std::move(plan));
    }
    for (auto& [subject, of_subject] : limited) {
      for (Plan& plan : of_subject) wait_with(std::move(plan));
      pool(0, std::min(copies_.most_of(*subject), waiting_.size()));
    }
    return rest;
  }

  // Works off the queues, with so many workers for brisk trials and so many for all others.
  void pool(std::size_t jobs, std::size_t waiters) {
    if (jobs + waiters == 0 || stopped()) return;
    // Every guard is there before the first trial: a fork in the middle of one would, until its
    // exec, hold copies of sockets that a trial closes or resets.
    std::size_t most = 0;
    std::size_t isolating = 0;  // whoever waits may meet a trial in a network of its own
    for (const auto* queue : {&brisk_, &waiting_}) {
      for (const Plan& plan : *queue) {
        most = std::max(most, connections_held(plan));
        if (plan.isolated) isolating = waiters;
      }
    }
    const Room room = make_room(jobs + waiters, isolating, most);
    connections_.emplace(room.connections);
    auto workers = make_posts(surroundings_, next_worker_number_, room.posts, isolating);
    jobs = std::min(jobs, workers.size() - 1);
    const PoolEvents events{
        [self = shared_from_this(), jobs](Post& worker, std::size_t number) {
          self->work(worker, number < jobs ? self->brisk_ : self->waiting_);
        },
        [this] { changed_.notify_all(); },
        [this](std::optional<Plan> plan) { report_given_up(std::move(plan)); },
    };
    const PoolOptions options{surroundings_.interrupted, suite_.options_.longest_standstill};
    const PoolResult result = run_pool(std::move(workers), options, events);
    survivors_ += result.survivors;
    suite_.gave_up_ = suite_.gave_up_ || result.gave_up;
  }

  void report_given_up(std::optional<Plan> plan) {
    gate_.leave();  // it may have had a place, and a share
    if (!plan) return;
    connections_->give_back(connections_held(*plan));
    {
      const std::lock_guard lock(mutex_);
      --in_progress_;
      changed_.notify_all();
    }
    TrialRecord record = not_run(std::move(*plan), Cause::none, "interrupted");
    if (!stopped()) {
      record.verdict.outcome = Outcome::harness_error;
      record.verdict.reason = fmt::format("its worker has stood still for {} ms",
                                          suite_.options_.longest_standstill.count());
    }
    report(std::move(record));
  }

  // What a worker does next: a plan, or something about a failure.
  struct Task {
    std::optional<Plan> plan;
    std::optional<Performed> to_confirm;
    std::optional<Performed> to_try_alone;
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
      } else if (&queue == &waiting_ && !doubtful_.empty()) {
        task.to_try_alone = std::move(doubtful_.front());
        doubtful_.pop_front();
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

  // Wakes those who wait only for what they wait for: they are many, and tasks are short.
  void finish_task() {
    const std::lock_guard lock(mutex_);
    --in_progress_;
    if (in_progress_ == 0 || !unconfirmed_.empty() || !doubtful_.empty() || stopped()) {
      changed_.notify_all();
    }
  }

  void work(Post& worker, std::deque<Plan>& queue) {
    bool helps = false;
    while (auto task = take_task(queue, helps)) {
      if (task->to_confirm) {
        confirm(worker, std::move(*task->to_confirm));
      } else if (task->to_try_alone) {
        try_alone(worker, std::move(*task->to_try_alone));
      } else if (auto performed = attempt(worker, std::move(*task->plan))) {
        settle(std::move(*performed));
      }
      finish_task();
    }
    worker.discard_server();
  }

  // A trial in a network of its own is at work in another process, which takes a place by itself.
  std::vector<model::Evidence> observe(Post& worker, const Plan& plan) {
    const bool pair = plan.role == model::Role::pair;
    const auto& server = suite_.subjects_.at(pair ? plan.server_subject : plan.subject);
    const auto& client = suite_.subjects_.at(pair ? plan.client_subject : plan.subject);
    std::vector<model::Evidence> evidence;
    const auto perform = [&] {
      suite_.options_.check(plan);
      if (plan.isolated) {
        if (copies_.most_of(server) > 0) worker.discard_server();
        evidence = worker.perform(plan, server, client);
        return;
      }
      std::atomic<std::uint64_t>& turns = worker.occupation().turns;
      const exec::Share share(*connections_, connections_held(plan), [&] {
        if (stopped()) throw exec::Interrupted();
        ++turns;
      });
      const exec::Place place(gate_, *surroundings_.interrupted, &turns);
      evidence = worker.perform(plan, server, client);
    };
    worker.occupation().during(plan, perform);
    return evidence;
  }

  // Performs and judges the record's plan; false when it was interrupted.
  bool perform(Post& worker, TrialRecord& record) {
    const auto began = std::chrono::steady_clock::now();
    try {
      record.evidence = observe(worker, record.plan);
      const exec::Place place(gate_, *surroundings_.interrupted);
      record.verdict = judge::judge(record.plan, record.evidence);
    } catch (const exec::Interrupted&) {
      return false;
    } catch (const std::exception& error) {
      record.verdict = {};
      record.verdict.outcome = Outcome::harness_error;
      record.verdict.reason = error.what();
    }
    if (record.verdict.cause == Cause::hang) {
      const std::lock_guard lock(mutex_);
      ++hangs_;
      changed_.notify_all();
    }
    record.duration_ms = model::elapsed_ms(std::chrono::steady_clock::now() - began);
    return true;
  }

  void begin_with(Post& worker, const std::vector<Plan>& before) {
    if (!before.empty()) worker.discard_server();
    for (const Plan& plan : before) {
      if (const auto record = perform_again(worker, plan)) (void)worker.note(*record);
    }
  }

  // The first attempt at a plan; nothing when it was interrupted, which is then reported.
  std::optional<Performed> attempt(Post& worker, Plan plan) {
    Performed performed;
    performed.record.plan = std::move(plan);
    begin_with(worker, suite_.options_.before);
    if (perform(worker, performed.record)) {
      performed.before = worker.note(performed.record);
      leave_behind(worker, performed.record);
      return performed;
    }
    report(not_run(std::move(performed.record.plan), Cause::none, "interrupted"));
    return std::nullopt;
  }

  // Hands a verdict on, or sets it aside until more is known.
  void settle(Performed performed) {
    if (is_finding(performed.record.verdict)) {
      const std::lock_guard lock(mutex_);
      switch (confirmations_.take(performed)) {
        case Confirmations::Next::confirm:
          return unconfirmed_.push_back(std::move(performed));
        case Confirmations::Next::try_alone:
          return doubtful_.push_back(std::move(performed));
        case Confirmations::Next::wait:
          return;
        case Confirmations::Next::report:
          break;
      }
    }
    report(std::move(performed.record));
  }

  // Performs the plan; nothing when it was interrupted.
  std::optional<TrialRecord> perform_again(Post& worker, const Plan& plan) {
    TrialRecord record;
    record.plan = plan;
    if (stopped() || !perform(worker, record)) return std::nullopt;
    leave_behind(worker, record);
    return record;
  }

  static void leave_behind(Post& worker, const TrialRecord& record) {
    if (spoils_server(record.verdict)) worker.discard_server();
  }

  void confirm(Post& worker, Performed performed) {
    TrialRecord& record = performed.record;
    std::size_t runs = 0;
    std::size_t agreeing = 0;
    const int most = suite_.options_.confirming_runs;
    const int wanted =
        judge::used_up_processor(record.evidence) ? std::min(dear_confirming_runs, most) : most;
    for (int i = 0; i < wanted; ++i) {
      worker.discard_server();
      const auto again = perform_again(worker, record.plan);
      if (!again) break;
      ++runs;
      if (agree(again->verdict, record.verdict)) ++agreeing;
    }
    record.attempts += static_cast<int>(runs);
    const bool comes_alone = agreeing > 0 || runs == 0;
    if (!comes_alone) {
      look_at_history(worker, performed, runs);
    } else if (agreeing < runs) {
      call_flaky(record, agreeing, runs);
    }
    finish_confirmation(record, comes_alone);
    report(std::move(record));
  }

  // A failure that a fresh subject does not show may need what came before it.
  void look_at_history(Post& worker, Performed& performed, std::size_t runs) {
    TrialRecord& record = performed.record;
    const Blame blame =
        blame_history(performed.before.size(),
                      [&](const std::vector<std::size_t>& earlier) -> std::optional<bool> {
                        worker.discard_server();
                        for (const std::size_t place : earlier) {
                          if (!perform_again(worker, *performed.before[place])) return std::nullopt;
                        }
                        const auto again = perform_again(worker, record.plan);
                        if (!again) return std::nullopt;
                        return agree(again->verdict, record.verdict);
                      });
    record.attempts += blame.attempts;
    if (!blame.shown) return call_flaky(record, 0, runs);
    History needed;
    for (const std::size_t place : blame.needed) needed.push_back(performed.before[place]);
    name_history(record, needed);
  }

  // Decides about the failures of its kind that had to wait.
  void finish_confirmation(const TrialRecord& record, bool comes_alone) {
    Confirmations::Decided decided;
    {
      const std::lock_guard lock(mutex_);
      decided = confirmations_.finish(record, comes_alone);
      if (decided.to_try_alone) {
        for (Performed& each : decided.failures) doubtful_.push_back(std::move(each));
        decided.failures.clear();
      }
    }
    for (Performed& each : decided.failures) report(std::move(each.record));
  }

  // Others of its kind needed what came before them, so this one gets a verdict of its own.
  void try_alone(Post& worker, Performed performed) {
    worker.discard_server();
    auto alone = perform_again(worker, performed.record.plan);
    if (alone && !agree(alone->verdict, performed.record.verdict)) {
      alone->verdict.reason = "performed again in a fresh subject, after " +
                              std::string(model::name_of(performed.record.verdict.cause)) +
                              " behind other trials" +
                              (alone->verdict.reason.empty() ? "" : "; " + alone->verdict.reason);
      performed.record = std::move(*alone);
    }
    if (alone) performed.record.attempts = 2;
    report(std::move(performed.record));
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
  exec::Gate starts_;
  // What all trials together may hold open. The smoke exchanges come one after another.
  std::optional<exec::Budget> connections_{std::in_place, SIZE_MAX};
  exec::Surroundings surroundings_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::mutex sink_mutex_;
  std::deque<Plan> brisk_;
  std::deque<Plan> waiting_;
  std::deque<Performed> unconfirmed_;
  std::deque<Performed> doubtful_;
  Confirmations confirmations_;
  Copies copies_{surroundings_, suite_.subjects_};
  std::uint8_t next_worker_number_ = 1;
  int in_progress_ = 0;
  int hangs_ = 0;
  int helpers_ = 0;  // of the waiting workers, when nothing waits any more
  int survivors_ = 0;
};

Suite::Suite(SuiteOptions options, exec::Surroundings surroundings,
             const std::map<std::string, model::Subject>& subjects, TrialSink sink)
    : options_(std::move(options)),
      surroundings_(surroundings),
      subjects_(subjects),
      sink_(std::move(sink)) {}

int Suite::run(std::vector<Plan> plans) {
  // Whoever was given up may still look at it.
  return std::make_shared<Session>(*this)->run(std::move(plans));
}

}  // namespace wiretrial::cli
