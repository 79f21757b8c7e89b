// Roles and levels: who a clause of PROTOCOL.md binds, and how strictly.
#pragma once

#include <string>

#include "harness/model/names.hpp"

namespace wiretrial::model {

enum class Role { server, client, pair };

template <>
struct Names<Role> {
  static constexpr std::array<std::pair<Role, std::string_view>, 3> table{
      {{Role::server, "server"}, {Role::client, "client"}, {Role::pair, "pair"}}};
};

enum class Level { must, should, may };

template <>
struct Names<Level> {
  static constexpr std::array<std::pair<Level, std::string_view>, 3> table{
      {{Level::must, "MUST"}, {Level::should, "SHOULD"}, {Level::may, "MAY"}}};
};

// One clause of PROTOCOL.md.
struct Requirement {
  std::string id;
  Level level = Level::must;
  bool binds_server = false;
  bool binds_client = false;
  std::string text;
};

// Somebody holds that a scenario expects the wrong thing. It changes no outcome; reports show it.
struct Dispute {
  std::string link;   // where it is discussed
  std::string claim;  // what is held against the scenario, in one sentence

  bool operator==(const Dispute&) const = default;
};

}  // namespace wiretrial::model
