#include "harness/exec/subject_deadline.hpp"

#include "catch.hpp"

namespace wiretrial::exec {

namespace {

using std::chrono::nanoseconds;

ThreadTimes times(std::int64_t on_processor_ns, std::int64_t waiting_ns, bool asleep) {
  return {on_processor_ns, waiting_ns, on_processor_ns + waiting_ns, asleep};
}

}  // namespace

TEST_CASE("time asleep and on a processor can be used, time in the run queue cannot") {
  struct Row {
    const char* what;
    ThreadSnapshot first, now;
    std::int64_t usable, busy_percent;
    bool wants_processor;
  };
  const Row rows[] = {
      {"asleep", {{1, times(5, 5, true)}}, {{1, times(5, 5, true)}}, 100, 0, false},
      {"busy", {{1, times(5, 5, false)}}, {{1, times(95, 5, false)}}, 100, 90, true},
      {"starved", {{1, times(5, 5, false)}}, {{1, times(15, 95, false)}}, 10, 100, true},
      {"starved half of the time, else asleep",
       {{1, times(0, 0, true)}},
       {{1, times(10, 50, true)}},
       50,
       20,
       true},
      {"one waits for the other, and each for a processor",
       {{1, times(0, 0, true)}, {2, times(0, 0, true)}},
       {{1, times(1, 60, true)}, {2, times(1, 60, true)}},
       1,
       100,
       true},
      {"more busy threads than processors",
       {{1, times(0, 0, false)}, {2, times(0, 0, false)}, {3, times(0, 0, false)}},
       {{1, times(60, 40, false)}, {2, times(70, 30, false)}, {3, times(70, 30, false)}},
       70,
       100,
       true},
      {"a thread that came meanwhile",
       {{1, times(0, 0, true)}},
       {{1, times(0, 0, true)}, {2, times(90, 5, false)}},
       95,
       94,
       true},
      {"gone", {{1, times(0, 0, true)}}, {}, 100, 0, false},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    TimeAccount account(row.first);
    account.take(row.now, nanoseconds(100));
    CHECK(account.usable() == nanoseconds(row.usable));
    CHECK(account.busy_percent() == row.busy_percent);
    CHECK(account.wants_processor() == row.wants_processor);
  }
}

TEST_CASE(
    "an account is incomplete while a thread has stood in the run queue since the last look") {
  TimeAccount account({{1, times(5, 5, false)}});
  account.take({{1, times(5, 5, false)}}, nanoseconds(100));
  CHECK(account.is_incomplete());
  CHECK(account.usable() == nanoseconds(0));
  account.take({{1, times(6, 150, false)}}, nanoseconds(150));
  CHECK_FALSE(account.is_incomplete());
  CHECK(account.usable() == nanoseconds(5));
}

TEST_CASE("what a subject did before the last look does not make it want a processor now") {
  TimeAccount account({{1, times(0, 0, true)}});
  account.take({{1, times(90, 0, true)}}, nanoseconds(100));
  CHECK(account.wants_processor());
  account.take({{1, times(90, 0, true)}}, nanoseconds(200));
  CHECK_FALSE(account.wants_processor());
}

TEST_CASE("the deadline of a process that cannot be looked at runs on the clock") {
  using std::chrono::milliseconds;
  SubjectDeadline deadline(0, milliseconds(0));
  CHECK(deadline.passed());
  CHECK(deadline.exhausted());
  SubjectDeadline far(0, std::chrono::hours(1));
  CHECK_FALSE(far.passed());
  far.look();
  CHECK_FALSE(far.passed());
  CHECK(far.latest() == far.next_look());
}

}  // namespace wiretrial::exec
