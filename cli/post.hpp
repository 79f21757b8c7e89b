// What one thread of the suite performs trials with.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "cli/performed.hpp"
#include "harness/exec/worker.hpp"
#include "harness/exec/worker_process.hpp"

namespace wiretrial::cli {

class Post {
 public:
  // As for a Worker. `isolated`: there may be trials that need a network of their own.
  Post(const exec::Surroundings& surroundings, std::uint8_t number, bool isolated);

  // Performs the plan's runs. The isolated trials are performed by a process of their own. Throws
  // exec::Interrupted.
  [[nodiscard]] std::vector<model::Evidence> perform(const model::Plan& plan,
                                                     const model::Subject& server,
                                                     const model::Subject& client);

  // The next trial gets a fresh server.
  void discard_server();

  // Takes a finished trial of the server in, and says what the same server had gone through before.
  // Of a long history the end is known, without trials with large messages.
  [[nodiscard]] History note(const model::TrialRecord& record);

  // Processes that could not be ended.
  [[nodiscard]] int survivors() const;

 private:
  exec::Worker worker_;
  std::unique_ptr<exec::IsolatedWorker> isolated_;
  History history_;  // of the running server
};

// Makes posts with numbers from `first_number` on; the last `isolating` of them are for trials that
// need a network of their own, too. Where descriptors or processes are short, says so and keeps the
// last half of those that started. Throws exec::ChildError when not even two did.
[[nodiscard]] std::vector<std::unique_ptr<Post>> make_posts(const exec::Surroundings& surroundings,
                                                            std::uint8_t first_number,
                                                            std::size_t count,
                                                            std::size_t isolating);

}  // namespace wiretrial::cli
