#include "harness/load/scenario_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>

#include "harness/load/requirements.hpp"
#include "harness/load/scenario_checks.hpp"
#include "harness/load/step_reader.hpp"
#include "harness/load/word.hpp"
#include "harness/model/hash.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using model::Scenario;
using Texts = std::vector<std::string>;

const Texts scenario_keys{"id",         "requirement",    "role",  "title",    "why",
                          "also",       "smoke",          "needs", "settings", "fresh",
                          "control",    "sweep",          "steps", "runs",     "compare",
                          "provenance", "without_mutant", "since", "disputed", "probes"};

// The folders between `scenarios` and the file, with a slash behind: what the file's ids begin
// with.
std::string id_prefix(const std::string& file) {
  const std::filesystem::path folder =
      std::filesystem::absolute(file).lexically_normal().parent_path();
  std::string prefix;
  bool below = false;
  for (const auto& part : folder) {
    if (part == "scenarios") {
      below = true;
      prefix.clear();
    } else if (below) {
      prefix += part.string() + "/";
    }
  }
  return prefix;
}

void read_id(const Place& place, Scenario& scenario) {
  if (!place.require("id")) return;
  scenario.id = place.text_at("id");
  const Place id = place["id"];
  if (!id.value().is_string()) return;
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-/";
  if (scenario.id.empty() || scenario.id.find_first_not_of(allowed) != std::string::npos) {
    id.report("an id has lower-case letters, digits, hyphens and slashes only");
    return;
  }
  const std::string prefix = id_prefix(place.file());
  if (!scenario.id.starts_with(prefix)) {
    id.report("the id of a scenario in this folder begins with \"" + prefix + "\"");
  }
}

void read_role(const Place& place, Scenario& scenario) {
  static const Texts roles{"server", "client", "pair"};
  if (!place.require("role")) return;
  const std::string word = place.text_at("role", "server");
  if (!model::value_of<model::Role>(word)) {
    place["role"].report("unknown role \"" + word + "\"" + model::did_you_mean(word, roles));
    return;
  }
  scenario.role = *model::value_of<model::Role>(word);
}

void check_requirement(const Place& place, const std::string& id, const Scenario& scenario,
                       const Protocol& protocol, bool must_bind) {
  const model::Requirement* requirement = find_requirement(protocol.requirements, id);
  if (requirement == nullptr) {
    Texts ids;
    for (const model::Requirement& known : protocol.requirements) ids.push_back(known.id);
    place.report("unknown requirement \"" + id + "\"" + model::did_you_mean(id, ids));
    return;
  }
  // In a pair there is one who must react, whichever of the two it is.
  const bool binds = scenario.role == model::Role::pair ||
                     (scenario.role == model::Role::server ? requirement->binds_server
                                                           : requirement->binds_client);
  if (must_bind && !binds) {
    place.report("the requirement " + id + " does not bind a " +
                 std::string(model::name_of(scenario.role)));
  }
}

void read_requirements(const Place& place, Scenario& scenario, const Protocol& protocol) {
  if (place.require("requirement")) {
    if (const auto id = place["requirement"].text()) {
      scenario.requirement = *id;
      check_requirement(place["requirement"], *id, scenario, protocol, true);
    }
  }
  scenario.also = place.texts_at("also");
  for (std::size_t i = 0; i < scenario.also.size(); ++i) {
    check_requirement(place["also"][i], scenario.also[i], scenario, protocol, false);
  }
}

void read_settings(const Place& place, model::Settings& settings) {
  static const Texts hosts{"ipv4", "ipv6"};
  Texts keys = setting_names();
  keys.emplace_back("host");
  if (!place.must_be_object()) return;
  place.allow_keys(keys);
  for (const std::string& name : setting_names()) {
    if (!place.has(name)) continue;
    // No content at all is a limit, too; no time at all is none.
    const std::int64_t least = name == "max_content" ? 0 : 1;
    const auto value = place[name].number(least, std::numeric_limits<std::int64_t>::max());
    if (value) settings.values[name] = *value;
  }
  settings.host = place.text_at("host", settings.host);
  if (settings.host != hosts[0] && settings.host != hosts[1]) {
    place["host"].report("unknown host \"" + settings.host + "\"" +
                         model::did_you_mean(settings.host, hosts));
  }
}

void read_dispute(const Place& place, Scenario& scenario) {
  static const Texts keys{"link", "claim"};
  if (!place.must_be_object()) return;
  place.allow_keys(keys);
  model::Dispute dispute;
  if (place.require("link")) dispute.link = place.text_at("link");
  if (place.require("claim")) dispute.claim = place.text_at("claim");
  if (!dispute.link.starts_with("http://") && !dispute.link.starts_with("https://")) {
    place.report("\"link\" must be the address of a page (https://...)");
  }
  scenario.disputed = std::move(dispute);
}

bool is_capability(const std::string& word) {
  const Texts& known = capabilities();
  return std::find(known.begin(), known.end(), word) != known.end();
}

void read_since(const Place& place, Scenario& scenario) {
  if (!place.has("since")) return;
  const auto revision = place["since"].number(1, std::numeric_limits<int>::max());
  scenario.since = static_cast<int>(revision.value_or(1));
}

std::string digest_of(Json scenario) {
  for (const char* name : {"title", "why", "without_mutant", "provenance", "since", "disputed"}) {
    scenario.erase(name);
  }
  model::Hash128 hash;
  hash.add(scenario.dump());
  return hash.hexadecimal();
}

std::vector<model::Run> read_runs(const Place& place, const BytesContext& context) {
  static const Texts keys{"name", "steps"};
  std::vector<model::Run> runs;
  if (!place.must_be_array()) return runs;
  for (const Place& item : place.items()) {
    if (!item.must_be_object()) continue;
    item.allow_keys(keys);
    model::Run run;
    if (item.require("name")) run.name = item.text_at("name");
    if (item.require("steps")) run.steps = read_steps(item["steps"], context);
    runs.push_back(std::move(run));
  }
  return runs;
}

void read_course(const Place& place, Scenario& scenario, const Protocol& protocol) {
  const BytesContext context{&protocol.frame, &protocol.messages, &protocol.frames, scenario.role};
  scenario.sweep = word_at(place, "sweep", model::Sweep::none);
  scenario.compare = word_at(place, "compare", model::Compare::none);
  if (place.has("steps") == place.has("runs")) {
    place.report("needs either \"steps\" or \"runs\"");
  } else if (place.has("steps")) {
    scenario.runs = {{"", read_steps(place["steps"], context)}};
    if (place.has("compare")) place["compare"].report("there is but one run to compare");
  } else {
    scenario.runs = read_runs(place["runs"], context);
    if (place.require("compare") && scenario.runs.size() < 2) {
      place["runs"].report("a comparison needs at least two runs");
    }
  }
}

}  // namespace

Scenario read_scenario(const Place& place, const Protocol& protocol, const Wanted& wanted) {
  Scenario scenario;
  scenario.file = place.file();
  if (!place.must_be_object()) return scenario;
  const std::size_t before = place.problem_count();
  place.allow_keys(scenario_keys);
  read_id(place, scenario);
  read_role(place, scenario);
  read_requirements(place, scenario, protocol);
  if (place.require("title")) scenario.title = place.text_at("title");
  scenario.why = place.text_at("why");
  scenario.without_mutant = place.text_at("without_mutant");
  scenario.smoke = place.flag_at("smoke", false);
  scenario.control = place.flag_at("control", true);
  scenario.fresh = place.flag_at("fresh", false);
  scenario.needs = place.texts_at("needs");
  check_words(place, "needs", capabilities(), "capability");
  if (place.has("settings")) read_settings(place["settings"], scenario.settings);
  read_since(place, scenario);
  scenario.probes = place.text_at("probes");
  if (place.has("probes") && !is_capability(scenario.probes)) {
    place["probes"].report("unknown capability \"" + scenario.probes + "\"" +
                           model::did_you_mean(scenario.probes, capabilities()));
  }
  if (place.has("disputed")) read_dispute(place["disputed"], scenario);
  scenario.head_only = wanted && !wanted(scenario);
  if (scenario.head_only) return scenario;
  scenario.digest = digest_of(place.value());
  read_course(place, scenario, protocol);
  // What the steps mean together can only be judged when each of them could be read.
  if (place.problem_count() == before) check_scenario(place, scenario);
  return scenario;
}

const std::vector<std::string>& capabilities() {
  static const Texts words{"ipv4", "ipv6", "utf-16", "utf-32", "latin-1", "ascii", "concurrent"};
  return words;
}

const std::vector<std::string>& setting_names() {
  static const Texts names{"idle_ms", "max_content", "connect_ms", "response_ms", "send_ms"};
  return names;
}

void check_words(const Place& place, std::string_view name, std::span<const std::string> known,
                 const std::string& what) {
  if (!place.has(name) || !place[name].value().is_array()) return;
  for (const Place& item : place[name].items()) {
    if (!item.value().is_string()) continue;
    const std::string word = item.value().get<std::string>();
    if (std::find(known.begin(), known.end(), word) != known.end()) continue;
    item.report("unknown " + what + " \"" + word + "\"" + model::did_you_mean(word, known));
  }
}

}  // namespace wiretrial::load
