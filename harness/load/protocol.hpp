// scenarios/<protocol>/protocol.json -> what the harness knows of a protocol as data.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/load/problems.hpp"
#include "harness/model/byte_match.hpp"
#include "harness/model/requirement.hpp"
#include "harness/model/step.hpp"
#include "harness/protocol/frame.hpp"

namespace wiretrial::load {

// A clause that no scenario judges, or no mutant breaks, on purpose.
struct Exclusion {
  std::string pointer;  // its place in the file
  std::string requirement;
  std::optional<model::Role> role;  // nothing: every role that the clause binds
  bool lacks_scenario = false;
  bool lacks_mutant = false;
  std::string reason;
};

struct Protocol {
  std::string name;
  int revision = 1;
  std::string title;
  bool has_frame = false;  // its messages are those of `frame`
  protocol::FrameDescription frame;
  std::map<std::string, model::FrameLayout> frames;  // those that expectations call by name
  std::map<std::string, model::Bytes> messages;      // those that scenarios call by name
  std::vector<model::Requirement> requirements;      // of the file that "requirements" names
  std::vector<std::string> chapters;  // the ids of its clauses begin with these; empty: with any
  std::vector<model::Step> server_control;  // the positive control after a server trial
  std::vector<Exclusion> exclusions;
  std::string file;
  std::string requirements_file;
  std::string mutants_file;  // empty when none is named
};

// The name of the file in the folder of a protocol.
inline constexpr const char* protocol_file_name = "protocol.json";

// Reads a protocol and its requirements. Throws LoadError.
[[nodiscard]] Protocol load_protocol(const std::string& file);

}  // namespace wiretrial::load
