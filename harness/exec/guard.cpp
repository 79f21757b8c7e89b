#include "harness/exec/guard.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/writable_pipe.hpp>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/exec/child.hpp"
#include "harness/exec/descendants.hpp"
#include "harness/exec/frame.hpp"
#include "harness/exec/pipe_writer.hpp"

namespace wiretrial::exec {

namespace asio = boost::asio;

namespace {

// More output of one process and stream than this is read and thrown away; an undrained pipe would
// freeze the subject.
constexpr std::size_t output_limit_bytes = 24UL * 1024 * 1024;
// While the harness has so much to read already, the subjects are not read from. What is about
// them, not from them, is sent all the same.
constexpr std::size_t queue_limit_bytes = 1024UL * 1024;
// How often, and how long, the guard looks for descendants that are still there after SIGKILL.
constexpr auto reap_interval = std::chrono::milliseconds(1);
constexpr int reap_rounds = 2000;
// How often the guard looks whether a process that writes and writes has been read to the end.
constexpr int flush_looks = 1000;

class Guard {
 public:
  Guard()
      : input_(context_, ::dup(STDIN_FILENO)),
        output_(std::make_shared<PipeWriter>(asio::writable_pipe(context_, ::dup(STDOUT_FILENO)),
                                             [this] { after_writing(); })),
        timer_(context_),
        child_ended_(context_, SIGCHLD) {
    read();
    await_orphans();
  }

  int run() {
    context_.run();
    end_descendants();
    return EXIT_SUCCESS;
  }

 private:
  void read() {
    input_.async_read_some(asio::buffer(buffer_),
                           [this](boost::system::error_code error, std::size_t length) {
                             if (error) {
                               context_.stop();
                               return;
                             }
                             frames_.feed({buffer_.data(), length});
                             while (auto frame = frames_.next()) handle(*frame);
                             read();
                           });
  }

  void handle(const Frame& frame) {
    switch (frame.kind) {
      case FrameKind::start:
        start(frame);
        break;
      case FrameKind::signal: {
        const auto child = children_.find(frame.process);
        if (child != children_.end()) child->second->signal(std::atoi(frame.payload.c_str()));
        break;
      }
      case FrameKind::stop:
        stop(reap_rounds);
        break;
      case FrameKind::flush:
        flush(frame.process, flush_looks);
        break;
      default:
        break;
    }
  }

  void start(const Frame& frame) {
    const auto parts = split_arguments(frame.payload);
    const std::uint32_t number = frame.process;
    const auto variables = parts.begin() + 2;
    const auto arguments = variables + std::atoi(parts.at(1).c_str());
    const ChildCommand command{{arguments, parts.end()}, parts.at(0), {variables, arguments}, true};
    const auto forward = [this, number](FrameKind kind) {
      return [this, number, kind, left = output_limit_bytes](std::string_view bytes) mutable {
        const std::size_t length = std::min(left, bytes.size());
        left -= length;
        if (length > 0) send({kind, number, std::string(bytes.substr(0, length))});
      };
    };
    try {
      auto child = std::make_unique<Child>(
          context_, command,
          ChildEvents{forward(FrameKind::output), forward(FrameKind::error),
                      [this, number](int status) {
                        send({FrameKind::exited, number, std::to_string(status)});
                        reap_orphans();
                      }});
      send({FrameKind::started, number, std::to_string(child->pid())});
      if (is_full()) child->pause_output();
      children_[number] = std::move(child);
    } catch (const ChildError& failure) {
      send({FrameKind::failed, number, failure.what()});
    }
  }

  void await_orphans() {
    child_ended_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      reap_orphans();
      await_orphans();
    });
  }

  // A process whose parent has ended is ours to wait for. It is told of before it is gone: whoever
  // sees that it is gone has been told. One of our own hides the orphans behind it until it was
  // waited for.
  void reap_orphans() {
    siginfo_t ended{};
    while (::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid != 0) {
      if (is_own(ended.si_pid)) return;
      const int status = ended.si_code == CLD_EXITED ? W_EXITCODE(ended.si_status, 0)
                                                     : W_EXITCODE(0, ended.si_status);
      send({FrameKind::orphan, 0,
            join_arguments({std::to_string(ended.si_pid), std::to_string(status)})});
      ::waitpid(ended.si_pid, nullptr, WNOHANG);
      ended = {};
    }
  }

  [[nodiscard]] bool is_own(int pid) const {
    return std::any_of(children_.begin(), children_.end(), [pid](const auto& entry) {
      return entry.second->running() && entry.second->pid() == pid;
    });
  }

  // The reads that are due come before this looks again.
  void flush(std::uint32_t number, int looks_left) {
    if (is_full()) {
      waiting_flushes_.push_back(number);
      return;
    }
    const auto child = children_.find(number);
    if (child == children_.end() || child->second->all_told() || looks_left == 0) {
      send({FrameKind::flushed, number, ""});
      return;
    }
    asio::post(context_, [this, number, looks_left] { flush(number, looks_left - 1); });
  }

  // Kills whatever is below us and looks again until nothing is, without blocking the loop that
  // reaps our own children.
  void stop(int rounds_left) {
    const std::vector<int> left = kill_descendants();
    if (left.empty() || rounds_left == 0) {
      children_.clear();
      send({FrameKind::stopped, 0, std::to_string(left.size())});
      return;
    }
    timer_.expires_after(reap_interval);
    timer_.async_wait([this, rounds_left](boost::system::error_code) { stop(rounds_left - 1); });
  }

  std::vector<int> kill_descendants() {
    std::vector<int> left = descendants_of(::getpid());
    for (const int pid : left) {
      ::kill(pid, SIGKILL);
      if (!is_own(pid)) ::waitpid(pid, nullptr, WNOHANG);
    }
    return left;
  }

  void end_descendants() {
    children_.clear();
    for (int round = 0; round < reap_rounds && !kill_descendants().empty(); ++round) {
      ::usleep(static_cast<useconds_t>(std::chrono::microseconds(reap_interval).count()));
    }
  }

  [[nodiscard]] bool is_full() const { return output_->unwritten() > queue_limit_bytes; }

  void send(const Frame& frame) {
    if (!output_->write(encode(frame))) return context_.stop();
    if (!is_full()) return;
    for (const auto& [number, child] : children_) child->pause_output();
  }

  void after_writing() {
    if (!output_->write("")) return context_.stop();
    if (is_full()) return;
    for (const auto& [number, child] : children_) child->resume_output();
    for (const std::uint32_t number : std::exchange(waiting_flushes_, {})) {
      flush(number, flush_looks);
    }
  }

  asio::io_context context_{1};
  asio::posix::stream_descriptor input_;
  std::shared_ptr<PipeWriter> output_;
  asio::steady_timer timer_;
  asio::signal_set child_ended_;
  std::array<char, 65536> buffer_{};
  FrameReader frames_;
  std::map<std::uint32_t, std::unique_ptr<Child>> children_;
  std::vector<std::uint32_t> waiting_flushes_;  // until the queue is no longer full
};

}  // namespace

int run_guard() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP}) ::signal(number, SIG_IGN);
  return Guard().run();
}

}  // namespace wiretrial::exec
