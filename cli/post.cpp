#include "cli/post.hpp"

#include <atomic>
#include <future>
#include <optional>

#include <fmt/format.h>

#include "harness/exec/child.hpp"
#include "harness/model/payloads.hpp"

namespace wiretrial::cli {

namespace {

// How many trials of a server are remembered, for a failure that needs what came before it.
constexpr std::size_t longest_history = 40;
// Those with large messages are not: the memories of all posts together would take more than the
// suite.
constexpr std::size_t largest_remembered_bytes = 16 * 1024;

// The start of a guard is mostly waiting, so that two start side by side.
constexpr int makers = 2;

// What was short will be needed for the trials as well. The last posts can wait, and so help with
// everything.
void keep_half(std::vector<std::unique_ptr<Post>>& posts, const char* reason) {
  posts.erase(posts.begin(), posts.begin() + static_cast<std::ptrdiff_t>((posts.size() + 1) / 2));
  fmt::print(stderr, "wiretrial: {}; going on with {} workers (`ulimit -n` raises the limit)\n",
             reason, posts.size());
}

}  // namespace

Post::Post(const exec::Surroundings& surroundings, std::uint8_t number, bool isolated)
    : worker_(surroundings, number) {
  if (isolated) isolated_ = std::make_unique<exec::IsolatedWorker>(surroundings, number);
}

std::vector<model::Evidence> Post::perform(const model::Plan& plan, const model::Subject& server,
                                           const model::Subject& client) {
  return plan.isolated ? isolated_->perform(plan, server) : worker_.perform(plan, server, client);
}

void Post::discard_server() {
  worker_.discard_server();
  history_.clear();
}

History Post::note(const model::TrialRecord& record) {
  if (record.plan.role != model::Role::server || record.plan.isolated) return {};
  if (began_anew(record)) history_.clear();
  History before = history_;
  if (model::payload_bytes(record.plan) > largest_remembered_bytes) return before;
  if (history_.size() == longest_history) history_.erase(history_.begin());
  history_.push_back(std::make_shared<const model::Plan>(record.plan));
  return before;
}

int Post::survivors() const {
  return worker_.survivors() + (isolated_ ? isolated_->survivors() : 0);
}

std::vector<std::unique_ptr<Post>> make_posts(const exec::Surroundings& surroundings,
                                              std::uint8_t first_number, std::size_t count,
                                              std::size_t isolating) {
  std::vector<std::unique_ptr<Post>> posts(count);
  std::atomic<std::size_t> next{0};
  const auto make_next = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      const auto number = static_cast<std::uint8_t>(first_number + i);
      posts[i] = std::make_unique<Post>(surroundings, number, i + isolating >= count);
    }
  };
  std::vector<std::future<void>> made;
  for (int i = 0; i < makers; ++i) made.push_back(std::async(make_next));
  std::optional<exec::ChildError> failure;
  for (std::future<void>& maker : made) {
    try {
      maker.get();
    } catch (const exec::ChildError& error) {
      failure = error;
    }
  }
  std::erase(posts, nullptr);
  if (failure && posts.size() < 2) throw exec::ChildError(*failure);
  if (failure) keep_half(posts, failure->what());
  return posts;
}

}  // namespace wiretrial::cli
