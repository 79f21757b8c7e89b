#include "cli/post.hpp"

#include "harness/model/payloads.hpp"

namespace wiretrial::cli {

namespace {

// How many trials of a server are remembered, for a failure that needs what came before it.
constexpr std::size_t longest_history = 40;
// Those with large messages are not: the memories of all posts together would take more than the
// suite.
constexpr std::size_t largest_remembered_bytes = 16 * 1024;

}  // namespace

Post::Post(const exec::Surroundings& surroundings, std::uint8_t number, bool isolated)
    : worker_(surroundings, number) {
  if (isolated) isolated_ = std::make_unique<exec::IsolatedWorker>(surroundings);
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

}  // namespace wiretrial::cli
