// scenarios/<protocol>/protocol.json -> what the harness knows of a protocol as data.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/load/problems.hpp"
#include "harness/model/bytes.hpp"
#include "harness/model/requirement.hpp"
#include "harness/model/step.hpp"
#include "harness/protocol/frame.hpp"

namespace wiretrial::load {

struct Protocol {
  std::string name;
  int revision = 1;
  std::string title;
  protocol::FrameDescription frame;
  std::map<std::string, model::Bytes> messages;  // those that scenarios call by name
  std::vector<model::Requirement> requirements;  // of the file that "requirements" names
  std::vector<model::Step> server_control;       // the positive control after a server trial
  std::string file;
  std::string requirements_file;
};

// Reads a protocol and its requirements. Throws LoadError.
[[nodiscard]] Protocol load_protocol(const std::string& file);

}  // namespace wiretrial::load
