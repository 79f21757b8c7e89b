#include "cli/fuzz_access.hpp"

#include <algorithm>
#include <filesystem>
#include <thread>

#include <sys/wait.h>

#include "cli/commands.hpp"
#include "harness/judge/judge.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/plan/plan.hpp"

namespace wiretrial::cli {

namespace {

namespace files = std::filesystem;

// A server that has said nothing for this share of the reaction deadline is suspected; the judge
// gives it all of it.
constexpr int screening_share = 8;
// No server is suspected before so many times what it mostly takes went by; and where it is known
// to say nothing, no more than that.
constexpr int times_usual = 6;
constexpr std::chrono::milliseconds least_deadline(20);
// How much of the longest time that a server took is forgotten with every exchange: one part of so
// many.
constexpr int forgotten_share = 64;
// How long a server is looked at until it rests.
constexpr std::chrono::milliseconds longest_look(50);
constexpr std::chrono::milliseconds look_pause(1);
// After so many bytes the server's output is taken: one that logs what it gets, in longer words,
// must not stand still on a full pipe (pipe(7): 64 KiB).
constexpr std::size_t most_unlooked_bytes = 8192;

std::string how_it_ended(int wait_status) {
  if (WIFSIGNALED(wait_status)) return "signal " + std::to_string(WTERMSIG(wait_status));
  return "exited " + std::to_string(WEXITSTATUS(wait_status));
}

std::vector<std::string> reference_command(model::Role role,
                                           std::optional<std::int64_t> max_content_bytes) {
  const files::path program = files::read_symlink("/proc/self/exe").parent_path() / "wt-decode";
  if (!files::exists(program)) {
    throw FileError(program.string() +
                    ": the reference is missing; ./justw build puts it beside wiretrial");
  }
  std::vector<std::string> command{program.string(), "--each"};
  if (role == model::Role::client) command.emplace_back("--client");
  if (max_content_bytes) {
    command.insert(command.end(), {"--max-content", std::to_string(*max_content_bytes)});
  }
  return command;
}

// A scenario without a step that matters: its plan has the settings that a server is started with.
constexpr const char* settings_scenario = R"({"id": "jhmp/findings/open", "requirement": "SRV-1",
  "role": "server", "title": "A server is open", "steps": [{"connect": "a"}, {"expect": "nothing"}]})";

}  // namespace

SubjectAccess::SubjectAccess(const Ground& ground, const model::Subject& subject, model::Role role,
                             Stage& stage, const std::atomic<bool>& over, std::uint8_t first_worker,
                             std::uint64_t seed)
    : ground_(ground),
      subject_(subject),
      role_(role),
      stage_(stage),
      seed_(seed),
      surroundings_([&] {
        exec::Surroundings surroundings = stage.surroundings();
        surroundings.gate = &gate_;
        surroundings.starts = &starts_;
        surroundings.interrupted = &over;
        return surroundings;
      }()),
      open_(surroundings_, first_worker),
      court_(surroundings_, static_cast<std::uint8_t>(first_worker + 1)) {
  gate_.enter(*surroundings_.interrupted);
  if (role_ == model::Role::server) settings_plan_ = plan_of(settings_scenario);
}

model::Plan SubjectAccess::plan_of(const std::string& scenario) const {
  const auto scenarios =
      load::read_scenario_text("findings/candidate.json", scenario, ground_.protocol);
  plan::PlanOptions options;
  options.seed = seed_;
  options.roles = {role_};
  auto plans = plan::make_plans(scenarios, std::span(&subject_, 1), ground_.protocol.requirements,
                                ground_.protocol.server_control, options);
  return std::move(plans.at(0));
}

void SubjectAccess::stop_when_interrupted() const {
  if (surroundings_.interrupted->load()) throw exec::Interrupted();
}

std::string SubjectAccess::open_server() {
  discard_server();
  stage_.reuse_ports();
  std::string reason = open_.open_server(settings_plan_, subject_);
  if (!reason.empty()) return reason;
  const exec::OpenServer server = open_.look_at_server();
  endpoint_ = server.endpoint;
  pid_ = server.pid;
  courier_.emplace(server.endpoint, server.pid);
  return "";
}

void SubjectAccess::discard_server() {
  courier_.reset();
  held_.reset();
  open_.discard_server();
}

hunt::ServerLook SubjectAccess::look() {
  if (!courier_) return {true, "", ""};
  const exec::OpenServer server = open_.look_at_server();
  return {server.ended, server.ended ? how_it_ended(server.wait_status) : "", server.error_tail};
}

hunt::ServerFigures SubjectAccess::figures(std::int64_t settle_to) {
  const exec::Vitals vitals = open_.vitals_of_server(settle_to);
  return {vitals.sockets, vitals.resident_bytes};
}

std::chrono::milliseconds SubjectAccess::deadline_for(hunt::Patience patience) const {
  using std::chrono::milliseconds;
  if (patience == hunt::Patience::ample) return surroundings_.readiness_deadline;
  const auto by_usual =
      std::max(least_deadline, std::chrono::duration_cast<milliseconds>(times_usual * usual_time_));
  const milliseconds share = surroundings_.reaction_deadline / screening_share;
  if (patience == hunt::Patience::brief) return std::min(by_usual, share);
  return std::clamp(by_usual, share, surroundings_.reaction_deadline);
}

model::Reaction SubjectAccess::exchange(const model::Exchange& exchange, hunt::Patience patience) {
  stop_when_interrupted();
  if (!courier_) return {"", model::Closing::refused, false};
  sent_bytes_ += exchange.bytes.size();
  if (sent_bytes_ > most_unlooked_bytes) {
    sent_bytes_ = 0;
    static_cast<void>(open_.look_at_server());
  }
  const auto began = std::chrono::steady_clock::now();
  model::Reaction reaction = courier_->exchange(exchange, deadline_for(patience));
  if (reaction.close == model::Closing::open) return reaction;
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - began;
  usual_time_ -= usual_time_ / forgotten_share;
  usual_time_ = patience == hunt::Patience::ample ? took : std::max(usual_time_, took);
  return reaction;
}

bool SubjectAccess::comes_to_rest() {
  const auto end = std::chrono::steady_clock::now() + longest_look;
  while (!exec::all_asleep(exec::read_threads(pid_))) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(look_pause);
  }
  return true;
}

void SubjectAccess::hold(const std::string& bytes) {
  held_.reset();
  held_ = std::make_unique<exec::HeldConnection>(endpoint_, bytes);
}

model::Reaction SubjectAccess::complete() {
  model::Reaction reaction = held_->complete(surroundings_.reaction_deadline);
  held_.reset();
  return reaction;
}

hunt::Trial SubjectAccess::try_scenario(const std::string& scenario) {
  stop_when_interrupted();
  const model::Plan plan = plan_of(scenario);
  court_.discard_server();
  stage_.reuse_ports();
  const auto evidence = court_.perform(plan, subject_);
  hunt::Trial trial{judge::judge(plan, evidence), ""};
  for (const model::Evidence& run : evidence) {
    for (const model::Event& event : run.events) {
      if (event.kind == model::EventKind::standard_error) trial.error_tail += event.data;
    }
  }
  return trial;
}

int SubjectAccess::survivors() const {
  return open_.survivors() + court_.survivors();
}

ReferenceAccess::ReferenceAccess(model::Role role, std::optional<std::int64_t> max_content_bytes,
                                 const std::atomic<bool>& interrupted)
    : process_(reference_command(role, max_content_bytes), interrupted) {}

}  // namespace wiretrial::cli
