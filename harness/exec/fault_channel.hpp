// Faults inside the subject: tells the preloaded library, or the tracer of a static program, what
// to do to the subject's system calls, and reads what they did.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/exec/shared_memory.hpp"
#include "harness/model/evidence.hpp"
#include "harness/model/step.hpp"
#include "harness/preload/channel.hpp"

namespace wiretrial::exec {

// A step of the run that is armed before the subject starts, with its position.
struct ArmedStep {
  std::string position;
  model::Step step;  // Inject or Storm
};

// The Inject and Storm steps of a run.
[[nodiscard]] std::vector<ArmedStep> armed_steps(const std::vector<model::Step>& steps);

// What became of one armed step.
struct FaultReport {
  std::string position;
  bool fired = false;
  std::string detail;     // the fault in words, the same in every run
  std::string decisions;  // one line for each of the first decisions
  std::map<std::string, std::int64_t> figures;
};

// One channel, for one life of the subject. The memory has no name in the file system and goes when
// the last process that uses it has gone.
class FaultChannel {
 public:
  // Throws std::system_error when there is no memory to share, std::invalid_argument for more
  // steps than a channel holds.
  FaultChannel(std::vector<ArmedStep> steps, std::uint64_t seed);
  FaultChannel(const FaultChannel&) = delete;
  FaultChannel& operator=(const FaultChannel&) = delete;

  // Where another process of this user finds the channel while this process lives.
  [[nodiscard]] std::string path() const { return memory_.path(); }
  // "NAME=value" for a dynamic program, which loads `library` with it.
  [[nodiscard]] std::vector<std::string> environment(const std::string& library) const;
  // A process of the subject has the library, or is traced.
  [[nodiscard]] bool reached() const;
  [[nodiscard]] bool has_storm() const;
  [[nodiscard]] std::vector<FaultReport> report() const;

 private:
  [[nodiscard]] FaultReport report_rule(std::size_t rule, const ArmedStep& armed) const;
  [[nodiscard]] FaultReport report_storm(const ArmedStep& armed) const;

  std::vector<ArmedStep> steps_;
  SharedMemory memory_{sizeof(preload::Channel)};
  preload::Channel* channel_ = nullptr;
};

// How a program has to be started for its system calls to be within reach.
enum class Reach {
  preload,  // dynamic: its C library can be stood in for
  tracer,   // static: only the kernel sees its calls
};

// Looks at the program, or at the interpreter that a script names. `program` is a path.
[[nodiscard]] Reach reach_of(const std::string& program);

// Whether a process of the tree holds an io_uring: what it does by that, no call shows.
[[nodiscard]] bool uses_io_uring(int pid);

// Whether a process of the tree has the library in its memory. A program that was started anew with
// an environment of its own has lost it.
[[nodiscard]] bool has_library(int pid);

// The library that came along with this program.
[[nodiscard]] std::string preload_library(const std::string& own_program);

}  // namespace wiretrial::exec
