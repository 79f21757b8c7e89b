#include "impl/net/session_timer.hpp"

#include <algorithm>
#include <utility>

#include "impl/net/delivery.hpp"

namespace wiretrial::impl {

using Clock = std::chrono::steady_clock;

void SessionTimer::follow(const Deadline& deadline, std::function<void()> on_wake) {
  const auto now = Clock::now();
  const bool is_new = deadline != deadline_;
  if (is_new) {
    deadline_ = deadline;
    end_ = now + deadline.duration;
  }
  if (!is_new && wake_ > now) return;
  wake_ = end_;
  if (deadline.kind == DeadlineKind::send_progress) {
    wake_ = std::min(end_, now + delivery_check_interval);
  }
  timer_.expires_at(wake_);
  timer_.async_wait([on_wake = std::move(on_wake)](const boost::system::error_code& error) {
    if (!error) on_wake();
  });
}

bool SessionTimer::deadline_is_over() const {
  return deadline_.kind != DeadlineKind::none && Clock::now() >= end_;
}

void SessionTimer::cancel() {
  timer_.cancel();
}

}  // namespace wiretrial::impl
