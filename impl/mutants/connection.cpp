#include "impl/mutants/connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "impl/mutants/answer.hpp"
#include "impl/mutants/message_writer.hpp"

namespace wiretrial::mutants {
namespace {

constexpr int end_of_stream_patience_ms = 300;

using std::chrono::milliseconds;
using Close = ConnectionRules::Close;
using Abort = ConnectionRules::Abort;

// A finished connection waits so long for the peer to end its direction too: half of the time in
// which the peer may expect the end (PROTOCOL.md, reaction deadline).
constexpr milliseconds linger_limit{500};
// How often the system is asked whether the peer has all of the answer; no event tells of it.
constexpr milliseconds delivery_check{20};
// Read and thrown away behind a request, so that a peer cannot keep the server reading.
constexpr std::size_t max_ignored_bytes = 64 * 1024 * 1024;
constexpr std::size_t max_read_bytes = 64 * 1024;
// What a leak of memory keeps of each connection.
// How a process ends that does not abort where others do.
constexpr int aborted_status = 7;
constexpr std::size_t leaked_bytes = 40 * 1024;

std::string& leftovers() {
  static std::string bytes;
  return bytes;
}

}  // namespace

Connection::Connection(int descriptor, const Rules& rules, const ConnectionLimits& limits,
                       History& history)
    : descriptor_(descriptor),
      rules_(rules),
      own_(rules.server.connection),
      limits_(limits),
      history_(history),
      reader_(std::in_place, rules, limits.content_bytes),
      deadline_(Clock::now() + limits.idle) {
  abort_if(Abort::accepted);
  if (!own_.greeting.empty()) {
    send(descriptor_, own_.greeting.data(), own_.greeting.size(), MSG_NOSIGNAL);
  }
  if (own_.leftovers_are_inherited) reader_->feed(std::exchange(leftovers(), {}));
}

Connection::~Connection() {
  --history_.open;
  if (own_.leaks_memory_after == ending_) keep_memory();
  if (own_.leaks_pipe_after == ending_) keep_pipe();
  if (own_.leaks_descriptor_after != ending_) close(descriptor_);
}

short Connection::events() const {
  int events = 0;
  const bool reads = phase_ != Phase::ended && phase_ != Phase::kept;
  if ((reads && !peer_ended_) || own_.polls_finished_input) events |= POLLIN;
  if (phase_ == Phase::sending || own_.polls_output_always) events |= POLLOUT;
  return static_cast<short>(events);
}

Clock::time_point Connection::due() const {
  if (phase_ == Phase::kept) return Clock::time_point::max();
  if (own_.polls_without_waiting) return Clock::time_point::min();
  const bool unlimited = own_.idle == ConnectionRules::Idle::absent && phase_ == Phase::reading;
  const auto deadline = unlimited ? Clock::time_point::max() : deadline_;
  if (phase_ != Phase::sending && phase_ != Phase::delivering) return deadline;
  return std::min(deadline, Clock::now() + delivery_check);
}

void Connection::on_events(short events) {
  if (ended() || phase_ == Phase::kept) return;
  if ((events & (POLLIN | POLLERR | POLLHUP)) != 0 && !peer_ended_) receive();
  if (phase_ == Phase::sending && (events & (POLLOUT | POLLERR | POLLHUP)) != 0) send_output();
}

void Connection::receive() {
  std::array<char, max_read_bytes> buffer;
  const std::size_t room = std::min(own_.read_bytes, buffer.size());
  const ssize_t count = recv(descriptor_, buffer.data(), room, MSG_DONTWAIT);
  if (count > 0) return take({buffer.data(), static_cast<std::size_t>(count)});
  if (count == 0) return take_end();
  const bool again = errno == EAGAIN && !own_.again_is_an_error;
  const bool interrupted = errno == EINTR && !own_.interruption_is_an_error;
  if (!again && !interrupted) lose();
}

void Connection::take(std::string_view bytes) {
  received_any_ = true;
  if (phase_ != Phase::reading) {
    ignored_bytes_ += bytes.size();
    if (ignored_bytes_ > max_ignored_bytes) end(ending_);
    return;
  }
  using State = MessageReader::State;
  if (own_.idle == ConnectionRules::Idle::since_last_byte) enter(Phase::reading);
  if (own_.leftovers_are_inherited) received_ += bytes;
  const State state = reader_->feed(bytes);
  if (state == State::rejected) return reject(Ending::rejected);
  const bool waits_for_more = own_.full_read_means_more && bytes.size() == own_.read_bytes;
  if (state != State::complete || waits_for_more || own_.waits_for_end_of_stream) return;
  if (!reader_->surplus().empty()) abort_if(Abort::surplus);
  if (own_.surplus_is_rejected && !reader_->surplus().empty()) return reject(Ending::rejected);
  answer_request();
}

void Connection::take_end() {
  peer_ended_ = true;
  if (!received_any_) abort_if(Abort::nothing_came);
  const bool delivers = phase_ == Phase::sending || undelivered_bytes() > 0;
  if (delivers && ending_ == Ending::answered) ending_ = Ending::answered_half_closed;
  if (phase_ == Phase::delivering || phase_ == Phase::draining) return end(ending_);
  if (phase_ == Phase::sending) {
    if (own_.end_of_stream_abandons_answer) end(Ending::cut_short);
    return;
  }
  if (own_.end_of_stream_is_ignored) return;
  if (reader_->end() == MessageReader::State::complete) return answer_request();
  reject(Ending::cut_short);
}

// So that which of the two comes first, the end of the stream or the answer, is no matter of luck.
bool Connection::peer_ends_soon() const {
  pollfd entry{descriptor_, POLLRDHUP, 0};
  return poll(&entry, 1, end_of_stream_patience_ms) > 0 && (entry.revents & POLLRDHUP) != 0;
}

void Connection::answer_request() {
  const Message request = reader_->take_message();
  if (is_forgotten(request, rules_)) return enter(Phase::kept);
  const auto message = answer(request, rules_);
  if (!message) return reject(Ending::rejected);
  output_ = write_message(*message, rules_.writing);
  if (own_.answer_limit_bytes != 0)
    output_.resize(std::min(output_.size(), own_.answer_limit_bytes));
  ending_ = peer_ended_ ? Ending::answered_half_closed : Ending::answered;
  enter(Phase::sending);
  if (own_.end_of_stream_abandons_answer && (peer_ended_ || peer_ends_soon())) {
    return end(Ending::cut_short);
  }
  send_output();
}

void Connection::reject(Ending ending) {
  ending_ = ending;
  if (ending == Ending::rejected) ++history_.rejected;
  if (own_.rejection_is_an_answer && ending == Ending::rejected) {
    const Message refusal{{false, 0, "text/json", "utf-8"}, "{\"result\": \"Error: bad request\"}"};
    output_ = write_message(refusal, rules_.writing);
  }
  output_ += own_.rejection_text;
  if (!output_.empty()) {
    enter(Phase::sending);
    return send_output();
  }
  close_as(own_.rejected);
}

std::size_t Connection::next_send_bytes() const {
  const std::size_t left = output_.size() - sent_bytes_;
  return sent_bytes_ < own_.bytes_sent_in_twos ? std::min<std::size_t>(2, left) : left;
}

void Connection::send_output() {
  const int flags =
      (own_.send_blocks ? 0 : MSG_DONTWAIT) | (own_.broken_pipe_is_a_signal ? 0 : MSG_NOSIGNAL);
  while (sent_bytes_ < output_.size()) {
    const ssize_t count = send(descriptor_, output_.data() + sent_bytes_, next_send_bytes(), flags);
    const int error = errno;
    if (count < 0 && error == EAGAIN && !own_.again_is_an_error) return;
    if (count < 0 && error == EINTR && !own_.interruption_is_an_error) return;
    if (count < 0) return lose();
    sent_bytes_ += static_cast<std::size_t>(count);
    note_progress();
    if (own_.sends_once) break;
  }
  finish_answer();
}

void Connection::finish_answer() {
  output_ = {};
  sent_bytes_ = 0;
  if (own_.second_request_is_answered && !answered_before_) {
    answered_before_ = true;
    const std::string next = reader_->surplus();
    reader_.emplace(rules_, limits_.content_bytes);
    enter(Phase::reading);
    if (!next.empty()) return take(next);
    if (own_.answers_are_kept_open_for_more) return;
  }
  close_as(own_.answered);
}

// The peer has gone, or something failed that never fails.
void Connection::lose() {
  abort_if(Abort::lost);
  ++history_.reset;
  end(Ending::reset);
}

void Connection::close_as(Close way) {
  switch (way) {
    case Close::lingering:
    case Close::resetting_when_delivered:
    case Close::half_closing:
      if (way != Close::resetting_when_delivered) shutdown(descriptor_, SHUT_WR);
      // A peer that has ended sends no more: the system delivers what is left after the close.
      if (peer_ended_ && way == Close::lingering) return end(ending_);
      return enter(way == Close::half_closing ? Phase::kept : Phase::delivering);
    case Close::resetting:
      reset_when_closed();
      return end(ending_);
    case Close::never:
      return enter(Phase::kept);
    case Close::closing:
      return end(ending_);
  }
}

void Connection::reset_when_closed() const {
  const linger no_linger{1, 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &no_linger, sizeof no_linger);
}

void Connection::on_time() {
  if (phase_ == Phase::sending || phase_ == Phase::delivering) check_delivery();
  if (ended() || phase_ == Phase::kept || Clock::now() < deadline_) return;
  if (phase_ == Phase::reading) {
    if (own_.idle != ConnectionRules::Idle::absent) reject(Ending::expired);
    return;
  }
  if (phase_ != Phase::draining) {
    reset_when_closed();
    ending_ = Ending::expired;
  }
  end(ending_);
}

void Connection::note_progress() {
  if (own_.answer_limit.count() == 0) deadline_ = Clock::now() + limits_.idle;
}

std::size_t Connection::undelivered_bytes() const {
  int bytes = 0;
  ioctl(descriptor_, SIOCOUTQ, &bytes);
  return static_cast<std::size_t>(bytes);
}

// A peer that takes the answer from its system makes progress, too (CON-4).
void Connection::check_delivery() {
  const std::size_t left = undelivered_bytes();
  if (left < undelivered_before_) note_progress();
  undelivered_before_ = left;
  if (phase_ != Phase::delivering || left > 0) return;
  const bool answered = ending_ == Ending::answered || ending_ == Ending::answered_half_closed;
  const bool nothing_behind = ignored_bytes_ == 0 && reader_->surplus().empty();
  const Close way = answered ? own_.answered : own_.rejected;
  if (way == Close::resetting_when_delivered) {
    // Behind a request nothing may be lost, whatever was sent there (FRM-8).
    if (nothing_behind) {
      reset_when_closed();
      return end(ending_);
    }
    shutdown(descriptor_, SHUT_WR);
  }
  enter(Phase::draining);
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  const bool limited = own_.answer_limit.count() > 0;
  if (phase == Phase::sending && limited) deadline_ = Clock::now() + own_.answer_limit;
  if ((phase == Phase::sending || phase == Phase::delivering) && limited) return;
  deadline_ = Clock::now() + (phase == Phase::draining ? linger_limit : limits_.idle);
}

void Connection::end(Ending ending) {
  const bool cut_short = phase_ == Phase::reading && ending != Ending::rejected;
  if (own_.leftovers_are_inherited && cut_short) leftovers() = std::move(received_);
  ending_ = ending;
  phase_ = Phase::ended;
}

void Connection::abort_if(Abort when) const {
  if (own_.aborts != when) return;
  if (own_.abort_is_an_exit) _exit(aborted_status);
  std::abort();
}

void Connection::keep_pipe() {
  std::array<int, 2> ends{};
  static_cast<void>(pipe2(ends.data(), O_CLOEXEC));
}

void Connection::keep_memory() {
  static std::vector<std::string> kept;
  kept.emplace_back(leaked_bytes, 'x');
}

}  // namespace wiretrial::mutants
