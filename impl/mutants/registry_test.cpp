#include "impl/mutants/registry.hpp"

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace wiretrial::mutants;
using Json = nlohmann::json;

namespace {

std::string file_text(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const Json& table() {
  static const Json result =
      Json::parse(file_text("impl/mutants/mutants.json"), nullptr, true, true);
  return result;
}

std::multiset<std::string> names_in_table(const std::string& role) {
  std::multiset<std::string> names;
  for (const char* list : {"mutants", "variants"}) {
    for (const Json& entry : table().at(list)) {
      if (entry.at("role") == role || entry.at("role") == "both") {
        names.insert(std::string(entry.at("name")));
      }
    }
  }
  return names;
}

std::multiset<std::string> names_in(std::span<const Deviation> deviations) {
  std::multiset<std::string> names;
  for (const Deviation& deviation : deviations) names.emplace(deviation.name);
  return names;
}

}  // namespace

TEST_CASE("the table and the programs have the same names, each once") {
  for (const auto& [role, deviations] :
       {std::pair("server", server_deviations()), std::pair("client", client_deviations())}) {
    INFO(role);
    const auto names = names_in(deviations);
    CHECK(names == names_in_table(role));
    for (const std::string& name : names) {
      INFO(name);
      CHECK(names.count(name) == 1);
    }
  }
}

TEST_CASE(
    "each mutant breaks a clause of PROTOCOL.md that binds its role, with a cause of verdicts") {
  const std::string clauses = file_text("impl/PROTOCOL.md");
  const std::string causes = file_text("harness/model/verdict.hpp");
  for (const Json& mutant : table().at("mutants")) {
    const std::string requirement = mutant.at("requirement");
    const std::string own_role = mutant.at("role") == "server" ? "S" : "C";
    INFO(std::string(mutant.at("name")) << " " << requirement);
    const auto row = [&](const std::string& level, const std::string& role) {
      return clauses.find("| " + requirement + " | " + level + " | " + role + " |") !=
             std::string::npos;
    };
    // A clause that allows two outcomes does not allow a crash.
    const bool breaks_what_may_be = mutant.at("cause") == "crash" && row("MAY", own_role);
    CHECK((row("MUST", own_role) || row("SHOULD", own_role) || row("MUST", "B") ||
           row("SHOULD", "B") || breaks_what_may_be));
    CHECK(causes.find("\"" + std::string(mutant.at("cause")) + "\"") != std::string::npos);
  }
}

TEST_CASE("an unknown name has no rules, and `none` has") {
  CHECK(rules_of(server_deviations(), "none"));
  CHECK_FALSE(rules_of(server_deviations(), "no-such-mutant"));
}
