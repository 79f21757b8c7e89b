#include "harness/hunt/expected.hpp"

#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/hunt/latitude.hpp"
#include "harness/model/bytes.hpp"

namespace wiretrial::hunt {

namespace {

using Json = nlohmann::json;
using Kind = Expected::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 4> verdicts{
    {{"answered", Kind::accepted},
     {"shown", Kind::accepted},
     {"rejected", Kind::rejected},
     {"incomplete", Kind::incomplete}}};

Kind kind_of(std::string_view verdict) {
  for (const auto& [name, kind] : verdicts) {
    if (name == verdict) return kind;
  }
  throw std::invalid_argument("unknown verdict");
}

// The clause that says what the answer, or what is shown, is.
std::string clause_of_accepted(const Expected& expected, model::Role role) {
  if (role == model::Role::client) return "APP-10";
  if (expected.content_type != "text/json") return "APP-7";
  const auto result = Json::parse(expected.content).at("result").get<std::string>();
  if (result.starts_with("Error: invalid action '")) return "APP-3";
  if (result.starts_with("Error: ")) return "APP-4";
  return result.starts_with("No match for ") ? "APP-2" : "APP-1";
}

}  // namespace

Expected read_expected(std::string_view line, std::string_view stream, model::Role role) {
  try {
    const Json json = Json::parse(line);
    Expected expected;
    expected.kind = kind_of(json.at("verdict").get<std::string>());
    expected.offset = json.at("offset").get<std::size_t>();
    expected.states = json.at("states").get<std::vector<std::string>>();
    expected.clause = json.value("clause", "");
    expected.reason = json.value("reason", "");
    if (expected.kind == Kind::accepted) {
      expected.content_type = json.at("content-type").get<std::string>();
      expected.content_encoding = json.at("content-encoding").get<std::string>();
      expected.content = model::from_hex(json.at("content").get<std::string>());
      expected.clause = clause_of_accepted(expected, role);
    }
    expected.latitude = latitude(stream, expected);
    return expected;
  } catch (const std::exception& problem) {
    throw std::runtime_error("the reference gave \"" + std::string(line.substr(0, 200)) +
                             "\": " + problem.what());
  }
}

}  // namespace wiretrial::hunt
