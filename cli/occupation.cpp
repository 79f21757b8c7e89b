#include "cli/occupation.hpp"

namespace wiretrial::cli {

void Occupation::during(const model::Plan& plan, const std::function<void()>& act) {
  {
    const std::lock_guard lock(mutex_);
    plan_ = &plan;
  }
  ++turns;
  try {
    act();
  } catch (...) {
    end();
    throw;
  }
  end();
}

void Occupation::end() {
  const std::lock_guard lock(mutex_);
  if (given_up_) throw GivenUp();
  plan_ = nullptr;
}

int Occupation::looks_without_turn() {
  const std::lock_guard lock(mutex_);
  const std::uint64_t now = turns.load();
  looks_ = plan_ == nullptr || now != turns_before_ ? 0 : looks_ + 1;
  turns_before_ = now;
  return looks_;
}

std::optional<model::Plan> Occupation::give_up() {
  const std::lock_guard lock(mutex_);
  given_up_ = true;
  if (plan_ == nullptr) return std::nullopt;
  return *plan_;
}

}  // namespace wiretrial::cli
