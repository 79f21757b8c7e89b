#include "cli/post.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <optional>

#include <fmt/format.h>

#include "harness/exec/child.hpp"
#include "harness/exec/descriptors.hpp"
#include "harness/model/payloads.hpp"
#include "harness/plan/most_connections.hpp"

namespace wiretrial::cli {

namespace {

// How many trials of a server are remembered, for a failure that needs what came before it.
constexpr std::size_t longest_history = 40;
// Those with large messages are not: the memories of all posts together would take more than the
// suite.
constexpr std::size_t largest_remembered_bytes = 16 * 1024;

// The start of a guard is mostly waiting, so that two start side by side.
constexpr int makers = 2;

// What a post holds open all the time: an event loop, a guard with its pipes, a netlink socket. And
// what it needs now and then besides connections: files of /proc, a pipe, a listening socket.
constexpr std::size_t descriptors_of_post = 8 + 8;
// The same of the process in which it performs isolated trials.
constexpr std::size_t descriptors_of_isolated = 7;
// The record, and what threads need that are at no post.
constexpr std::size_t descriptors_of_suite = 8;
// One can wait while the other works.
constexpr std::size_t fewest_posts = 2;
// Without descriptors even for these nothing can be performed, and the run fails.
constexpr std::size_t few_connections = 8;

void tell_few(const std::string& reason, std::size_t posts) {
  fmt::print(stderr,
             "wiretrial: {}; going on with {} workers (`ulimit -Hn` shows the limit of "
             "descriptors, and raises it where that is allowed)\n",
             reason, posts);
}

// What was short will be needed for the trials as well. The last posts can wait, and so help with
// everything.
void keep_half(std::vector<std::unique_ptr<Post>>& posts, const char* reason) {
  posts.erase(posts.begin(), posts.begin() + static_cast<std::ptrdiff_t>((posts.size() + 1) / 2));
  tell_few(reason, posts.size());
}

std::size_t less(std::size_t whole, std::size_t part) {
  return whole - std::min(whole, part);
}

}  // namespace

Post::Post(const exec::Surroundings& surroundings, std::uint8_t number, bool isolated)
    : worker_(surroundings, number, &occupation_.turns) {
  if (isolated) {
    isolated_ = std::make_unique<exec::IsolatedWorker>(surroundings, number, &occupation_.turns);
  }
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

std::size_t connections_held(const model::Plan& plan) {
  // One in a network of its own is performed by a process that has descriptors of its own.
  return plan.isolated ? 0 : plan::most_connections(plan);
}

std::string lacking_descriptors(const model::Plan& plan) {
  const std::size_t needed = connections_held(plan);
  if (needed <= few_connections) return "";
  const std::size_t most =
      less(exec::spare_descriptors(),
           descriptors_of_suite + fewest_posts * (descriptors_of_post + descriptors_of_isolated));
  if (needed <= most) return "";
  return fmt::format(
      "holds {} connections at a time, and this process has descriptors for {}; raise the hard "
      "limit (`ulimit -Hn`)",
      needed, most);
}

Room make_room(std::size_t posts, std::size_t isolating, std::size_t connections) {
  const std::size_t spare = less(exec::spare_descriptors(), descriptors_of_suite);
  const std::size_t of_one = descriptors_of_post + (isolating > 0 ? descriptors_of_isolated : 0);
  Room room{std::min(posts, std::max(fewest_posts, less(spare, connections) / of_one)), 0};
  room.connections = less(spare, room.posts * of_one);
  if (room.posts < posts) {
    tell_few(fmt::format("{} descriptors are too few for {} workers", spare, posts), room.posts);
  }
  return room;
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
