#define BOOST_PROCESS_USE_STD_FS
#include "harness/exec/child.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

// clang-format off
// Boost 1.81's process headers use the first two without including them when BOOST_PROCESS_USE_STD_FS is set.
#include <boost/optional.hpp>
#include <boost/type_traits.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/start_dir.hpp>
#include <boost/process/v2/stdio.hpp>
// clang-format on

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/asio/writable_pipe.hpp>

#include "harness/exec/pipe_writer.hpp"

#include "harness/exec/descriptors.hpp"
#include "harness/exec/program_file.hpp"

namespace wiretrial::exec {

namespace asio = boost::asio;
namespace process = boost::process::v2;

namespace {

// How often a dead child's pipes are looked at for more output; bounds a descendant that floods
// them for ever.
constexpr int most_looks = 100'000;

// Every descriptor but the three standard ones ends with exec. Boost 1.81 means to see to it and
// closes nothing (close_range is given empty ranges), and a copy of one of our sockets in a child
// keeps its connection open for ever.
void keep_descriptors_from_program() {
  constexpr unsigned first = 3;
  if (::close_range(first, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  // Where that call is refused. The limit is no bound to count to: it may be a thousand million.
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    const int descriptor = std::atoi(entry.path().filename().c_str());
    if (descriptor >= static_cast<int>(first)) ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  }
}

// Runs in the forked child: a session of its own keeps the terminal's Ctrl-C away from it, and
// dispositions and limits that the harness changed must not reach the subject.
struct OwnSession {
  bool die_with_parent = false;
  const std::vector<std::string>* environment = nullptr;

  template <typename Launcher>
  process::error_code on_exec_setup(Launcher& launcher, const process::filesystem::path&,
                                    const char* const*(&)) const {
    // The strings live on in the parent's memory, of which this is a copy.
    for (const std::string& variable : *environment) ::putenv(const_cast<char*>(variable.c_str()));
    launcher.env = ::environ;
    ::setsid();
    keep_descriptors_from_program();
    restore_descriptor_limit();
    if (die_with_parent) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    return {};
  }
};

// What can be said of the files, or else what the system said.
std::string why_not(const ChildCommand& command, const std::string& otherwise) {
  const std::string& program = command.arguments.at(0);
  std::string reason = what_stops(program, command.working_directory);
  if (!reason.empty()) return program + " " + reason;
  if (command.working_directory.empty()) return program + ": " + otherwise;
  reason = what_stops_directory(command.working_directory);
  return reason.empty() ? program + ": " + otherwise : command.working_directory + " " + reason;
}

}  // namespace

class Child::State : public std::enable_shared_from_this<State> {
 public:
  State(asio::io_context& context, const ChildCommand& command, ChildEvents events)
      : events_(std::move(events)),
        input_(std::make_shared<PipeWriter>(asio::writable_pipe(context))),
        output_(context, events_.on_output),
        error_(context, events_.on_error),
        process_(start(context, command)) {}

  void begin() {
    read(output_);
    read(error_);
    // The handler's own number has lost whether it is an exit status or a signal.
    process_.async_wait([self = shared_from_this()](process::error_code, int) {
      self->exited_ = true;
      self->finish(self->process_.native_exit_code(), self->reads_ + 1, most_looks);
    });
  }

  // What was written before the end is in the pipes or in handlers that have not run yet. A
  // descendant may hold the pipes open for ever, so no end of theirs is awaited: when they are
  // empty, and no handler ran since the last look, all is in.
  void finish(int status, std::uint64_t reads_before, int looks_left) {
    if (!running_ || abandoned_ || paused_) return;
    const bool empty = output_.unread() == 0 && error_.unread() == 0;
    if (looks_left > 0 && !(empty && reads_ == reads_before)) {
      asio::post(output_.pipe.get_executor(),
                 [self = shared_from_this(), status, reads = reads_, looks_left] {
                   self->finish(status, reads, looks_left - 1);
                 });
      return;
    }
    running_ = false;
    close_pipes();
    if (events_.on_exit) events_.on_exit(status);
  }

  void abandon() {
    abandoned_ = true;
    if (running_ && !exited_) ::kill(process_.id(), SIGKILL);
    close_pipes();
  }

  void signal(int number) {
    if (running_ && !exited_) ::kill(process_.id(), number);
  }

  bool write(std::string_view bytes) { return input_->write(bytes); }
  void close_input() { input_->finish(); }

  void pause_output() { paused_ = true; }

  void resume_output() {
    if (!std::exchange(paused_, false)) return;
    for (Stream* stream : {&output_, &error_}) {
      if (std::exchange(stream->rests, false)) read(*stream);
    }
    if (exited_) finish(process_.native_exit_code(), reads_ + 1, most_looks);
  }

  [[nodiscard]] int pid() const { return process_.id(); }
  [[nodiscard]] bool running() const { return running_; }

  [[nodiscard]] bool all_told() {
    if (!running_) return true;
    siginfo_t ended{};
    const bool zombie = ::waitid(P_PID, static_cast<id_t>(process_.id()), &ended,
                                 WEXITED | WNOHANG | WNOWAIT) != 0 ||
                        ended.si_pid != 0;
    return !exited_ && !zombie && output_.unread() == 0 && error_.unread() == 0;
  }

 private:
  struct Stream {
    Stream(asio::io_context& context, const std::function<void(std::string_view)>& taker)
        : pipe(context), on_bytes(taker) {}

    [[nodiscard]] int unread() {
      int bytes = 0;
      if (!pipe.is_open() || ::ioctl(pipe.native_handle(), FIONREAD, &bytes) != 0) return 0;
      return bytes;
    }

    asio::readable_pipe pipe;
    const std::function<void(std::string_view)>& on_bytes;
    bool rests = false;  // is not read from, for we were told to pause
    // Only what was read into it is looked at; to clear it would take as long as a fork.
    std::array<char, 65536> buffer;
  };

  process::process start(asio::io_context& context, const ChildCommand& command) {
    const std::string program = find_program(command.arguments.at(0), command.working_directory);
    if (program.empty()) throw ChildError(why_not(command, "no such program, or not executable"));
    const std::vector<std::string> arguments(command.arguments.begin() + 1,
                                             command.arguments.end());
    process::process_stdio streams{input_->pipe(), output_.pipe, error_.pipe};
    try {
      const std::string directory =
          command.working_directory.empty() ? "." : command.working_directory;
      return process::process(context, program, arguments, std::move(streams),
                              process::process_start_dir(directory),
                              OwnSession{command.die_with_parent, &command.environment});
    } catch (const boost::system::system_error& failure) {
      throw ChildError(why_not(command, failure.code().message()));
    }
  }

  void read(Stream& stream) {
    if (paused_) {
      stream.rests = true;
      return;
    }
    stream.pipe.async_read_some(
        asio::buffer(stream.buffer),
        [self = shared_from_this(), &stream](boost::system::error_code error, std::size_t length) {
          if (error || !self->running_ || self->abandoned_) return;
          ++self->reads_;
          if (stream.on_bytes) stream.on_bytes({stream.buffer.data(), length});
          self->read(stream);
        });
  }

  void close_pipes() {
    boost::system::error_code ignored;
    input_->close();
    output_.pipe.close(ignored);
    error_.pipe.close(ignored);
  }

  ChildEvents events_;
  std::shared_ptr<PipeWriter> input_;
  Stream output_;
  Stream error_;
  process::process process_;
  bool running_ = true;
  bool paused_ = false;
  bool abandoned_ = false;
  bool exited_ = false;
  std::uint64_t reads_ = 0;
};

Child::Child(asio::io_context& context, const ChildCommand& command, ChildEvents events)
    : state_(std::make_shared<State>(context, command, std::move(events))) {
  state_->begin();
}

Child::~Child() {
  state_->abandon();
}
int Child::pid() const {
  return state_->pid();
}
bool Child::running() const {
  return state_->running();
}
bool Child::all_told() const {
  return state_->all_told();
}
void Child::signal(int number) {
  state_->signal(number);
}
bool Child::write(std::string_view bytes) {
  return state_->write(bytes);
}
void Child::close_input() {
  state_->close_input();
}
void Child::pause_output() {
  state_->pause_output();
}
void Child::resume_output() {
  state_->resume_output();
}

std::string find_program(const std::string& name, const std::string& working_directory) {
  namespace files = std::filesystem;
  const auto executable = [](const files::path& path) {
    std::error_code error;
    return files::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
  };
  if (name.find('/') != std::string::npos) {
    const files::path path = files::path(working_directory) / name;
    return executable(path) ? path.string() : "";
  }
  const char* variable = std::getenv("PATH");
  std::string_view rest = variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin";
  while (!rest.empty()) {
    const auto end = rest.find(':');
    const files::path path = files::path(rest.substr(0, end)) / name;
    if (executable(path)) return path.string();
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return "";
}

}  // namespace wiretrial::exec
