// What workers stand on: deadlines as long as this machine needs them, ports, a place at the gate.
#pragma once

#include <atomic>
#include <cstdint>

#include "harness/exec/gate.hpp"
#include "harness/exec/worker.hpp"

namespace wiretrial::cli {

struct StageOptions {
  double calibration = 1.0;
  double deadline_scale = 1.0;
  bool wait_for_debugger = false;
  const std::atomic<bool>* interrupted = nullptr;
};

// Outlives the workers that are made with its surroundings.
class Stage {
 public:
  explicit Stage(const StageOptions& options);

  // Without a gate.
  [[nodiscard]] const exec::Surroundings& surroundings() const { return surroundings_; }
  // Ports are given out from the begin of this run's range again: for a run that starts more
  // servers than the range has ports, one after another.
  void reuse_ports();

 private:
  std::atomic<std::uint16_t> next_port_;
  std::uint16_t first_port_;
  exec::Surroundings surroundings_;
};

}  // namespace wiretrial::cli
