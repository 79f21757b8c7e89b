// What is kept of a specimen, so that a proof that was interrupted goes on where it was.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/model/kill_matrix.hpp"
#include "harness/model/subject.hpp"

namespace wiretrial::cli {

// A hash of everything but the scenarios that decides what a proof says of the subjects: their
// descriptions, the files that their commands name, and of scripts those beside and below that are
// in the same language; this program; and `circumstances`.
[[nodiscard]] std::string proof_identity(const std::vector<model::Subject>& subjects,
                                         const std::string& circumstances);

// The file of a specimen below the folder of results.
[[nodiscard]] std::filesystem::path result_file(const std::filesystem::path& out,
                                                const model::SpecimenResult& specimen);

// The results in the file that are of this identity; none when there is no such file.
[[nodiscard]] std::vector<model::ScenarioResult> kept_results(const std::filesystem::path& file,
                                                              const std::string& identity);

// Replaces the file at once or not at all. Throws FileError.
void keep_text(const std::filesystem::path& file, const std::string& text);

}  // namespace wiretrial::cli
