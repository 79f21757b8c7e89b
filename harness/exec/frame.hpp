// The wire between the harness and a guard: frames on the guard's standard input and output.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wiretrial::exec {

enum class FrameKind : char {
  start = 's',    // to the guard, joined by NUL: working directory, number of variables, these
                  // ("NAME=value"), arguments
  signal = 'k',   // to the guard: the signal's number as decimal text
  stop = 'x',     // to the guard: end every process it started, and their descendants
  flush = 'f',    // to the guard: say `flushed` when it has told all that the process did
  started = 'S',  // from the guard: the process id as decimal text
  failed = 'F',   // from the guard: why the program could not be started
  output = 'o',   // from the guard: bytes of standard output
  error = 'e',    // from the guard: bytes of standard error
  exited =
      'E',  // from the guard: the wait status (wait(2)) as decimal text; all output came before
  orphan = 'W',   // from the guard: process id and wait status of one whose parent had ended
  flushed = 'T',  // from the guard: what the process wrote, and its end, came before this
  stopped = 'X',  // from the guard: how many descendants could not be ended, as decimal text
  job = 'j',      // to a worker process: a job (model/job.hpp)
  probe = 'p',    // to a worker process: what does this machine lack?
  alive = 'a',    // from a worker process, now and then: the job goes on
  result = 'J',   // from a worker process: the result of a job, or pairs of means and reasons
};

// `process` is the number that the harness chose for the process at start.
struct Frame {
  FrameKind kind = FrameKind::start;
  std::uint32_t process = 0;
  std::string payload;
};

[[nodiscard]] std::string encode(const Frame& frame);

// Takes bytes in any pieces, gives whole frames in order.
class FrameReader {
 public:
  void feed(std::string_view bytes) { buffer_ += bytes; }
  // The next whole frame, or nothing until more bytes came.
  [[nodiscard]] std::optional<Frame> next();

 private:
  std::string buffer_;
};

[[nodiscard]] std::string join_arguments(const std::vector<std::string>& parts);
[[nodiscard]] std::vector<std::string> split_arguments(std::string_view joined);

}  // namespace wiretrial::exec
