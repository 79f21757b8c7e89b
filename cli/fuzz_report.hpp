// What `wiretrial fuzz` says and leaves behind.
#pragma once

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/hunt/hunt.hpp"

namespace wiretrial::cli {

// One live line on a terminal; elsewhere a plain line now and then.
class FuzzProgress {
 public:
  // Writes to `stream`, which outlives it.
  explicit FuzzProgress(std::FILE* stream);
  void show(const hunt::HuntCounts& counts);
  // Makes room for a line of another kind.
  void erase();

 private:
  std::FILE* stream_;
  bool terminal_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point last_;
};

// The folder of a hunt: findings/NAME.json, corpus/, fuzz.json.
class FuzzFolder {
 public:
  // Makes the folders. Throws FileError when that, or writing there, is impossible.
  explicit FuzzFolder(const std::string& folder);

  // Writes the scenario; the file's name. When it cannot be written, the scenario goes to standard
  // output instead, so that it is not lost, and `failed()` turns true.
  std::string keep(const hunt::Finding& finding);
  void keep(const hunt::Input& input);
  // Writes fuzz.json.
  void keep(const hunt::HuntResult& result, const std::vector<std::string>& subjects,
            std::uint64_t seed);

  [[nodiscard]] bool failed() const { return failed_; }

 private:
  void write(const std::filesystem::path& file, const std::string& text);

  std::filesystem::path folder_;
  bool failed_ = false;
};

// The lines for people: one finding, with the command that shows it; what could not be confirmed;
// what several subjects disagree about; the sum.
[[nodiscard]] std::string finding_text(const hunt::Finding& finding, const std::string& file,
                                       const std::string& subject_file);
[[nodiscard]] std::string summary_text(const hunt::HuntResult& result,
                                       const std::vector<std::string>& subjects, std::uint64_t seed,
                                       double seconds);

}  // namespace wiretrial::cli
