// Whatever stands in a file, the loaders of scenarios and of subjects read it, or throw a LoadError
// whose problems are told on a line each; nothing else comes of it. What was read is the same when
// it is read again, and can be planned.
#include <string>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/tools/check.hpp"
#include "fuzz/tools/target.hpp"
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

void check_problems(const load::LoadError& error) {
  check(!error.problems().empty(), "an error has a problem");
  check(error.problems().size() <= load::most_problems,
        "no more problems are told than anybody reads");
  for (const load::Problem& problem : error.problems()) {
    check(!problem.reason.empty(), "a problem has a reason");
  }
}

const load::Protocol& protocol() {
  static const load::Protocol loaded = load::load_protocol(WIRETRIAL_SCENARIOS "/protocol.json");
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

void check_scenarios(const std::string& file) {
  std::vector<model::Scenario> scenarios;
  try {
    scenarios = load::load_scenarios({file}, protocol());
  } catch (const load::LoadError& error) {
    return check_problems(error);
  }
  check(as_text(load::load_scenarios({file}, protocol())) == as_text(scenarios),
        "a file is read alike each time");
  const std::vector<model::Subject> subjects{able_subject()};
  plan::PlanOptions options;
  options.sweep = plan::SweepForm::sampled;
  options.roles = {model::Role::server, model::Role::client, model::Role::pair};
  const auto plans = plan::make_plans(scenarios, subjects, protocol().requirements,
                                      protocol().server_control, options);
  check(plans.size() >= scenarios.size(), "each scenario has a plan");
}

void check_subject(const std::string& file) {
  try {
    const model::Subject subject = load::load_subject(file);
    check(!subject.name.empty(), "a subject has a name");
    check(subject.server || subject.client, "a subject has a role");
  } catch (const load::LoadError& error) {
    check_problems(error);
  }
}

}  // namespace

void test_one_input(std::string_view input) {
  const MemoryFile file(input);
  check_scenarios(file.name());
  check_subject(file.name());
}

}  // namespace wiretrial::fuzz
