#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <set>

#include <fmt/format.h>

#include "cli/calibration.hpp"
#include "cli/commands.hpp"
#include "cli/fuzz_access.hpp"
#include "cli/fuzz_report.hpp"
#include "cli/ground.hpp"
#include "cli/performance.hpp"
#include "cli/stage.hpp"
#include "harness/exec/required_calls.hpp"
#include "harness/hunt/hunt.hpp"
#include "harness/model/sent_bytes.hpp"

namespace wiretrial::cli {

namespace {

namespace files = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t usual_seconds = 60;
// What is longer teaches nothing that the shorter does not, and slows everything down.
constexpr std::size_t most_seed_bytes = 8192;

std::string read_corpus_file(const files::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream && !stream.eof()) throw FileError(file.string() + ": cannot be read");
  return bytes;
}

void collect_corpus(const std::string& corpus, std::set<std::string>& streams) {
  std::error_code error;
  files::directory_iterator entries(corpus, error);
  if (error) throw FileError(corpus + ": cannot be read as a folder of inputs: " + error.message());
  for (const auto& entry : entries) {
    if (!entry.is_regular_file()) continue;
    if (!std::ifstream(entry.path())) throw FileError(entry.path().string() + ": cannot be read");
    streams.insert(read_corpus_file(entry.path()));
  }
}

// What the counterpart sends in the role's scenarios, and the files of the corpus.
std::vector<std::string> streams_for(const Ground& ground, model::Role role,
                                     const std::string& corpus) {
  std::set<std::string> streams;
  for (const model::Scenario& scenario : ground.scenarios) {
    if (scenario.role != role) continue;
    for (std::string& bytes : model::sent_bytes(scenario)) {
      if (bytes.size() <= most_seed_bytes) streams.insert(std::move(bytes));
    }
  }
  if (!corpus.empty()) collect_corpus(corpus, streams);
  return {streams.begin(), streams.end()};
}

std::string first_sent(const std::vector<model::Step>& steps) {
  for (const model::Step& step : steps) {
    if (const auto* send = std::get_if<model::Send>(&step)) return send->bytes.data;
  }
  return "";
}

// An exchange that goes well: the positive control of servers, the first smoke exchange of clients.
std::string control_bytes(const Ground& ground, model::Role role) {
  if (role == model::Role::server) return first_sent(ground.protocol.server_control);
  for (const model::Scenario& scenario : ground.scenarios) {
    if (scenario.role == role && scenario.smoke) return model::sent_bytes(scenario).at(0);
  }
  throw UsageError("the scenarios have no smoke exchange of a client");
}

std::vector<model::Role> roles_of(const FuzzArguments& arguments,
                                  const std::vector<model::Subject>& subjects) {
  std::vector<model::Role> roles;
  for (const model::Role role : {model::Role::server, model::Role::client}) {
    const bool server = role == model::Role::server;
    const std::string name(model::name_of(role));
    if (!arguments.role.empty() && arguments.role != name) continue;
    const auto has = [server](const model::Subject& subject) {
      return server ? subject.server.has_value() : subject.client.has_value();
    };
    if (std::all_of(subjects.begin(), subjects.end(), has)) {
      roles.push_back(role);
    } else if (!arguments.role.empty()) {
      const auto lacking = std::find_if_not(subjects.begin(), subjects.end(), has);
      throw UsageError(lacking->file + ": describes no " + name);
    }
  }
  if (roles.empty()) throw UsageError("the subjects have no role in common; see --role");
  return roles;
}

hunt::HuntOptions hunt_options(const FuzzArguments& arguments, std::size_t roles) {
  hunt::HuntOptions options;
  options.interrupted = &interrupt_wish();
  if (!arguments.input.empty()) {
    options.only = hunt::parse_address(arguments.input);
    if (!options.only) {
      throw UsageError("--input " + arguments.input +
                       ": no address of an input; they look like 7:331 or 7:12.331");
    }
  } else if (arguments.runs > 0) {
    options.inputs = arguments.runs;
  }
  if (arguments.stop_after > 0) options.findings = arguments.stop_after;
  if (arguments.seconds > 0 || arguments.runs == 0) {
    const std::uint64_t seconds = arguments.seconds > 0 ? arguments.seconds : usual_seconds;
    options.time = std::chrono::milliseconds(seconds * 1000 / roles);
  }
  return options;
}

std::uint64_t chosen_seed(const FuzzArguments& arguments) {
  if (const auto address = hunt::parse_address(arguments.input)) return address->seed;
  if (arguments.seed_given) return arguments.seed;
  return std::random_device{}() % 1'000'000;  // short enough to be typed again
}

// The hunt after all subjects in one role.
class Expedition {
 public:
  Expedition(const FuzzArguments& arguments, const Ground& ground,
             const std::vector<model::Subject>& subjects, model::Role role, std::uint64_t seed,
             Stage& stage)
      : subjects_(subjects),
        generator_(seed, streams_for(ground, role, arguments.corpus), ground.protocol.frame),
        reference_(role, common_limit(), interrupt_wish()),
        triage_reference_(role, common_limit(), interrupt_wish()) {
    std::uint8_t worker = 1;
    const auto chase = [&](const model::Subject& subject, ReferenceAccess& reference) {
      accesses_.push_back(
          std::make_unique<SubjectAccess>(ground, subject, role, stage, party_.over, worker, seed));
      worker = static_cast<std::uint8_t>(worker + 2);
      return hunt::Chase{subject.name, subject.version,       role, accesses_.back().get(),
                         &reference,   ground.protocol.frame, {}};
    };
    for (const model::Subject& subject : subjects_) {
      party_.hunted.push_back(chase(subject, reference_));
      party_.tried.push_back(chase(subject, triage_reference_));
    }
    const model::Exchange control{control_bytes(ground, role), {}, model::Ending::open};
    for (auto* chases : {&party_.hunted, &party_.tried}) {
      for (hunt::Chase& one : *chases) one.control = hunt::cases_of(one, {control}).front();
    }
  }

  hunt::HuntResult run(const hunt::HuntOptions& options, FuzzFolder& folder,
                       FuzzProgress& progress) {
    hunt::HuntEvents events;
    events.on_progress = [&](const hunt::HuntCounts& counts) { progress.show(counts); };
    events.on_novel = [&](const hunt::Input& input) { folder.keep(input); };
    events.on_finding = [&](const hunt::Finding& finding) {
      progress.erase();
      const std::string file = folder.keep(finding);
      fmt::print("{}", hunt_text(finding, file));
      std::fflush(stdout);
    };
    return hunt::hunt(party_, generator_, options, events);
  }

  [[nodiscard]] int survivors() const {
    int survivors = 0;
    for (const auto& access : accesses_) survivors += access->survivors();
    return survivors;
  }

 private:
  // Where all subjects state the same limit, the reference has it too.
  [[nodiscard]] std::optional<std::int64_t> common_limit() const {
    const auto limit = subjects_.front().limits.find("max_content");
    if (limit == subjects_.front().limits.end()) return std::nullopt;
    return limit->second;
  }

  [[nodiscard]] std::string hunt_text(const hunt::Finding& finding, const std::string& file) const {
    const auto subject =
        std::find_if(subjects_.begin(), subjects_.end(),
                     [&](const model::Subject& one) { return one.name == finding.subject; });
    return finding_text(finding, file, subject->file);
  }

  const std::vector<model::Subject>& subjects_;
  hunt::Generator generator_;
  ReferenceAccess reference_;
  ReferenceAccess triage_reference_;
  hunt::Party party_;
  std::vector<std::unique_ptr<SubjectAccess>> accesses_;
};

void append(hunt::HuntResult& all, hunt::HuntResult one) {
  all.counts.inputs += one.counts.inputs;
  all.counts.left_out += one.counts.left_out;
  all.counts.signatures += one.counts.signatures;
  all.counts.seconds += one.counts.seconds;
  all.counts.input_seconds += one.counts.input_seconds;
  all.counts.restart_seconds += one.counts.restart_seconds;
  all.counts.waiting_seconds += one.counts.waiting_seconds;
  all.counts.triage_seconds += one.counts.triage_seconds;
  all.interrupted = all.interrupted || one.interrupted;
  const auto move_all = [](auto& to, auto& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  move_all(all.findings, one.findings);
  move_all(all.unconfirmed, one.unconfirmed);
  move_all(all.untriaged, one.untriaged);
  move_all(all.disagreements, one.disagreements);
}

// What the right reaction to any bytes is, the fuzzer knows of messages with a JSON header alone.
void require_fuzzable(const load::Protocol& protocol) {
  if (protocol.has_frame) return;
  throw UsageError(
      "fuzzing needs a protocol with a \"frame\" of prefix, JSON header and content; " +
      protocol.file + " has none");
}

}  // namespace

int fuzz(const FuzzArguments& arguments) {
  catch_interrupts();
  exec::require_system_calls();
  const std::vector<model::Subject> subjects = load_subjects(arguments.subjects);
  const Ground ground =
      load_ground(arguments.scenarios, find_protocol(arguments.scenarios, protocol_of(subjects)));
  require_fuzzable(ground.protocol);
  const std::vector<model::Role> roles = roles_of(arguments, subjects);
  const hunt::HuntOptions options = hunt_options(arguments, roles.size());
  const std::uint64_t seed = chosen_seed(arguments);
  FuzzFolder folder(arguments.out);
  Stage stage({measure_calibration(), arguments.deadline_scale, false, &interrupt_wish()});
  FuzzProgress progress(stderr);
  fmt::print(stderr, "wiretrial: fuzzing with seed {}; Ctrl-C ends it and keeps everything\n",
             seed);
  const auto began = Clock::now();
  std::vector<std::string> names;
  for (const model::Subject& subject : subjects) names.push_back(subject.name);
  hunt::HuntResult all;
  int survivors = 0;
  bool out_of_reach = false;
  for (const model::Role role : roles) {
    if (interrupt_wish().load()) break;
    std::optional<Expedition> expedition;
    std::string problem;
    try {
      expedition.emplace(arguments, ground, subjects, role, seed, stage);
      hunt::HuntResult result = expedition->run(options, folder, progress);
      problem = result.broken_off;
      append(all, std::move(result));
    } catch (const exec::Interrupted&) {  // before the first input
      all.interrupted = true;
    } catch (const hunt::NoQuarry& nothing) {
      problem = nothing.what();
    }
    if (!problem.empty()) {
      progress.erase();
      fmt::print(stderr, "wiretrial: {}\n", problem);
      out_of_reach = true;
    }
    if (expedition) survivors += expedition->survivors();
  }
  progress.erase();
  folder.keep(all, names, seed);
  fmt::print("{}", summary_text(all, names, seed,
                                std::chrono::duration<double>(Clock::now() - began).count()));
  fmt::print("Written: {0}/fuzz.json {0}/findings {0}/corpus\n", arguments.out);
  if (survivors > 0) {
    fmt::print(stderr, "wiretrial: {} processes of the subjects could not be ended\n", survivors);
  }
  if (survivors > 0 || folder.failed()) return status_harness_failed;
  if (all.interrupted) return status_interrupted;
  return all.findings.empty() && !out_of_reach ? status_good : status_findings;
}

}  // namespace wiretrial::cli
