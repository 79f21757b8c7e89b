#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>

#include <boost/asio/io_context.hpp>

#include "harness/exec/child.hpp"
#include "harness/exec/frame.hpp"
#include "harness/exec/worker_process.hpp"
#include "harness/model/job.hpp"

namespace wiretrial::exec {

namespace {

// How long one turn of the event loop may sleep before the interruption flag is looked at.
constexpr std::chrono::milliseconds loop_turn(50);
// As for a guard, which the worker process waits for itself.
constexpr std::chrono::seconds longest_end(15);
constexpr std::chrono::seconds longest_probe(10);

}  // namespace

class IsolatedWorker::Link {
 public:
  Link(const Surroundings& shared, std::uint8_t number)
      : surroundings(shared),
        holder(number),
        process_(context_,
                 {{shared.guard_program, "worker", shared.gate->path(), shared.starts->path(),
                   std::to_string(number)},
                  "",
                  {},
                  false},
                 {[this](std::string_view bytes) {
                    frames_.feed(bytes);
                    while (auto frame = frames_.next()) answers_.push_back(std::move(*frame));
                  },
                  {},
                  {}}) {}

  ~Link() {
    process_.close_input();
    const auto deadline = std::chrono::steady_clock::now() + longest_end;
    while (process_.running() && std::chrono::steady_clock::now() < deadline) turn();
  }

  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  void send(FrameKind kind, const std::string& payload) {
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
    if (answers_.empty()) return std::nullopt;
    Frame frame = std::move(answers_.front());
    answers_.pop_front();
    return frame;
  }

  const Surroundings& surroundings;
  const std::size_t holder;
  int survivors = 0;

 private:
  void turn() {
    context_.restart();
    context_.run_one_for(loop_turn);
  }

  boost::asio::io_context context_{1};
  FrameReader frames_;
  std::deque<Frame> answers_;
  Child process_;
};

IsolatedWorker::IsolatedWorker(const Surroundings& surroundings, std::uint8_t number)
    : link_(std::make_unique<Link>(surroundings, number)) {}

IsolatedWorker::~IsolatedWorker() = default;

int IsolatedWorker::survivors() const {
  return link_->survivors;
}

std::vector<model::Evidence> IsolatedWorker::perform(const model::Plan& plan,
                                                     const model::Subject& subject) {
  std::vector<model::Evidence> evidence;
  const Surroundings& surroundings = link_->surroundings;
  model::Job job{plan, subject, surroundings.reaction_deadline, surroundings.readiness_deadline};
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    job.plan.runs = {plan.runs[i]};
    job.plan.control = i + 1 == plan.runs.size() ? plan.control : model::Steps();
    try {
      link_->send(FrameKind::job, model::to_json_line(job));
      std::optional<Frame> answer;
      while (!(answer = link_->answer())) {
        if (surroundings.interrupted->load()) throw Interrupted();
      }
      // A process that was killed has not given back its places.
      for (Gate* gate : {surroundings.gate, surroundings.starts}) {
        gate->release_places_of(link_->holder);
      }
      if (answer->kind != FrameKind::result) throw std::runtime_error(answer->payload);
      model::JobResult result = model::read_job_result(answer->payload);
      link_->survivors += result.survivors;
      std::move(result.evidence.begin(), result.evidence.end(), std::back_inserter(evidence));
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& failure) {
      model::Event event{};
      event.kind = model::EventKind::harness_error;
      event.detail = failure.what();
      evidence.push_back({plan.runs[i].name, {event}});
      break;
    }
  }
  return evidence;
}

model::MissingMeans probe_network(const std::string& own_program) {
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
    context.run_for(longest_probe);
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
