// Real processes below a real guard: how they end, what they wrote, and that nothing is left.
#include "harness/exec/guard_link.hpp"

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"
#include "harness/exec/vitals.hpp"

namespace wiretrial::exec {

namespace {

const std::string guard_program = std::string(WIRETRIAL_BIN_DIR) + "/wiretrial";
constexpr std::chrono::seconds patience(20);

// Far below the output that a process may have.
constexpr std::int64_t most_guard_bytes = 16L * 1024 * 1024;

template <typename Condition>
bool eventually(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition() && std::chrono::steady_clock::now() < deadline) ::usleep(1000);
  return condition();
}

// A guard, and the event loop that its frames are handled in.
struct Bench {
  explicit Bench(std::chrono::milliseconds patience_with_guard = patience)
      : link(context, guard_program, patience_with_guard) {}

  boost::asio::io_context context{1};
  GuardLink link;

  template <typename Condition>
  bool until(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
      context.restart();
      context.run_one_for(std::chrono::milliseconds(20));
    }
    return condition();
  }
  int guard_of(const GuardedProcess& process) {
    until([&] { return process.started; });
    int guard = 0;
    char ignored = 0;
    const std::string file = "/proc/" + std::to_string(process.pid) + "/stat";
    std::string text;
    std::getline(std::ifstream(file), text, ')');
    std::ifstream fields(file);
    fields.seekg(static_cast<std::streamoff>(text.size() + 1));
    fields >> ignored >> guard;
    return guard;
  }
  // Without the event loop: whether the process sleeps in the end, and goes on sleeping.
  static bool is_frozen_by_full_pipe(const GuardedProcess& process) {
    return eventually([&] {
      const ThreadSnapshot before = read_threads(process.pid);
      ::usleep(50'000);
      return stayed_asleep(before, read_threads(process.pid));
    });
  }
  std::shared_ptr<GuardedProcess> start(const std::vector<std::string>& arguments) {
    return link.start(arguments, "/");
  }
  std::shared_ptr<GuardedProcess> shell(const std::string& script) {
    return start({"sh", "-c", script});
  }
  std::shared_ptr<GuardedProcess> ended(const std::string& script) {
    auto process = shell(script);
    REQUIRE(until([&] { return process->ended; }));
    return process;
  }
};

bool runs(int pid) {
  return ::kill(pid, 0) == 0;
}

// Whether the process has ended and nobody has asked how (proc(5), stat).
bool is_zombie(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return text.find(") Z ") != std::string::npos;
}

}  // namespace

TEST_CASE("an exit status and a signal are told apart, even where the numbers are equal") {
  Bench bench;
  const auto exited = bench.ended("exit 11")->wait_status;
  CHECK(WIFEXITED(exited));
  CHECK(WEXITSTATUS(exited) == 11);
  const auto signalled = bench.ended("kill -SEGV $$")->wait_status;
  CHECK(WIFSIGNALED(signalled));
  CHECK(WTERMSIG(signalled) == SIGSEGV);
  const auto success = bench.ended("exit 0")->wait_status;
  CHECK(WIFEXITED(success));
  CHECK(WEXITSTATUS(success) == 0);
}

TEST_CASE("neither the guard nor a subject holds a descriptor of ours") {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);  // inheritable on purpose
  REQUIRE(socket > STDERR_FILENO);
  Bench bench;
  const auto process = bench.ended("readlink /proc/self/fd/* /proc/$PPID/fd/*");
  const auto inode = [](int descriptor) {
    struct stat status {};
    REQUIRE(::fstat(descriptor, &status) == 0);
    return "socket:[" + std::to_string(status.st_ino) + "]";
  };
  CHECK(process->output.find("pipe:[") != std::string::npos);
  CHECK(process->output.find(inode(socket)) == std::string::npos);
  ::close(socket);
}

TEST_CASE("a signal reaches the process that it is for, and no other") {
  Bench bench;
  const auto one = bench.start({"sleep", "300"});
  const auto other = bench.start({"sleep", "300"});
  REQUIRE(bench.until([&] { return one->started && other->started; }));
  CHECK(one->pid != other->pid);
  bench.link.signal(*one, SIGTERM);
  REQUIRE(bench.until([&] { return one->ended; }));
  CHECK(WTERMSIG(one->wait_status) == SIGTERM);
  CHECK_FALSE(other->ended);
  CHECK(runs(other->pid));
}

TEST_CASE("output and errors come apart, with every byte value") {
  Bench bench;
  const auto process = bench.ended(R"(printf 'a\000\377'; printf 'b\n' >&2)");
  CHECK(process->output == std::string("a\0\xff", 3));
  CHECK(process->error == "b\n");
}

TEST_CASE("all that was written just before the end is there when the end is told") {
  constexpr std::size_t size = 1024UL * 1024;
  Bench bench;
  for (int round = 0; round < 20; ++round) {
    INFO("round " << round);
    const auto process = bench.shell("head -c 1048576 /dev/zero; exit 3");
    std::size_t at_end = 0;
    process->on_change = [&, raw = process.get()] {
      if (raw->ended) at_end = raw->output.size();
    };
    REQUIRE(bench.until([&] { return process->ended; }));
    process->on_change = nullptr;
    CHECK(at_end == size);
    CHECK(process->output.size() == size);
    CHECK(WEXITSTATUS(process->wait_status) == 3);
  }
}

TEST_CASE("a flush is answered behind all that the process did while its guard could not run") {
  Bench bench;
  for (int round = 0; round < 20; ++round) {
    INFO("round " << round);
    const auto process = bench.shell("echo $PPID; sleep 300");
    REQUIRE(bench.until([&] { return process->output.find('\n') != std::string::npos; }));
    const int guard = std::stoi(process->output);
    REQUIRE(::kill(guard, SIGSTOP) == 0);
    REQUIRE(::kill(process->pid, SIGKILL) == 0);
    REQUIRE(bench.until([&] { return is_zombie(process->pid); }));
    bench.link.flush(*process);
    REQUIRE(::kill(guard, SIGCONT) == 0);
    REQUIRE(bench.until([&] { return process->flushes == 1; }));
    CHECK(process->ended);
  }
}

TEST_CASE("a flush of a process that never stops writing is answered all the same") {
  Bench bench;
  const auto process = bench.start({"yes"});
  REQUIRE(bench.until([&] { return process->output.size() > 100'000; }));
  bench.link.flush(*process);
  CHECK(bench.until([&] { return process->flushes == 1; }));
  CHECK_FALSE(process->ended);
}

TEST_CASE("an end is told although a descendant holds the pipes open") {
  Bench bench;
  const auto process = bench.ended("sleep 300 & echo started");
  CHECK(process->output == "started\n");
  CHECK(WEXITSTATUS(process->wait_status) == 0);
}

TEST_CASE("a program that is not there fails with its name, and the guard goes on") {
  Bench bench;
  const auto process = bench.start({"/no/such/program"});
  REQUIRE(bench.until([&] { return process->ended; }));
  CHECK(process->pid == 0);
  CHECK(process->failure.find("/no/such/program") != std::string::npos);
  CHECK(WEXITSTATUS(bench.ended("exit 5")->wait_status) == 5);
  CHECK(bench.link.alive());
}

TEST_CASE("a process starts with the usual signal dispositions, in a session of its own") {
  Bench bench;
  CHECK(bench.ended("(yes; echo $? >&2) | true")->error == "141\n");  // 128 + SIGPIPE
  const auto process = bench.ended("cut -d ' ' -f 6 /proc/$$/stat");  // proc(5): the session
  CHECK(process->output == std::to_string(process->pid) + "\n");
}

TEST_CASE("stopping ends a descendant in a session of its own, and leaves the guard to go on") {
  Bench bench;
  const auto process = bench.shell("setsid sh -c 'echo $$; exec sleep 300' & wait");
  REQUIRE(bench.until([&] { return process->output.ends_with('\n'); }));
  const int descendant = std::stoi(process->output);
  REQUIRE(runs(descendant));
  bench.link.stop_all();
  REQUIRE(bench.until([&] { return bench.link.all_stopped(); }));
  CHECK_FALSE(runs(descendant));
  CHECK_FALSE(runs(process->pid));
  CHECK(bench.link.survivors() == 0);
  CHECK(WEXITSTATUS(bench.ended("exit 4")->wait_status) == 4);
}

TEST_CASE("stopping ends one whose parent has gone") {
  Bench bench;
  const auto process = bench.ended("setsid sleep 300 & echo $!");
  const int orphan = std::stoi(process->output);
  bench.link.stop_all();
  REQUIRE(bench.until([&] { return bench.link.all_stopped(); }));
  CHECK_FALSE(runs(orphan));
}

TEST_CASE("how an orphan ended is told, and nothing is left of it") {
  Bench bench;
  std::vector<std::pair<int, int>> orphans;
  bench.link.on_orphan([&](int pid, int status) { orphans.emplace_back(pid, status); });
  for (const auto& [end, status] : {std::pair{"kill -SEGV $$", SIGSEGV}, {"exit 7", 7 << 8}}) {
    INFO(end);
    orphans.clear();
    // It ends when its parent is gone.
    const auto process = bench.ended("sh -c 'while kill -0 $0; do :; done; " + std::string(end) +
                                     "' $$ 2>/dev/null & echo $!");
    REQUIRE(bench.until([&] { return !orphans.empty(); }));
    CHECK(orphans.front().first == std::stoi(process->output));
    CHECK((orphans.front().second & 0xff7f) == status);
    CHECK(bench.until([&] { return !runs(orphans.front().first); }));
  }
}

TEST_CASE("the end of the link ends everything below the guard") {
  int pid = 0;
  {
    Bench bench;
    const auto process = bench.shell("trap '' TERM HUP INT; echo ready; while :; do sleep 1; done");
    REQUIRE(bench.until([&] { return process->output == "ready\n"; }));
    pid = process->pid;
    REQUIRE(runs(pid));
  }
  CHECK_FALSE(runs(pid));
}

TEST_CASE("a guard that is full of output takes a start that is larger than a pipe") {
  const std::string large(64UL * 1024, 'x');
  Bench bench;
  const auto noisy = bench.start({"yes"});
  const int guard = bench.guard_of(*noisy);
  REQUIRE(bench.is_frozen_by_full_pipe(*noisy));
  CHECK(read_vitals(guard).resident_bytes < most_guard_bytes);
  const auto process = bench.start({"true", large, large, large});
  CHECK(bench.until([&] { return process->ended; }));
  CHECK(WEXITSTATUS(process->wait_status) == 0);
  CHECK_FALSE(noisy->ended);
}

TEST_CASE("a signal reaches a process although nobody reads what its guard has to hand on") {
  Bench bench;
  const auto noisy = bench.start({"yes"});
  REQUIRE(bench.until([&] { return noisy->started; }));
  REQUIRE(bench.is_frozen_by_full_pipe(*noisy));
  bench.link.signal(*noisy, SIGKILL);
  CHECK(eventually([&] { return is_zombie(noisy->pid) || !runs(noisy->pid); }));
  CHECK(bench.until([&] { return noisy->ended; }));
}

TEST_CASE("output beyond the limit is dropped, and what is about a process is told all the same") {
  constexpr std::size_t limit = 24UL * 1024 * 1024;
  Bench bench;
  const auto process = bench.shell("head -c 30000000 /dev/zero; echo over >&2; exit 6");
  REQUIRE(bench.until([&] { return process->ended; }));
  CHECK(process->output.size() == limit);
  CHECK(process->error == "over\n");
  CHECK(WEXITSTATUS(process->wait_status) == 6);
}

TEST_CASE("a guard that is stopped is taken for gone, and another takes its place") {
  Bench bench{std::chrono::milliseconds(500)};
  const auto process = bench.shell("setsid sh -c 'echo $$; exec sleep 300' & wait");
  REQUIRE(bench.until([&] { return process->output.ends_with('\n'); }));
  const int descendant = std::stoi(process->output);
  const int guard = bench.guard_of(*process);
  REQUIRE(::kill(guard, SIGSTOP) == 0);
  REQUIRE(bench.until([&] { return !bench.link.alive(); }));
  CHECK(bench.link.failure() ==
        "the guard process " + std::to_string(guard) + " has not answered for 500 ms");
  bench.link.restart();
  CHECK(bench.link.alive());
  for (const int pid : {descendant, process->pid, guard}) {
    CHECK(eventually([pid] { return is_zombie(pid) || !runs(pid); }));
  }
  CHECK(WEXITSTATUS(bench.ended("exit 4")->wait_status) == 4);
  CHECK(bench.link.survivors() == 0);
}

TEST_CASE("a guard that is idle is not taken for gone, nor is one that was not listened to") {
  Bench bench{std::chrono::milliseconds(1000)};
  const auto process = bench.start({"sleep", "300"});
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
  bench.until([&] { return std::chrono::steady_clock::now() >= until; });
  CHECK(bench.link.alive());
  ::usleep(1'500'000);
  CHECK(WEXITSTATUS(bench.ended("exit 4")->wait_status) == 4);
  CHECK(bench.link.alive());
}

TEST_CASE("the end of the link ends everything below a guard that is stopped") {
  int descendant = 0;
  {
    Bench bench;
    const auto process = bench.shell("setsid sh -c 'echo $$; exec sleep 300' & wait");
    REQUIRE(bench.until([&] { return process->output.ends_with('\n'); }));
    descendant = std::stoi(process->output);
    REQUIRE(::kill(bench.guard_of(*process), SIGSTOP) == 0);
  }
  CHECK(eventually([&] { return is_zombie(descendant) || !runs(descendant); }));
}

TEST_CASE("a guard that dies is noticed") {
  Bench bench;
  const auto process = bench.shell("kill -KILL $PPID; exec sleep 300");
  CHECK(bench.until([&] { return !bench.link.alive(); }));
}

}  // namespace wiretrial::exec
