#include "impl/mutants/client_exchange.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>
#include <vector>

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wiretrial::mutants {
namespace {

// Whether the peer's system has everything is told by nobody: it is asked this often.
constexpr int delivery_check_ms = 20;
// A server that speaks first does so at once.
constexpr int greeting_ms = 1000;

bool is_temporary(int error, bool again_is_an_error, bool interruption_is_an_error) {
  if (error == EINTR) return !interruption_is_an_error;
  return (error == EAGAIN || error == EWOULDBLOCK) && !again_is_an_error;
}

}  // namespace

Exchange::Exchange(int descriptor, const Rules& rules, const ExchangeLimits& limits)
    : descriptor_(descriptor),
      rules_(rules),
      limits_(limits),
      reader_(rules, limits.content_bytes),
      deadline_(Clock::now() + limits.send) {}

Exchange::~Exchange() {
  close(descriptor_);
}

std::variant<Message, Failure> Exchange::perform(std::string request) {
  if (rules_.client.send.greeting_aborts) listen_for_greeting();
  output_ = std::move(request);
  while (phase_ != Phase::ended) {
    if (phase_ == Phase::sending) send_output();
    if (phase_ == Phase::delivering) check_delivery();
    if (phase_ == Phase::ended) break;
    wait();
  }
  if (failed_) return failure_;
  return reader_.take_message();
}

void Exchange::listen_for_greeting() {
  pollfd entry{descriptor_, POLLIN, 0};
  if (poll(&entry, 1, greeting_ms) > 0 && (entry.revents & POLLIN) != 0) std::abort();
  deadline_ = Clock::now() + limits_.send;
}

void Exchange::wait() {
  short events = POLLIN;
  if (phase_ == Phase::sending) {
    events = rules_.client.send.blocks_reading ? POLLOUT : POLLIN | POLLOUT;
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
  auto timeout = std::max<std::int64_t>(0, left);
  if (phase_ == Phase::delivering) timeout = std::min<std::int64_t>(timeout, delivery_check_ms);
  const bool sending = phase_ != Phase::awaiting;
  if (sending ? !rules_.client.send.has_limit : !rules_.client.receive.has_limit) {
    timeout = phase_ == Phase::delivering ? delivery_check_ms : -1;
  }
  if (waits_without_polling()) timeout = 0;
  pollfd entry{descriptor_, events, 0};
  const int count = poll(&entry, 1, static_cast<int>(timeout));
  if (count > 0 && (entry.revents & (POLLIN | POLLHUP | POLLERR)) != 0 && phase_ != Phase::ended) {
    const bool blind = phase_ == Phase::sending && rules_.client.send.blocks_reading;
    if (!blind || (entry.revents & POLLOUT) == 0) receive();
  }
  if (phase_ != Phase::ended) check_time();
}

bool Exchange::waits_without_polling() const {
  return phase_ == Phase::awaiting ? rules_.client.receive.polls_without_waiting
                                   : rules_.client.send.polls_without_waiting;
}

void Exchange::send_output() {
  const SendRules& rules = rules_.client.send;
  while (sent_bytes_ < output_.size()) {
    std::size_t size = output_.size() - sent_bytes_;
    if (rules.bytes_at_a_time != 0) size = std::min(size, rules.bytes_at_a_time);
    const int flags = rules.broken_pipe_is_a_signal ? 0 : MSG_NOSIGNAL;
    const ssize_t count = ::send(descriptor_, output_.data() + sent_bytes_, size, flags);
    if (count < 0) {
      const int error = errno;
      if (error == EINTR && !rules.interruption_is_an_error) continue;
      if (is_temporary(error, rules.again_is_an_error, rules.interruption_is_an_error)) return;
      return sending_failed(error);
    }
    sent_bytes_ += static_cast<std::size_t>(count);
    deadline_ = Clock::now() + limits_.send;
    if (rules.once) break;
  }
  if (rules.end_of_stream_behind) shutdown(descriptor_, SHUT_WR);
  output_ = {};
  enter(Phase::delivering);
}

// What the server said before may still be there to read.
void Exchange::sending_failed(int error) {
  if (rules_.client.send.error_aborts) std::abort();
  output_ = {};
  if (error == EINTR || error == EAGAIN) return fail(Failure::Kind::closed);
  enter(Phase::awaiting);
}

void Exchange::check_delivery() {
  int left = 0;
  if (ioctl(descriptor_, SIOCOUTQ, &left) != 0) left = 0;
  const auto bytes = static_cast<std::size_t>(left);
  if (bytes < std::exchange(undelivered_bytes_, bytes)) deadline_ = Clock::now() + limits_.send;
  // ioctl_tcp: the end of the stream counts as a byte; whether that has arrived is no concern.
  const std::size_t end_of_stream = rules_.client.send.end_of_stream_behind ? 1 : 0;
  if (bytes <= end_of_stream) enter(Phase::awaiting);
}

void Exchange::receive() {
  const ReceiveRules& rules = rules_.client.receive;
  std::vector<char> buffer(rules.read_bytes);
  const ssize_t count = recv(descriptor_, buffer.data(), buffer.size(), 0);
  if (count > 0) return take({buffer.data(), static_cast<std::size_t>(count)});
  if (count == 0) return take_end(0);
  const int error = errno;
  if (!is_temporary(error, rules.again_is_an_error, rules.interruption_is_an_error)) {
    take_end(error);
  }
}

void Exchange::take(std::string_view bytes) {
  if (rules_.client.send.early_response_aborts && phase_ == Phase::sending) std::abort();
  const ReceiveRules& rules = rules_.client.receive;
  if (rules.limit_is_for_progress && phase_ == Phase::awaiting) {
    deadline_ = Clock::now() + limits_.response;
  }
  if (complete_) {
    if (rules.surplus_is_rejected) fail(Failure::Kind::invalid);
    return;
  }
  const auto state = reader_.feed(bytes);
  if (state == MessageReader::State::rejected) return fail(Failure::Kind::invalid);
  if (state != MessageReader::State::complete) return;
  complete_ = true;
  if (rules.surplus_is_rejected && !reader_.surplus().empty()) return fail(Failure::Kind::invalid);
  const bool waits = rules.waits_for_end_of_stream || rules.reset_behind_is_a_failure;
  if (!waits) enter(Phase::ended);
}

void Exchange::take_end(int error) {
  const ReceiveRules& rules = rules_.client.receive;
  const bool reset = error != 0;
  if (complete_) {
    if (reset && rules.reset_behind_is_a_failure) return fail(Failure::Kind::reset);
    return enter(Phase::ended);
  }
  if (reset && rules.reset_aborts) std::abort();
  if (reset ? rules.reset_is_ignored : rules.end_of_stream_is_ignored) {
    // It is waited for what never comes, until the limit.
    while (Clock::now() < deadline_ && rules.has_limit) poll(nullptr, 0, delivery_check_ms);
    return fail(Failure::Kind::response_timed_out);
  }
  if (reader_.end() == MessageReader::State::complete) return enter(Phase::ended);
  fail(reset ? Failure::Kind::reset : Failure::Kind::closed);
}

void Exchange::check_time() {
  const bool awaiting = phase_ == Phase::awaiting;
  if (awaiting ? !rules_.client.receive.has_limit : !rules_.client.send.has_limit) return;
  if (Clock::now() < deadline_) return;
  if (complete_) return enter(Phase::ended);
  fail(Failure::Kind::response_timed_out);
}

void Exchange::enter(Phase phase) {
  if (phase_ == Phase::ended) return;
  phase_ = phase;
  deadline_ = Clock::now() + (phase == Phase::awaiting ? limits_.response : limits_.send);
}

void Exchange::fail(Failure::Kind kind) {
  if (phase_ == Phase::ended) return;
  failure_ = {kind, ""};
  failed_ = true;
  phase_ = Phase::ended;
}

}  // namespace wiretrial::mutants
