// For tests only: a plan and its evidence, written together as one story. Each step goes into the
// plan and what the executor logs at it into the evidence; the calls between steps say what the
// subject did then.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/judge/judge.hpp"
#include "harness/model/evidence.hpp"
#include "harness/model/plan.hpp"

namespace wiretrial::judge::made_up {

using model::Cause;
using model::EventKind;
using model::ExpectationKind;
using model::Level;
using model::Outcome;
using model::Role;

class Trial {
 public:
  explicit Trial(Role role, Level level = Level::must) {
    plan.role = role;
    plan.level = level;
    begin_run("");
    if (role == Role::server) serving();
  }

  // --- The parts of a trial ---
  // A further run; the first has begun already, and gets this name when nothing has happened in it.
  Trial& run(const std::string& name) {
    if (current().empty()) {
      plan.runs.back().name = evidence.back().run = name;
      return *this;
    }
    begin_run(name);
    if (plan.role == Role::server) serving();
    return *this;
  }
  // The steps from here on are those of the positive control.
  Trial& control() {
    in_control_ = true;
    step_ = "control";
    return log(EventKind::control_begin);
  }
  // A server that was started and never listened, instead of one that serves.
  Trial& never_serving(const std::string& reason) {
    evidence.back().events.clear();
    step_.clear();
    return log(EventKind::started).log(EventKind::not_ready, "", reason);
  }

  // --- Steps about connections ---
  Trial& connect(const std::string& name = "a", std::size_t times = 1) {
    add(model::Connect{name, times, false, true});
    for (std::size_t i = 1; i <= times; ++i) log(EventKind::connected, member(name, i, times));
    return *this;
  }
  Trial& connect_fails(const std::string& reason, const std::string& name = "a") {
    add(model::Connect{name, 1, false, true});
    return log(EventKind::connect_failed, name, reason);
  }
  Trial& accept(const std::string& name = "a") {
    add(model::Accept{name, false, true});
    return log(EventKind::accepted, name);
  }
  Trial& accept_in_vain(const std::string& name = "a") {
    add(model::Accept{name, false, true});
    return log(EventKind::not_accepted, name);
  }
  Trial& send(const std::string& data, const std::string& on = "a") {
    return send_segments(data, {}, on);
  }
  Trial& send_segments(const std::string& data, std::vector<std::size_t> cuts,
                       const std::string& on = "a") {
    model::Send step;
    step.on = on;
    step.bytes.data = data;
    step.cuts = cuts;
    add(step);
    cuts.push_back(data.size());
    std::size_t begin = 0;
    for (const std::size_t cut : cuts) {
      sent(begin, cut - begin, on);
      begin = cut;
    }
    return *this;
  }
  Trial& send_part(const std::string& data, std::size_t length, const std::string& on = "a") {
    model::Send step;
    step.on = on;
    step.bytes.data = data;
    step.stop_at = length;
    add(step);
    return sent(0, length, on).barrier("drained", on);
  }
  // The step alone; `sent` says how it went.
  Trial& send_step(const std::string& data, const std::string& on = "a") {
    model::Send step;
    step.on = on;
    step.bytes.data = data;
    return add(step);
  }
  Trial& sent(std::size_t offset, std::size_t length, const std::string& on = "a") {
    log(EventKind::sent, on);
    last().offset = offset;
    last().length = length;
    return *this;
  }
  Trial& finish(const std::string& on = "a") {
    return add(model::Finish{on}).log(EventKind::fin_sent, on);
  }
  Trial& reset(const std::string& on = "a") {
    return add(model::Reset{on, true}).log(EventKind::rst_sent, on);
  }
  Trial& close(const std::string& on = "a") {
    return add(model::Close{on}).log(EventKind::closed, on);
  }

  // --- Steps about the process ---
  Trial& start_client(const std::string& action = "search", const std::string& value = "morpheus") {
    return add(model::StartClient{action, value, 1}).log(EventKind::started);
  }
  Trial& listen(model::ListenKind kind) { return add(model::Listen{kind}); }
  Trial& signal(const std::string& name) {
    return add(model::Signal{name}).log(EventKind::signal_sent, "", name);
  }
  Trial& restart(const std::string& name = "SIGTERM") {
    return add(model::Restart{name}).log(EventKind::signal_sent, "", name);
  }
  Trial& start_second() { return add(model::StartSecond{}).log(EventKind::started, "second"); }
  Trial& limit_descriptors(std::size_t spare) {
    add(model::LimitDescriptors{spare, false}).log(EventKind::limited);
    last().number = static_cast<std::int64_t>(spare);
    return *this;
  }
  Trial& vitals(const std::string& name, std::int64_t sockets, std::int64_t resident_bytes = 0) {
    add(model::TakeVitals{name, ""}).log(EventKind::vitals, "", name);
    last().figures = {{"sockets", sockets}, {"resident_bytes", resident_bytes}};
    return *this;
  }
  Trial& processor_time(const std::string& name, std::int64_t time_us) {
    vitals(name, 1).last().figures["processor_time_us"] = time_us;
    return *this;
  }
  Trial& watch(std::int64_t busy_percent) { return add(model::Watch{}).busy(busy_percent); }

  // --- Expectations ---
  Trial& expect(model::Expectation expectation, const std::string& on = "a") {
    const std::string word(model::name_of(expectation.kind));
    return add(model::Expect{on, std::move(expectation)}).log(EventKind::expecting, on, word);
  }
  Trial& expect(ExpectationKind kind, const std::string& on = "a") {
    model::Expectation expectation;
    expectation.kind = kind;
    return expect(std::move(expectation), on);
  }

  // --- What the subject does ---
  Trial& receives(const std::string& data, const std::string& on = "a") {
    log(EventKind::received, on);
    last().data = data;
    last().length = data.size();
    return *this;
  }
  Trial& fin(const std::string& on = "a") { return log(EventKind::fin_received, on); }
  Trial& rst(const std::string& on = "a") { return log(EventKind::rst_received, on); }
  // "fin", "rst", "deadline", "late fin" (behind the deadline), or "" for neither.
  Trial& ends_as(const std::string& how) {
    if (how == "fin") fin();
    if (how == "rst") rst();
    if (how == "deadline" || how == "late fin") deadline();
    if (how == "late fin") fin();
    return *this;
  }
  Trial& half_closed(const std::string& on = "a") { return log(EventKind::half_closed, on); }
  Trial& deadline(const std::string& on = "a") { return log(EventKind::deadline, on); }
  Trial& deadline_at_work(std::int64_t processor_time_ms, const std::string& on = "a") {
    deadline(on).last().figures["processor_time_ms"] = processor_time_ms;
    return *this;
  }
  Trial& process_deadline() { return log(EventKind::deadline); }
  Trial& barrier(const std::string& state, const std::string& on = "a") {
    return log(EventKind::barrier, on, state);
  }
  Trial& exits(int status, const std::string& process = "") {
    return end(EventKind::exited, status, process);
  }
  Trial& dies_by(int signal, const std::string& process = "") {
    return end(EventKind::signalled, signal, process);
  }
  // `how` is exited, signalled or unknown; `worker`: it listened, or was replaced.
  Trial& descendant_ends(const std::string& how, int number, bool worker,
                         const std::string& process = "") {
    log(EventKind::descendant_ended, process, how);
    last().number = number;
    last().figures = {{"worker", worker ? 1 : 0}};
    return *this;
  }
  Trial& leaves_behind(const std::string& what) { return log(EventKind::left_behind, "", what); }
  Trial& shows(const std::string& output, const std::string& process = "") {
    log(EventKind::standard_output, process);
    last().data = output;
    return *this;
  }
  Trial& complains(const std::string& error, const std::string& process = "") {
    log(EventKind::standard_error, process);
    last().data = error;
    return *this;
  }
  Trial& busy(std::int64_t percent) {
    log(EventKind::watched);
    last().figures = {{"busy_ratio_percent", percent}, {"duration_ms", 1000}};
    return *this;
  }
  Trial& serving() { return log(EventKind::started).log(EventKind::ready); }
  Trial& alive() { return log(EventKind::process_alive); }

  Trial& log(EventKind kind, const std::string& connection = "", std::string detail = "") {
    model::Event event;
    event.kind = kind;
    event.step = step_;
    event.connection = connection;
    event.detail = std::move(detail);
    event.at_ms = static_cast<double>(evidence.back().events.size());
    evidence.back().events.push_back(std::move(event));
    return *this;
  }
  Trial& add(model::Step step) {
    current().push_back(std::move(step));
    step_ = (in_control_ ? "control." : "") + std::to_string(current().size() - 1);
    return *this;
  }
  [[nodiscard]] model::Event& last() { return evidence.back().events.back(); }
  [[nodiscard]] model::Verdict judged() const { return judge(plan, evidence); }

  model::Plan plan;
  std::vector<model::Evidence> evidence;

 private:
  void begin_run(const std::string& name) {
    plan.runs.push_back({name, {}});
    evidence.push_back({name, {}});
    step_.clear();
  }
  Trial& end(EventKind kind, int number, const std::string& process) {
    log(kind, process);
    last().number = number;
    return *this;
  }
  std::vector<model::Step>& current() {
    return (in_control_ ? plan.control : plan.runs.back().steps).own();
  }
  static std::string member(const std::string& name, std::size_t number, std::size_t times) {
    return times == 1 ? name : name + "#" + std::to_string(number);
  }

  std::string step_;
  bool in_control_ = false;
};

}  // namespace wiretrial::judge::made_up
