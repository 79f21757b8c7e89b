// Real processes below this one, whose ends others are told of.
#include "harness/exec/process_watch.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <thread>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"

namespace wiretrial::exec {

namespace {

constexpr std::chrono::seconds patience(20);

// A process with one child, which ends as it is told to; the parent waits for it and lives on.
class Family {
 public:
  explicit Family(const std::function<void()>& end_of_child) {
    std::array<int, 2> told{};
    REQUIRE(::pipe(told.data()) == 0);
    REQUIRE(::pipe(go_.data()) == 0);
    parent_ = ::fork();
    if (parent_ == 0) live(told[1], end_of_child);
    REQUIRE(::read(told[0], &child_, sizeof child_) == sizeof child_);
    for (const int descriptor : told) ::close(descriptor);
  }
  ~Family() {
    for (const int descriptor : go_) ::close(descriptor);
    ::kill(child_, SIGKILL);
    ::kill(parent_, SIGKILL);
    ::waitpid(parent_, nullptr, 0);
  }
  Family(const Family&) = delete;
  Family& operator=(const Family&) = delete;

  [[nodiscard]] int parent() const { return parent_; }
  [[nodiscard]] int child() const { return child_; }
  void let_child_end() const { REQUIRE(::write(go_[1], "x", 1) == 1); }
  [[nodiscard]] bool child_is_gone() const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (::kill(child_, 0) == 0 && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    return ::kill(child_, 0) != 0;
  }

 private:
  [[noreturn]] void live(int told, const std::function<void()>& end_of_child) const {
    const int child = ::fork();
    if (child == 0) {
      char word = 0;
      (void)!::read(go_[0], &word, 1);
      ::signal(SIGSEGV, SIG_DFL);  // the test program has a handler
      end_of_child();
      ::_exit(0);
    }
    (void)!::write(told, &child, sizeof child);
    ::waitpid(child, nullptr, 0);
    while (true) ::pause();
  }

  std::array<int, 2> go_{};
  int parent_ = 0;
  int child_ = 0;
};

struct Bench {
  boost::asio::io_context context{1};
  ProcessWatch watch{context};

  std::vector<DescendantEnd> ends() {
    std::vector<DescendantEnd> ends;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (ends.empty() && std::chrono::steady_clock::now() < deadline) {
      context.restart();
      context.run_one_for(std::chrono::milliseconds(20));
      static_cast<void>(watch.is_one_ending());
      ends = watch.take_ends();
    }
    return ends;
  }
};

// Since Linux 6.15 the kernel tells whoever holds a pidfd, whatever the parent was told.
bool kernel_tells(const DescendantEnd& end) {
  if (end.wait_status) return true;
  WARN("skipped: this kernel does not tell how a process ended that its parent has asked after");
  return false;
}

}  // namespace

TEST_CASE("how a grandchild ended is known, although its parent was told and not we") {
  const struct {
    std::function<void()> end;
    int wait_status;
  } rows[] = {{[] { ::kill(::getpid(), SIGSEGV); }, SIGSEGV},
              {[] { ::kill(::getpid(), SIGKILL); }, SIGKILL},
              {[] { ::_exit(7); }, W_EXITCODE(7, 0)},
              {[] { ::_exit(0); }, 0}};
  for (const auto& row : rows) {
    INFO(row.wait_status);
    Bench bench;
    const Family family(row.end);
    for (int look = 0; look < 2; ++look) bench.watch.look(process_tree(family.parent()));
    CHECK(bench.watch.running() == 1);
    CHECK(bench.watch.parent_of(family.child()) == family.parent());
    bench.watch.begin_trial(std::nullopt);
    CHECK_FALSE(bench.watch.is_one_ending());
    family.let_child_end();
    REQUIRE(family.child_is_gone());  // and waited for
    CHECK(bench.watch.is_one_ending());
    const auto ends = bench.ends();
    REQUIRE(ends.size() == 1);
    CHECK(ends[0].pid == family.child());
    CHECK(ends[0].parent_pid == family.parent());
    CHECK(ends[0].there_before);
    CHECK_FALSE(ends[0].listened);
    if (kernel_tells(ends[0]))
      CHECK((ends[0].wait_status.value() & 0x7f7f) == (row.wait_status & 0x7f7f));
    CHECK(bench.watch.take_ends().empty());
    CHECK(bench.watch.running() == 0);
  }
}

TEST_CASE("who held the listening socket when the trial began is known") {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  REQUIRE(listener >= 0);
  struct stat status {};
  REQUIRE(::fstat(listener, &status) == 0);
  Bench bench;
  const Family family([] { ::_exit(1); });  // it has inherited the socket
  bench.watch.look(process_tree(family.parent()));
  bench.watch.begin_trial(static_cast<std::uint32_t>(status.st_ino));
  family.let_child_end();
  const auto ends = bench.ends();
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].listened);
  ::close(listener);
}

TEST_CASE("what was found after a trial began is new, and forgotten when the watch is cleared") {
  Bench bench;
  const Family family([] { ::_exit(1); });
  bench.watch.begin_trial(std::nullopt);
  bench.watch.look(process_tree(family.parent()));
  CHECK(bench.watch.watches());
  bench.watch.clear();
  family.let_child_end();
  REQUIRE(family.child_is_gone());
  bench.context.poll();
  CHECK(bench.watch.take_ends().empty());
}

TEST_CASE("a process alone has nothing below it to watch") {
  Bench bench;
  const Family family([] { ::_exit(0); });
  bench.watch.look(process_tree(family.child()));
  CHECK_FALSE(bench.watch.watches());
}

TEST_CASE("the end of an orphan is told, whether it was known before or not") {
  Bench bench;
  const Family family([] { ::_exit(1); });
  bench.watch.look(process_tree(family.parent()));
  bench.watch.orphan_ended(family.child(), SIGABRT);
  bench.watch.orphan_ended(1, SIGSEGV);
  CHECK(bench.watch.knows_end_of(family.child()));
  const auto ends = bench.watch.take_ends();
  REQUIRE(ends.size() == 2);
  CHECK(ends[0].wait_status == SIGSEGV);
  CHECK(ends[0].parent_pid == 0);
  CHECK(ends[1].wait_status == SIGABRT);
  CHECK(ends[1].parent_pid == family.parent());
}

}  // namespace wiretrial::exec
