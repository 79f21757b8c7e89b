// What every command that knows the protocol stands on: its data, its scenarios, and the subjects'
// descriptions.
#pragma once

#include <string>
#include <vector>

#include "harness/load/protocol.hpp"
#include "harness/model/scenario.hpp"
#include "harness/model/specimen.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::cli {

struct Ground {
  load::Protocol protocol;
  std::vector<model::Scenario> scenarios;
  std::string scenario_set_hash;
};

// The files of the protocols whose data lie in the directory: its own one, when it is the folder of
// a protocol, else those of the folders in it.
[[nodiscard]] std::vector<std::string> protocols_in(const std::string& directory);

// The same for a directory of scenarios (empty: the default one). Throws UsageError when there is
// none.
[[nodiscard]] std::vector<std::string> protocol_files(const std::string& scenarios);

// The file of the protocol with this name: the directory's own one, or that of the folder of the
// name. "raw" is any protocol that has the directory to itself. Throws UsageError.
[[nodiscard]] std::string find_protocol(const std::string& scenarios, const std::string& name);

// The file of the protocol in whose folder, or below it, the scenario file lies; else of the one
// that has the directory to itself, else of JHMP. Throws UsageError.
[[nodiscard]] std::string find_protocol_of_file(const std::string& file,
                                                const std::string& scenarios);

// Reads the protocol and the scenarios of the directory that are its own; of those that no selector
// may fit, the heads. Throws LoadError, or UsageError when there is nothing.
[[nodiscard]] Ground load_ground(const std::string& scenarios, const std::string& protocol_file,
                                 const std::vector<std::string>& selectors = {});

// Whether the patterns of all expectations can be compiled. Throws FileError.
void check_patterns(const std::vector<model::Scenario>& scenarios);

// The one protocol that all subjects speak. Throws UsageError when they differ.
[[nodiscard]] std::string protocol_of(const std::vector<model::Subject>& subjects);

// Reads the descriptions and checks that their programs can be started and their patterns compiled.
// Throws LoadError or UsageError.
[[nodiscard]] std::vector<model::Subject> load_subjects(const std::vector<std::string>& files);

// The protocol that a table of mutants is about. Throws LoadError.
[[nodiscard]] std::string protocol_of_mutants(const std::string& file);

// The same as for subjects, for a table of mutants and all programs in it.
[[nodiscard]] model::MutantTable load_mutant_table(
    const std::string& file, const std::vector<model::Requirement>& requirements);

}  // namespace wiretrial::cli
