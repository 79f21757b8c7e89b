#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>

#include <boost/asio/io_context.hpp>

#include "harness/exec/child.hpp"
#include "harness/exec/frame.hpp"
#include "harness/exec/kill_tree.hpp"
#include "harness/exec/vitals.hpp"
#include "harness/exec/worker_process.hpp"
#include "harness/model/job.hpp"

namespace wiretrial::exec {

namespace {

// How long one turn of the event loop may sleep before the interruption flag is looked at.
constexpr std::chrono::milliseconds job_loop_turn(50);
// As for a guard; what is not over then is ended from outside.
constexpr std::chrono::seconds longest_job_end(5);
constexpr std::chrono::seconds longest_job_kill(2);
// A worker process says by itself that its job stands still, before we would have to.
constexpr std::chrono::milliseconds longest_silence = longest_standstill + std::chrono::seconds(5);
constexpr std::chrono::seconds longest_probe(10);

}  // namespace

class IsolatedWorker::Link {
 public:
  Link(const Surroundings& shared, std::uint8_t number)
      : process_(context_,
                 {{shared.guard_program, "worker", shared.gate->path(), shared.starts->path(),
                   std::to_string(number)},
                  "",
                  {},
                  false},
                 {[this](std::string_view bytes) {
                    idle_turns_ = 0;
                    frames_.feed(bytes);
                    while (auto frame = frames_.next()) {
                      if (frame->kind != FrameKind::alive) answers_.push_back(std::move(*frame));
                    }
                  },
                  {},
                  {}}) {}

  ~Link() {
    process_.close_input();
    const auto deadline = std::chrono::steady_clock::now() + longest_job_end;
    while (process_.running() && !is_stopped(process_.pid()) &&
           std::chrono::steady_clock::now() < deadline) {
      turn();
    }
    if (process_.running()) kill_below(process_.pid(), longest_job_kill);
  }

  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  void send(FrameKind kind, const std::string& payload) {
    idle_turns_ = 0;
    if (!process_.write(encode({kind, 0, payload}))) {
      throw std::runtime_error("the worker process has ended");
    }
  }

  // The next answer, or nothing while there is none; throws when none can come any more.
  std::optional<Frame> answer() {
    turn();
    if (answers_.empty() && !process_.running()) {
      throw std::runtime_error("the worker process has ended");
    }
    if (answers_.empty() && idle_turns_ * job_loop_turn > longest_silence) {
      throw std::runtime_error("the worker process " + std::to_string(process_.pid()) +
                               " has not answered for " + std::to_string(longest_silence.count()) +
                               " ms");
    }
    if (answers_.empty()) return std::nullopt;
    Frame frame = std::move(answers_.front());
    answers_.pop_front();
    return frame;
  }

 private:
  void turn() {
    context_.restart();
    if (context_.run_one_for(job_loop_turn) == 0) ++idle_turns_;
  }

  boost::asio::io_context context_{1};
  FrameReader frames_;
  std::deque<Frame> answers_;
  int idle_turns_ = 0;  // since it said something; counted, for we may have stood still ourselves
  Child process_;
};

IsolatedWorker::IsolatedWorker(const Surroundings& surroundings, std::uint8_t number,
                               std::atomic<std::uint64_t>* turns)
    : surroundings_(surroundings),
      number_(number),
      turns_(turns),
      link_(std::make_unique<Link>(surroundings, number)) {}

IsolatedWorker::~IsolatedWorker() = default;

model::JobResult IsolatedWorker::perform(const model::Job& job) {
  if (!link_) link_ = std::make_unique<Link>(surroundings_, number_);
  link_->send(FrameKind::job, model::to_json_line(job));
  std::optional<Frame> answer;
  while (!(answer = link_->answer())) {
    if (turns_ != nullptr) ++*turns_;
    if (surroundings_.interrupted->load()) throw Interrupted();
  }
  release_places();
  if (answer->kind != FrameKind::result) throw std::runtime_error(answer->payload);
  return model::read_job_result(answer->payload);
}

// A process that was killed has not given them back.
void IsolatedWorker::release_places() {
  for (Gate* gate : {surroundings_.gate, surroundings_.starts}) gate->release_places_of(number_);
}

std::vector<model::Evidence> IsolatedWorker::perform(const model::Plan& plan,
                                                     const model::Subject& subject) {
  std::vector<model::Evidence> evidence;
  model::Job job{plan, subject, surroundings_.reaction_deadline, surroundings_.readiness_deadline};
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    job.plan.runs = {plan.runs[i]};
    job.plan.control = i + 1 == plan.runs.size() ? plan.control : model::Steps();
    try {
      model::JobResult result = perform(job);
      survivors_ += result.survivors;
      std::move(result.evidence.begin(), result.evidence.end(), std::back_inserter(evidence));
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& failure) {
      link_.reset();  // the next job gets a process that has nothing behind it
      release_places();
      model::Event event{};
      event.kind = model::EventKind::harness_error;
      event.detail = failure.what();
      evidence.push_back({plan.runs[i].name, {event}});
      break;
    }
  }
  return evidence;
}

model::MissingMeans probe_network(const std::string& own_program,
                                  const std::atomic<bool>* interrupted) {
  model::MissingMeans missing;
  const auto all_missing = [&missing](const std::string& reason) {
    for (const auto means :
         {model::Means::namespaces, model::Means::packet_filter, model::Means::traffic_control}) {
      missing[means] = reason;
    }
  };
  try {
    boost::asio::io_context context(1);
    FrameReader frames;
    std::optional<Frame> answer;
    Child process(context, {{own_program, "worker"}, "", {}, false},
                  {[&](std::string_view bytes) {
                     frames.feed(bytes);
                     if (auto frame = frames.next()) answer = std::move(frame);
                   },
                   {},
                   {}});
    process.write(encode({FrameKind::probe, 0, ""}));
    process.close_input();
    const auto deadline = std::chrono::steady_clock::now() + longest_probe;
    while (process.running() && std::chrono::steady_clock::now() < deadline) {
      if (interrupted != nullptr && interrupted->load()) return {};
      context.restart();
      context.run_one_for(job_loop_turn);
    }
    if (!answer) {
      all_missing("a worker process for a network of its own did not answer");
      return missing;
    }
    const std::vector<std::string> words = split_arguments(answer->payload);
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
      if (const auto means = model::value_of<model::Means>(words[i])) {
        missing[*means] = words[i + 1];
      }
    }
  } catch (const ChildError& failure) {
    all_missing(failure.what());
  }
  return missing;
}

}  // namespace wiretrial::exec
