// What /proc says, read of this process and of children whose state is known.
#include "harness/exec/vitals.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"

namespace wiretrial::exec {

namespace {

// A child that runs `body` and never returns; it is killed at the end of the test.
class Child {
 public:
  explicit Child(const std::function<void()>& body) : pid_(::fork()) {
    if (pid_ != 0) return;
    body();
    ::_exit(0);
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  [[nodiscard]] int pid() const { return pid_; }

 private:
  int pid_;
};

void sleep_for_ever() {
  while (true) ::pause();
}
void spin_for_ever() {
  for (std::atomic<unsigned> turns{0};; ++turns) {
  }
}

// Asks until the condition holds; false after five seconds, which no machine needs.
bool becomes(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

std::int64_t now_ns() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

ThreadTimes times(std::int64_t on, std::int64_t waiting, std::int64_t slices = 1,
                  bool asleep = true) {
  return {on, waiting, slices, asleep};
}

}  // namespace

TEST_CASE("sockets and descriptors are counted, pipes are no sockets") {
  const auto before = read_vitals(::getpid());
  std::array<int, 2> sockets{};
  std::array<int, 2> pipe{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()) == 0);
  REQUIRE(::pipe(pipe.data()) == 0);
  const auto during = read_vitals(::getpid());
  CHECK(during.sockets == before.sockets + 2);
  CHECK(during.descriptors == before.descriptors + 4);
  for (const int descriptor : {sockets[0], sockets[1], pipe[0], pipe[1]}) ::close(descriptor);
  CHECK(read_vitals(::getpid()).sockets == before.sockets);
}

TEST_CASE("threads are counted, one by one") {
  const auto before = read_vitals(::getpid());
  std::atomic<bool> stop{false};
  std::thread thread([&] { stop.wait(false); });
  CHECK(read_vitals(::getpid()).threads == before.threads + 1);
  CHECK(read_threads(::getpid()).size() == static_cast<std::size_t>(before.threads + 1));
  stop = true;
  stop.notify_all();
  thread.join();
}

TEST_CASE("memory is what is resident, not what is reserved") {
  constexpr std::size_t size = 64UL * 1024 * 1024;
  const auto before = read_vitals(::getpid()).resident_bytes;
  std::vector<char> touched(size, 'x');
  const auto grown = read_vitals(::getpid()).resident_bytes - before;
  CHECK(grown > static_cast<std::int64_t>(size * 9 / 10));
  CHECK(grown < static_cast<std::int64_t>(size * 12 / 10));
  CHECK(touched[size / 2] == 'x');
}

TEST_CASE("the processes below are part of what a process uses") {
  std::array<int, 2> told{};
  REQUIRE(::pipe(told.data()) == 0);
  Child parent([&] {
    if (::fork() == 0) {
      const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
      (void)!::write(told[1], &socket, sizeof socket);
    }
    sleep_for_ever();
  });
  int socket = -1;
  REQUIRE(::read(told[0], &socket, sizeof socket) == sizeof socket);
  const auto vitals = read_vitals(parent.pid());
  CHECK(vitals.threads == 2);
  CHECK(vitals.sockets >= 1);
  ::close(told[0]);
  ::close(told[1]);
  // The grandchild is not ours to wait for: it must go with its parent.
  for (const auto& [thread, ignored] : read_threads(parent.pid())) {
    if (thread != parent.pid()) ::kill(thread, SIGKILL);
  }
}

TEST_CASE("a process that has gone uses nothing") {
  int pid = 0;
  {
    Child child(sleep_for_ever);
    pid = child.pid();
    CHECK(read_vitals(pid).threads == 1);
    CHECK_FALSE(is_exiting(pid));
  }
  CHECK(read_vitals(pid).threads == 0);
  CHECK(read_threads(pid).empty());
  CHECK(is_exiting(pid));
}

TEST_CASE("a process that ended and was not waited for is exiting") {
  Child child([] {});
  CHECK(becomes([&] { return is_exiting(child.pid()); }));
}

TEST_CASE("a sleeper stays asleep, and is not busy") {
  Child child(sleep_for_ever);
  REQUIRE(becomes([&] {
    const auto snapshot = read_threads(child.pid());
    return snapshot.size() == 1 && snapshot.begin()->second.asleep;
  }));
  const auto began = now_ns();
  const auto before = read_threads(child.pid());
  const auto after = read_threads(child.pid());
  CHECK(stayed_asleep(before, after));
  CHECK(busiest_percent(before, after, now_ns() - began) == 0);
}

TEST_CASE("a busy loop is busy, and never asleep") {
  Child child(spin_for_ever);
  const auto before = read_threads(child.pid());
  ThreadSnapshot after;
  REQUIRE(becomes([&] {
    after = read_threads(child.pid());
    return busiest_percent(before, after, 100'000'000) >= 100;
  }));
  CHECK_FALSE(stayed_asleep(before, after));
}

TEST_CASE("asleep means: every thread, in both snapshots, and not run in between") {
  const ThreadSnapshot sleeping{{1, times(0, 0)}, {2, times(0, 0)}};
  CHECK(stayed_asleep(sleeping, sleeping));
  CHECK_FALSE(stayed_asleep({}, {}));
  CHECK_FALSE(stayed_asleep(sleeping, {{1, times(0, 0)}}));
  CHECK_FALSE(stayed_asleep(sleeping, {{1, times(0, 0)}, {3, times(0, 0)}}));
  CHECK_FALSE(stayed_asleep(sleeping, {{1, times(0, 0)}, {2, times(0, 0, 2)}}));
  CHECK_FALSE(stayed_asleep(sleeping, {{1, times(0, 0)}, {2, times(0, 0, 1, false)}}));
  CHECK_FALSE(stayed_asleep({{1, times(0, 0, 1, false)}}, {{1, times(0, 0)}}));
}

TEST_CASE(
    "a thread that wants a processor in both snapshots and got none has a wait not counted yet") {
  const ThreadSnapshot waiting{{1, times(7, 0)}, {2, times(9, 0, 1, false)}};
  CHECK_FALSE(slept_or_ran(waiting, waiting));
  CHECK(slept_or_ran(waiting, {{1, times(7, 0)}, {2, times(10, 3, 2, false)}}));
  CHECK(slept_or_ran(waiting, {{1, times(7, 0)}, {2, times(9, 0)}}));
  CHECK(slept_or_ran({{2, times(9, 0)}}, {{2, times(9, 0, 1, false)}}));
  CHECK(slept_or_ran(waiting, {{3, times(0, 0, 1, false)}}));
  CHECK(slept_or_ran({}, {}));
}

TEST_CASE("the busiest thread counts, without the time that it waited for a processor") {
  const ThreadSnapshot before{{1, times(100, 10)}, {2, times(0, 0)}};
  CHECK(busiest_percent(before, {{1, times(150, 40)}, {2, times(10, 0)}}, 100) == 50);
  CHECK(busiest_percent(before, {{1, times(100, 10)}, {2, times(30, 30)}}, 100) == 30);
  CHECK(busiest_percent(before, {{3, times(100, 100)}}, 100) == 100);
  CHECK(busiest_percent(before, before, 0) == 0);
  CHECK(most_processor_time_ns(before, {{1, times(150, 40)}, {2, times(10, 90)}}) == 50);
  CHECK(most_processor_time_ns(before, {{1, times(110, 40)}, {2, times(60, 0)}}) == 60);
  CHECK(most_processor_time_ns(before, {{1, times(100, 40)}, {3, times(7, 0)}}) == 7);
}

TEST_CASE("the waits of all threads for a processor count together") {
  const ThreadSnapshot before{{1, times(0, 10)}, {2, times(0, 5)}};
  CHECK(total_wait_ns(before, {{1, times(0, 15)}, {2, times(0, 12)}}) == 12);
  CHECK(total_wait_ns(before, {{1, times(9, 10)}, {3, times(0, 4)}}) == 4);
  CHECK(total_wait_ns(before, before) == 0);
}

TEST_CASE("a process holds the sockets that it has descriptors of, and no others") {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  REQUIRE(socket >= 0);
  struct stat status {};
  REQUIRE(::fstat(socket, &status) == 0);
  const auto inode = static_cast<std::uint32_t>(status.st_ino);
  CHECK(holds_socket(::getpid(), inode));
  ::close(socket);
  CHECK_FALSE(holds_socket(::getpid(), inode));
}

}  // namespace wiretrial::exec
