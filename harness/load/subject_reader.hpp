// The members of a subject's description, for every file that has them.
#pragma once

#include <string>
#include <vector>

#include "harness/load/place.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::load {

struct DescriptionContext {
  std::string folder;                          // against which paths are made absolute
  std::vector<std::string> more_placeholders;  // that commands may have besides those of subjects
};

// The absolute folder of a file.
[[nodiscard]] std::string folder_of(const std::string& file);

// Each reads the value at its place; faults are reported at theirs.
[[nodiscard]] model::ServerSubject read_server(const Place& place,
                                               const DescriptionContext& context);
[[nodiscard]] model::ClientSubject read_client(const Place& place,
                                               const DescriptionContext& context);
void read_limits(const Place& place, model::Subject& subject);

// Reads the member "supports" of an object; "ipv4" is always among the words.
void read_supports(const Place& place, model::Subject& subject);

// Reads the member "name", which becomes a part of the trials' names: no white space and none of
// @ # /. Empty when there is none.
[[nodiscard]] std::string read_subject_name(const Place& place);

}  // namespace wiretrial::load
