#include "harness/exec/worker_process.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <functional>
#include <new>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/exec/frame.hpp"
#include "harness/exec/kill_tree.hpp"
#include "harness/exec/network.hpp"
#include "harness/exec/program.hpp"
#include "harness/model/job.hpp"

namespace wiretrial::exec {

namespace {

using model::Means;

// A child that was asked to end does so within milliseconds, or is at one of the programs it
// starts.
constexpr std::chrono::milliseconds longest_process_end(1'500);
constexpr std::chrono::seconds longest_process_kill(2);
// How often the parent looks whether the child goes on, and says so.
constexpr int look_ms = 500;
// Below those that Linux gives out by itself; nobody else is in the namespace.
constexpr std::uint16_t first_port = 10'240;

std::atomic<bool> interrupted{false};

void on_terminate(int) {
  interrupted.store(true);
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t length = ::write(descriptor, bytes.data(), bytes.size());
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(length));
  }
  return true;
}

// How often the event loop of a job has turned, in memory that its process shares with its parent.
class SharedTurns {
 public:
  SharedTurns()
      : memory_(::mmap(nullptr, sizeof(Turns), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                       -1, 0)) {
    if (memory_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
    turns_ = new (memory_) Turns(0);
  }
  ~SharedTurns() { ::munmap(memory_, sizeof(Turns)); }
  SharedTurns(const SharedTurns&) = delete;
  SharedTurns& operator=(const SharedTurns&) = delete;

  [[nodiscard]] std::atomic<std::uint64_t>* get() const { return turns_; }

 private:
  using Turns = std::atomic<std::uint64_t>;
  void* memory_;
  Turns* turns_ = nullptr;
};

std::string own_path() {
  std::array<char, 4096> path{};
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  return {path.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

// In the child: the whole job, in namespaces that end with it. Its answer, or an empty text when it
// was interrupted.
Frame perform(const std::string& payload, const std::vector<std::string>& gates,
              const SharedTurns& turns) {
  const model::Job job = model::read_job(payload);
  // Nobody may open them from within a user namespace.
  const std::size_t holder = std::stoul(gates.at(2));
  Gate gate(gates[0], holder);
  Gate starts(gates[1], holder);
  const Place place(gate, interrupted, turns.get());
  Network network;
  std::atomic<std::uint16_t> next_port(first_port);
  Surroundings surroundings;
  surroundings.guard_program = own_path();
  surroundings.reaction_deadline = job.reaction_deadline;
  surroundings.readiness_deadline = job.readiness_deadline;
  surroundings.gate = &gate;
  surroundings.starts = &starts;
  surroundings.interrupted = &interrupted;
  surroundings.next_port = &next_port;
  surroundings.own_network = &network;
  Worker worker(surroundings, 1, turns.get());
  model::JobResult result;
  result.evidence = worker.perform(job.plan, job.subject);
  worker.discard_server();
  result.survivors = worker.survivors();
  return {FrameKind::result, 0, model::to_json_line(result)};
}

// In the child: what this machine lacks, as pairs of words.
Frame probe() {
  std::vector<std::string> words;
  const auto lacks = [&words](Means means, const std::string& reason) {
    words.insert(words.end(), {std::string(model::name_of(means)), reason});
  };
  const auto lacks_all = [&](const std::string& reason) {
    for (const Means means : {Means::namespaces, Means::packet_filter, Means::traffic_control})
      lacks(means, reason);
  };
  const auto done = [&] { return Frame{FrameKind::result, 0, join_arguments(words)}; };
  if (find_administration_program("ip").empty()) {
    lacks_all("needs the program ip, which is not installed (Debian: apt-get install iproute2)");
    return done();
  }
  try {
    Network network;
    try {
      PacketRule rule;
      rule.server_port = first_port;
      network.filter().add(rule);
    } catch (const std::exception& failure) {
      const bool installed = !find_administration_program("nft").empty();
      lacks(Means::packet_filter,
            installed ? std::string("needs packet filtering, which this kernel does not offer: ") +
                            failure.what()
                      : "needs the program nft, which is not installed (Debian: apt-get install "
                        "nftables)");
    }
    try {
      network.shape({.delay = std::chrono::milliseconds(1)});
    } catch (const std::exception& failure) {
      lacks(Means::traffic_control,
            std::string("needs netem, which this kernel does not offer (load the module "
                        "sch_netem, or install the full kernel): ") +
                failure.what());
    }
  } catch (const std::exception& failure) {
    lacks_all(std::string("needs a network namespace, which this user may not make here (run as "
                          "root, or allow user namespaces): ") +
              failure.what());
  }
  return done();
}

// The child's whole life. It has no descriptor of the parent's but the pipe.
[[noreturn]] void live(int answers, const Frame& question, const std::vector<std::string>& gates,
                       const SharedTurns& turns) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct sigaction action {};
  action.sa_handler = on_terminate;
  ::sigaction(SIGTERM, &action, nullptr);
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(nothing, STDOUT_FILENO);
  Frame answer;
  try {
    answer = question.kind == FrameKind::probe ? probe() : perform(question.payload, gates, turns);
  } catch (const Interrupted&) {
    ::_exit(EXIT_SUCCESS);
  } catch (const std::exception& failure) {
    answer = {FrameKind::failed, 0, failure.what()};
  }
  ::_exit(write_all(answers, encode(answer)) ? EXIT_SUCCESS : EXIT_FAILURE);
}

class WorkerProcess {
 public:
  explicit WorkerProcess(const std::vector<std::string>& gates) : gates_(gates) {}

  int run() {
    while (read_input()) {
      while (auto frame = frames_.next()) {
        if (!answer(*frame)) return EXIT_SUCCESS;
      }
    }
    return EXIT_SUCCESS;
  }

 private:
  bool read_input() {
    std::array<char, 65536> buffer{};
    ssize_t length = 0;
    do {
      length = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    } while (length < 0 && errno == EINTR);
    if (length > 0) frames_.feed({buffer.data(), static_cast<std::size_t>(length)});
    return length > 0;
  }

  // Has a child do it; false when our input ended meanwhile.
  bool answer(const Frame& question) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return say_failed("pipe2");
    const SharedTurns turns;
    const pid_t child = ::fork();
    if (child == 0) live(pipe[1], question, gates_, turns);
    ::close(pipe[1]);
    if (child < 0) {
      ::close(pipe[0]);
      return say_failed("fork");
    }
    std::string answered;
    const Course course = question.kind == FrameKind::probe
                              ? collect_probe(pipe[0], answered)
                              : collect(pipe[0], child, turns, answered);
    ::close(pipe[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (course == Course::interrupted) return false;
    if (course == Course::stood_still) {
      return say_failed("the process of a job, " + std::to_string(child) +
                        ", has stood still for " + std::to_string(longest_standstill.count()) +
                        " ms");
    }
    FrameReader whole;
    whole.feed(answered);
    if (whole.next()) return write_all(STDOUT_FILENO, answered);
    return say_failed(WIFSIGNALED(status)
                          ? "the process of a job was ended by signal " +
                                std::to_string(WTERMSIG(status))
                          : "the process of a job ended with status " +
                                std::to_string(WEXITSTATUS(status)) + " and no answer");
  }

  enum class Course { ended, interrupted, stood_still };

  // Reads what the child answers until its end. When our input ends, which is how the harness
  // interrupts, the child is asked to end.
  Course collect(int answers, pid_t child, const SharedTurns& turns, std::string& answered) {
    std::uint64_t turns_before = 0;
    int still_ms = 0;  // counted, for we may have stood still ourselves
    for (;;) {
      std::array<pollfd, 2> ready{{{answers, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
      if (::poll(ready.data(), ready.size(), look_ms) == 0) {
        const std::uint64_t turns_now = turns.get()->load();
        still_ms = turns_now == turns_before ? still_ms + look_ms : 0;
        if (turns_now != turns_before) say({FrameKind::alive, 0, ""});
        turns_before = turns_now;
      }
      if (ready[0].revents != 0 && !read_some(answers, answered)) return Course::ended;
      if (ready[1].revents != 0 && !read_input()) {
        ::kill(child, SIGTERM);
        if (!ends_soon(answers, answered)) end(child);
        return Course::interrupted;
      }
      if (still_ms >= longest_standstill.count()) {
        end(child);
        return Course::stood_still;
      }
    }
  }

  // A probe is short, and its question is all that comes: it is let finish.
  static Course collect_probe(int answers, std::string& answered) {
    while (read_some(answers, answered)) {
    }
    return Course::ended;
  }

  static bool ends_soon(int answers, std::string& answered) {
    const auto deadline = std::chrono::steady_clock::now() + longest_process_end;
    while (std::chrono::steady_clock::now() < deadline) {
      pollfd ready{answers, POLLIN, 0};
      if (::poll(&ready, 1, look_ms) > 0 && !read_some(answers, answered)) return true;
    }
    return false;
  }

  static void end(pid_t child) {
    kill_below(child, longest_process_kill);
    ::kill(child, SIGKILL);
  }

  static bool read_some(int descriptor, std::string& text) {
    std::array<char, 65536> buffer{};
    const ssize_t length = ::read(descriptor, buffer.data(), buffer.size());
    if (length > 0) text.append(buffer.data(), static_cast<std::size_t>(length));
    return length > 0 || (length < 0 && errno == EINTR);
  }

  // The harness asks one question at a time and reads until it is answered, so that it is never
  // waited for by somebody whom it waits for.
  static bool say(const Frame& frame) { return write_all(STDOUT_FILENO, encode(frame)); }
  static bool say_failed(const std::string& reason) { return say({FrameKind::failed, 0, reason}); }

  const std::vector<std::string>& gates_;
  FrameReader frames_;
};

}  // namespace

int run_worker_process(const std::vector<std::string>& gates) {
  for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP}) ::signal(number, SIG_IGN);
  return WorkerProcess(gates).run();
}

}  // namespace wiretrial::exec
