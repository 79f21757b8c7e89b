// What a hunt can do to the subject that it is after; the sockets and processes are behind it.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/exchange.hpp"
#include "harness/model/verdict.hpp"

namespace wiretrial::hunt {

// A server as it is now.
struct ServerLook {
  bool ended = false;      // or there is none
  std::string how;         // "signal 11", "exited 1", when it ended
  std::string error_tail;  // the end of its standard error
};

struct ServerFigures {
  std::int64_t sockets = 0;
  std::int64_t resident_bytes = 0;
};

// One trial of a scenario, in a fresh process.
struct Trial {
  model::Verdict verdict;
  std::string error_tail;  // what the subject wrote to standard error
};

// How long a server is waited for that says nothing. It decides what is suspected, never what is
// judged.
enum class Patience {
  brief,  // a few times what this server mostly takes: for what is known to come to nothing
  usual,  // a share of the reaction deadline, or more where the server mostly takes longer
  ample,  // as long as it may take to start: one that listens may still start its workers
};

// Every call may throw what exec::Worker::perform throws, an interruption among it.
class Access {
 public:
  virtual ~Access() = default;

  // Starts a fresh server in place of the one before. Empty, or why there is none.
  virtual std::string open_server() = 0;
  // Ends the server, if there is one.
  virtual void discard_server() = 0;
  virtual ServerLook look() = 0;
  // Descriptors and memory; `settle_to` other than -1: waits, at most the reaction deadline, until
  // no more socket descriptors than that are left.
  virtual ServerFigures figures(std::int64_t settle_to) = 0;
  // Without a server it is refused.
  virtual model::Reaction exchange(const model::Exchange& exchange, Patience patience) = 0;
  // Whether, within a moment, all that belongs to the server sleeps: otherwise it spins, or works
  // on something that nobody waits for any more.
  virtual bool comes_to_rest() = 0;

  // Opens a connection, sends the first half of the bytes, and keeps it in place of the one before.
  virtual void hold(const std::string& bytes) = 0;
  // Sends the second half, and reads to the end.
  virtual model::Reaction complete() = 0;

  // Performs and judges the scenario, which is JSON as an author would write it.
  virtual Trial try_scenario(const std::string& scenario) = 0;
};

// Asks the reference what it makes of streams; one line each, as `read_expected` reads it.
class Reference {
 public:
  virtual ~Reference() = default;
  virtual std::vector<std::string> ask(std::span<const std::string_view> streams) = 0;
};

}  // namespace wiretrial::hunt
