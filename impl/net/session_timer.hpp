// A session's deadline on a real clock.
#pragma once

#include <functional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "impl/session/deadline.hpp"

namespace wiretrial::impl {

// Measures the session's current deadline, and wakes its owner in between to look after delivery
// while something is being sent. The owner calls follow() after everything that may have changed
// the deadline, and from within `on_wake`.
class SessionTimer {
 public:
  explicit SessionTimer(const boost::asio::any_io_executor& executor) : timer_(executor) {}

  // `on_wake` is called once, unless follow() or cancel() comes first; what it captures is kept
  // alive until then.
  void follow(const Deadline& deadline, std::function<void()> on_wake);

  // Whether the deadline that was followed last is over.
  [[nodiscard]] bool deadline_is_over() const;

  void cancel();

 private:
  boost::asio::steady_timer timer_;
  Deadline deadline_;
  std::chrono::steady_clock::time_point end_;
  std::chrono::steady_clock::time_point wake_;
};

}  // namespace wiretrial::impl
