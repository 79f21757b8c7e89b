// Tells people how far a run has come: one live line on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>

#include "harness/model/record.hpp"

namespace wiretrial::cli {

class Progress {
 public:
  // Writes to `stream`, which outlives it.
  Progress(std::FILE* stream, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Counts a trial; one that is not as required gets a line of its own.
  void add(const model::TrialRecord& trial);

 private:
  void draw();
  void erase();

  std::FILE* stream_;
  std::size_t total_;
  bool terminal_;
  model::Summary summary_;
  std::size_t next_plain_line_ = 0;
  std::chrono::steady_clock::time_point last_drawn_;
};

}  // namespace wiretrial::cli
