#include "fuzz/scenario/scenario_property.hpp"

#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/tools/check.hpp"
#include "harness/load/protocol.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/load/subject.hpp"
#include "harness/model/record_json.hpp"
#include "harness/plan/plan.hpp"

namespace wiretrial::fuzz {
namespace {

// A file in memory, which has a name for as long as it lives.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view text) : descriptor_(::memfd_create("input", 0)) {
    const auto written = ::write(descriptor_, text.data(), text.size());
    check(descriptor_ >= 0 && written == static_cast<ssize_t>(text.size()),
          "there is room for a file");
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] std::string name() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

void check_problems(const load::LoadError& error, OracleSet oracles) {
  oracles.expect(Oracle::clear_errors, !error.problems().empty(), "an error has a problem");
  oracles.expect(Oracle::clear_errors, error.problems().size() <= load::most_problems,
                 "no more problems are told than anybody reads");
  for (const load::Problem& problem : error.problems()) {
    oracles.expect(Oracle::clear_errors, !problem.reason.empty(), "a problem has a reason");
  }
}

// Where the targets run without the sources, what is needed of them lies beside the program.
std::string protocol_file() {
  const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path() /
                      "fuzz_scenario.data/scenarios/jhmp/protocol.json";
  return std::filesystem::exists(beside) ? beside.string() : WIRETRIAL_SCENARIOS "/protocol.json";
}

const load::Protocol& protocol() {
  static const load::Protocol loaded = load::load_protocol(protocol_file());
  return loaded;
}

model::Subject able_subject() {
  model::Subject subject;
  subject.name = "subject";
  subject.protocol = "jhmp";
  subject.server.emplace();
  subject.server->command = {"server", "{host}", "{port}"};
  subject.client.emplace();
  subject.client->command = {"client", "{host}", "{port}", "{action}", "{value}"};
  subject.supports = {"ipv4"};
  return subject;
}

std::string as_text(const std::vector<model::Scenario>& scenarios) {
  std::string text;
  for (const model::Scenario& scenario : scenarios) {
    text += scenario.id + "\n" + scenario.title + "\n";
    for (const model::Run& run : scenario.runs) {
      for (const model::Step& step : run.steps) text += model::to_json_line(step) + "\n";
    }
  }
  return text;
}

// Calls `load`, which may throw a LoadError with its problems and nothing else; returns whether it
// threw nothing.
bool loads(const std::function<void()>& load, OracleSet oracles) {
  try {
    load();
    return true;
  } catch (const load::LoadError& error) {
    check_problems(error, oracles);
  } catch (const std::exception& other) {
    oracles.expect(Oracle::clear_errors, false, other.what());
  }
  return false;
}

void check_scenarios(const Loaders& loaders, const std::string& file, OracleSet oracles) {
  std::vector<model::Scenario> scenarios;
  if (!loads([&] { scenarios = loaders.load_scenarios(file); }, oracles)) return;
  std::vector<model::Scenario> again;
  const bool loaded = loads([&] { again = loaders.load_scenarios(file); }, oracles);
  oracles.expect(Oracle::same_again, loaded && as_text(again) == as_text(scenarios),
                 "a file is read alike each time");
  const std::vector<model::Subject> subjects{able_subject()};
  plan::PlanOptions options;
  options.sweep = plan::SweepForm::sampled;
  options.roles = {model::Role::server, model::Role::client, model::Role::pair};
  const auto plans = plan::make_plans(scenarios, subjects, protocol().requirements,
                                      protocol().server_control, options);
  check(plans.size() >= scenarios.size(), "each scenario has a plan");
}

void check_subject(const Loaders& loaders, const std::string& file, OracleSet oracles) {
  model::Subject subject;
  if (!loads([&] { subject = loaders.load_subject(file); }, oracles)) return;
  check(!subject.name.empty(), "a subject has a name");
  check(subject.server || subject.client, "a subject has a role");
}

}  // namespace

Loaders real_loaders() {
  // At once: later a protocol that cannot be loaded would pass for an input that cannot.
  static_cast<void>(protocol());
  return {[](const std::string& file) { return load::load_scenarios({file}, protocol()); },
          load::load_subject};
}

void check_loaders(const Loaders& loaders, std::string_view text, OracleSet oracles) {
  const MemoryFile file(text);
  check_scenarios(loaders, file.name(), oracles);
  check_subject(loaders, file.name(), oracles);
}

}  // namespace wiretrial::fuzz
