#include "harness/exec/guard_link.hpp"

#include <algorithm>
#include <cstdlib>

#include "harness/exec/kill_tree.hpp"
#include "harness/exec/vitals.hpp"

namespace wiretrial::exec {

namespace {

// A guard is taken for gone when it has left so many questions unanswered.
constexpr int most_unanswered = 10;
constexpr std::chrono::seconds longest_end(5);
constexpr std::chrono::seconds longest_kill(2);

// Without those of the processes below it.
ThreadSnapshot own_thread(int pid) {
  ThreadSnapshot all = read_threads(pid);
  std::erase_if(all, [pid](const auto& entry) { return entry.first != pid; });
  return all;
}

}  // namespace

GuardLink::GuardLink(boost::asio::io_context& context, const std::string& program,
                     std::chrono::milliseconds patience)
    : context_(context), program_(program), patience_(patience), timer_(context) {
  begin();
}

GuardLink::~GuardLink() {
  on_orphan_ = nullptr;
  end();
}

void GuardLink::begin() {
  failure_.clear();
  frames_ = {};
  unanswered_ = 0;
  pending_stops_ = 0;
  const auto take = [this](std::string_view bytes) {
    unanswered_ = 0;
    frames_.feed(bytes);
    while (auto frame = frames_.next()) handle(*frame);
  };
  const auto note_end = [this](int) { failure_ = "the guard process has died"; };
  guard_ = std::make_unique<Child>(context_, ChildCommand{{program_, "guard"}, "", {}, false},
                                   ChildEvents{take, {}, note_end});
  asking_ = std::make_shared<const bool>(true);
  ask_now_and_then();
}

void GuardLink::end() {
  timer_.cancel();
  asking_.reset();
  for (auto& entry : processes_) entry.second->on_change = nullptr;
  processes_.clear();
  if (!guard_) return;
  guard_->close_input();
  const auto deadline = std::chrono::steady_clock::now() + longest_end;
  while (guard_->running() && !is_stopped(guard_->pid()) &&
         std::chrono::steady_clock::now() < deadline) {
    context_.restart();
    context_.run_one_for(std::chrono::milliseconds(10));
  }
  if (guard_->running() && !kill_below(guard_->pid(), longest_kill)) ++survivors_;
  guard_.reset();
}

void GuardLink::restart() {
  end();
  try {
    begin();
  } catch (const ChildError& error) {
    failure_ = error.what();
  }
}

// The timer counts the time in which the answer would have been read: if we ourselves stood still,
// it fires once. And a guard that was not given a processor could not answer.
void GuardLink::ask_now_and_then() {
  timer_.expires_after(patience_ / most_unanswered);
  timer_.async_wait([this, asking = std::weak_ptr(asking_)](boost::system::error_code error) {
    if (error || asking.expired() || !alive()) return;
    const auto now = std::chrono::steady_clock::now();
    if (++unanswered_ == 1) {
      silent_since_ = now;
      time_of_silence_ = TimeAccount(own_thread(guard_->pid()));
    }
    time_of_silence_.take(own_thread(guard_->pid()), now - silent_since_);
    const bool could_answer = time_of_silence_.usable() * 2 > patience_;
    if (unanswered_ > most_unanswered && could_answer) {
      failure_ = "the guard process " + std::to_string(guard_->pid()) + " has not answered for " +
                 std::to_string(patience_.count()) + " ms";
      return;
    }
    send({FrameKind::flush, 0, ""});
    ask_now_and_then();
  });
}

std::shared_ptr<GuardedProcess> GuardLink::start(const std::vector<std::string>& arguments,
                                                 const std::string& working_directory,
                                                 const std::vector<std::string>& environment) {
  const std::uint32_t number = next_number_++;
  auto process = std::make_shared<GuardedProcess>();
  processes_[number] = process;
  std::vector<std::string> parts{working_directory, std::to_string(environment.size())};
  parts.insert(parts.end(), environment.begin(), environment.end());
  parts.insert(parts.end(), arguments.begin(), arguments.end());
  send({FrameKind::start, number, join_arguments(parts)});
  return process;
}

void GuardLink::signal(const GuardedProcess& process, int number) {
  send(FrameKind::signal, process, std::to_string(number));
}

void GuardLink::flush(const GuardedProcess& process) {
  send(FrameKind::flush, process, "");
}

void GuardLink::send(FrameKind kind, const GuardedProcess& process, const std::string& payload) {
  for (const auto& [key, candidate] : processes_) {
    if (candidate.get() == &process) send({kind, key, payload});
  }
}

void GuardLink::stop_all() {
  ++pending_stops_;
  send({FrameKind::stop, 0, ""});
}

void GuardLink::send(const Frame& frame) {
  if (!guard_ || guard_->write(encode(frame)) || !alive()) return;
  failure_ = "the guard process has died";
}

void GuardLink::handle(const Frame& frame) {
  if (frame.kind == FrameKind::stopped) {
    --pending_stops_;
    survivors_ += std::atoi(frame.payload.c_str());
    std::erase_if(processes_, [](const auto& entry) { return entry.second->ended; });
    return;
  }
  if (frame.kind == FrameKind::orphan) {
    const auto parts = split_arguments(frame.payload);
    if (on_orphan_) on_orphan_(std::atoi(parts.at(0).c_str()), std::atoi(parts.at(1).c_str()));
    return;
  }
  const auto found = processes_.find(frame.process);
  if (found == processes_.end()) return;
  const std::shared_ptr<GuardedProcess> process = found->second;
  switch (frame.kind) {
    case FrameKind::started:
      process->started = true;
      process->pid = std::atoi(frame.payload.c_str());
      break;
    case FrameKind::failed:
      process->ended = true;
      process->failure = frame.payload;
      break;
    case FrameKind::output:
      process->output += frame.payload;
      break;
    case FrameKind::error:
      process->error += frame.payload;
      break;
    case FrameKind::flushed:
      ++process->flushes;
      break;
    case FrameKind::exited:
      process->ended = true;
      process->wait_status = std::atoi(frame.payload.c_str());
      break;
    default:
      break;
  }
  if (process->on_change) process->on_change();
}

}  // namespace wiretrial::exec
