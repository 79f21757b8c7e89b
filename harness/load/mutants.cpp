#include "harness/load/mutants.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "harness/load/place.hpp"
#include "harness/load/requirements.hpp"
#include "harness/load/schema.hpp"
#include "harness/load/subject_reader.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using model::Role;
using model::Specimen;
using model::SpecimenKind;
using model::Subject;
using Texts = std::vector<std::string>;

constexpr const char* placeholder = "mutant";

void put_name(Texts& command, const std::string& name) {
  const std::string braced = std::string("{") + placeholder + "}";
  for (std::string& argument : command) {
    for (auto at = argument.find(braced); at != std::string::npos;
         at = argument.find(braced, at + name.size())) {
      argument.replace(at, braced.size(), name);
    }
  }
}

// The subject of one name and role: only that role is left of its description.
Subject named(Subject subject, Role role, const std::string& name) {
  subject.name = std::string(model::name_of(role)) + "-" + name;
  if (role == Role::server) {
    subject.client.reset();
    put_name(subject.server->command, name);
  } else {
    subject.server.reset();
    put_name(subject.client->command, name);
  }
  return subject;
}

class TableReader {
 public:
  TableReader(const std::string& file, std::span<const model::Requirement> requirements)
      : requirements_(requirements), context_{folder_of(file), {placeholder}} {
    usual_.file = file;
    table_.file = file;
  }

  void read(const Place& place) {
    static const Texts keys{"$schema",  "protocol", "server",  "client",
                            "supports", "limits",   "mutants", "variants"};
    if (!place.must_be_object()) return;
    place.allow_keys(keys);
    if (place.require("protocol")) usual_.protocol = place.text_at("protocol");
    if (!place.has("server") && !place.has("client")) {
      place.report("needs \"server\" or \"client\"");
    }
    const std::size_t before = place.problem_count();
    read_description(place, usual_);
    read_supports(place, usual_);
    if (place.problem_count() != before) return;
    place.require("mutants");
    read_entries(place, "mutants", SpecimenKind::mutant);
    read_entries(place, "variants", SpecimenKind::variant);
  }

  model::MutantTable finish() {
    if (usual_.server) {
      table_.unchanged_server = named(usual_, Role::server, unchanged_mutant);
    }
    if (usual_.client) {
      table_.unchanged_client = named(usual_, Role::client, unchanged_mutant);
    }
    return std::move(table_);
  }

 private:
  // What the table says for all, and an entry for itself.
  void read_description(const Place& place, Subject& subject) const {
    if (place.has("server")) subject.server = read_server(place["server"], context_);
    if (place.has("client")) subject.client = read_client(place["client"], context_);
    if (place.has("supports")) read_supports(place, subject);
    if (!place.has("limits")) return;
    subject.limits.clear();
    read_limits(place["limits"], subject);
  }

  void read_entries(const Place& place, const char* name, SpecimenKind kind) {
    if (!place.has(name) || !place[name].must_be_array()) return;
    for (const Place& item : place[name].items()) {
      const std::size_t before = item.problem_count();
      for (const Role role : read_roles(item)) {
        if (item.problem_count() == before) read_entry(item, kind, role);
      }
    }
  }

  void read_entry(const Place& place, SpecimenKind kind, Role role) {
    static const Texts mutant_keys{"name",        "role",         "server",      "client",
                                   "supports",    "limits",       "title",       "cause",
                                   "requirement", "pathological", "client_cause"};
    static const Texts variant_keys{"name",     "role",   "server", "client",
                                    "supports", "limits", "title"};
    const std::size_t before = place.problem_count();
    place.allow_keys(kind == SpecimenKind::mutant ? mutant_keys : variant_keys);
    Specimen specimen;
    specimen.kind = kind;
    specimen.name = read_subject_name(place);
    if (place.require("title")) specimen.title = place.text_at("title");
    specimen.role = role;
    if (kind == SpecimenKind::mutant) read_deviation(place, specimen);
    Subject subject = usual_;
    read_description(place, subject);
    if (place.problem_count() != before) return;
    add(place, std::move(specimen), subject);
  }

  // Those that the entry stands for; none where it does not say so.
  static std::vector<Role> read_roles(const Place& place) {
    static const Texts words{"server", "client", "both"};
    if (!place.must_be_object() || !place.require("role")) return {};
    const std::string word = place.text_at("role");
    if (word == words[0]) return {Role::server};
    if (word == words[1]) return {Role::client};
    if (word == words[2]) return {Role::server, Role::client};
    place["role"].report("unknown role \"" + word + "\"" + model::did_you_mean(word, words));
    return {};
  }

  void read_deviation(const Place& place, Specimen& mutant) const {
    mutant.pathological = place.flag_at("pathological", false);
    if (place.require("requirement")) {
      mutant.requirement = place.text_at("requirement");
      check_requirement(place["requirement"], mutant);
    }
    if (!place.require("cause")) return;
    const bool other = mutant.role == Role::client && place.has("client_cause");
    const char* const key = other ? "client_cause" : "cause";
    const std::string word = place.text_at(key);
    const auto cause = model::value_of<model::Cause>(word);
    if (cause && *cause != model::Cause::none) {
      mutant.cause = *cause;
      return;
    }
    Texts words;
    for (const auto& [value, name] : model::Names<model::Cause>::table) words.emplace_back(name);
    place[key].report("unknown cause \"" + word + "\"" + model::did_you_mean(word, words));
  }

  void check_requirement(const Place& place, const Specimen& mutant) const {
    const model::Requirement* clause = find_requirement(requirements_, mutant.requirement);
    if (clause == nullptr) {
      Texts ids;
      for (const model::Requirement& known : requirements_) ids.push_back(known.id);
      place.report("unknown requirement \"" + mutant.requirement + "\"" +
                   model::did_you_mean(mutant.requirement, ids));
    } else if (!(mutant.role == Role::server ? clause->binds_server : clause->binds_client)) {
      place.report("the requirement " + mutant.requirement + " does not bind a " +
                   std::string(model::name_of(mutant.role)));
    }
  }

  void add(const Place& place, Specimen specimen, const Subject& subject) {
    const std::string role(model::name_of(specimen.role));
    if (specimen.role == Role::server ? !subject.server : !subject.client) {
      place.report("there is no \"" + role + "\", here or at the top of the table");
      return;
    }
    if (!names_.insert({specimen.role, specimen.name}).second) {
      place["name"].report("there is a " + role + " \"" + specimen.name + "\" already");
    }
    specimen.subject = named(subject, specimen.role, specimen.name);
    table_.specimens.push_back(std::move(specimen));
  }

  std::span<const model::Requirement> requirements_;
  DescriptionContext context_;
  Subject usual_;
  std::set<std::pair<Role, std::string>> names_;
  model::MutantTable table_;
};

}  // namespace

model::MutantTable load_mutants(const std::string& file,
                                std::span<const model::Requirement> requirements) {
  Problems problems;
  TableReader reader(file, requirements);
  const std::optional<JsonFile> json = read_json(file, "table of mutants", problems);
  if (json) reader.read(Place(*json, problems));
  problems.raise();
  check_schema(*json, Schema::mutants, problems);
  problems.raise();
  return reader.finish();
}

}  // namespace wiretrial::load
