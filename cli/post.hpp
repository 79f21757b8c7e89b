// What one thread of the suite performs trials with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "cli/occupation.hpp"
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

  // Its turns are counted while a plan is performed.
  [[nodiscard]] Occupation& occupation() { return occupation_; }

 private:
  Occupation occupation_;
  exec::Worker worker_;
  std::unique_ptr<exec::IsolatedWorker> isolated_;
  History history_;  // of the running server
};

// How many connections of ours the plan holds at a time in this process.
[[nodiscard]] std::size_t connections_held(const model::Plan& plan);

// Why this process can never perform the plan: it has descriptors for fewer connections. Empty when
// it can.
[[nodiscard]] std::string lacking_descriptors(const model::Plan& plan);

// What this process has descriptors for.
struct Room {
  std::size_t posts;
  std::size_t connections;  // of all trials together, at a time
};

// As many posts as wished for, or fewer, which is told on standard error, so that a trial with so
// many connections finds room. `isolating` as in make_posts.
[[nodiscard]] Room make_room(std::size_t posts, std::size_t isolating, std::size_t connections);

// Makes posts with numbers from `first_number` on; the last `isolating` of them are for trials that
// need a network of their own, too. Where descriptors or processes are short, says so and keeps the
// last half of those that started. Throws exec::ChildError when not even two did.
[[nodiscard]] std::vector<std::unique_ptr<Post>> make_posts(const exec::Surroundings& surroundings,
                                                            std::uint8_t first_number,
                                                            std::size_t count,
                                                            std::size_t isolating);

}  // namespace wiretrial::cli
