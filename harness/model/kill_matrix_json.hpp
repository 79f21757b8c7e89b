// The kill matrix as JSON text: what `matrix.json` holds, and what is kept of each specimen.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/kill_matrix.hpp"

namespace wiretrial::model {

// The whole matrix, one scenario's result a line, ending with a line feed. Texts that a program
// wrote are made well-formed UTF-8.
[[nodiscard]] std::string to_json_text(const KillMatrix& matrix);

// The results of one specimen, under the identity of what they are the results of.
[[nodiscard]] std::string to_json_text(const std::string& identity, const SpecimenResult& result);

// The scenarios' results in a text of that form; nothing when its identity is another one, or when
// it is not of that form.
[[nodiscard]] std::optional<std::vector<ScenarioResult>> read_results(std::string_view text,
                                                                      const std::string& identity);

}  // namespace wiretrial::model
