// Servers of several processes, and such as stand behind another program: what becomes of each is
// in the evidence.
#include <algorithm>
#include <csignal>
#include <string>

#include "catch.hpp"
#include "harness/exec/worker_bench.hpp"

namespace wiretrial::exec {

using model::EventKind;
using model::ExpectationKind;
using std::chrono::milliseconds;
using namespace bench;

namespace {

// A master that replaces its one worker when it ends. The worker answers with its process id, and
// does `end` once it has read "x".
model::Subject master_and_worker(const std::string& end) {
  return python_server(
      "def work():\n"
      "  while True:\n"
      "    connection, peer = server.accept()\n"
      "    data = connection.recv(100)\n"
      "    if data == b'x': " +
      end +
      "\n"
      "    connection.sendall(b'%d' % os.getpid())\n"
      "    connection.close()\n"
      "def start():\n"
      "  if os.fork() == 0: work()\n"
      "start()\n"
      "while True:\n"
      "  os.wait()\n"
      "  start()\n");
}

// A process for each connection, which does `end` once it has read something.
model::Subject process_for_each(const std::string& end) {
  return python_server(
      "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
      "while True:\n"
      "  connection, peer = server.accept()\n"
      "  if os.fork() == 0:\n"
      "    connection.recv(100)\n"
      "    " +
      end +
      "\n"
      "  connection.close()\n");
}

model::Send send(const std::string& data) {
  model::Send step;
  step.bytes.data = data;
  return step;
}

// The ends of processes below the subject's own, in a trial that sends these bytes.
std::vector<model::Event> ends_after(Worker& worker, const model::Subject& subject,
                                     const std::string& data) {
  const auto evidence = worker.perform(
      server_plan({model::Connect{}, send(data), expect(ExpectationKind::rejection)}), subject);
  CHECK_FALSE(has(evidence.at(0), EventKind::harness_error));
  CHECK(has(evidence.at(0), EventKind::process_alive));
  UNSCOPED_INFO(story(evidence.at(0)));
  return of_kind(evidence.at(0), EventKind::descendant_ended);
}

// Since Linux 6.15 it is always known how such a process ended.
bool is_known(const model::Event& event) {
  if (event.detail != "unknown") return true;
  WARN("skipped: this kernel does not tell how a process ended that its parent has asked after");
  return false;
}

// The server behind another program, which starts it and does not hand on a signal.
model::Subject wrapped(model::Subject subject) {
  auto& command = subject.server->command;
  command.insert(command.begin(), {"sh", "-c", "\"$@\"; echo ended", "sh"});
  return subject;
}

}  // namespace

TEST_CASE("a worker that ends, by a signal or by a status other than 0, is seen, and so the next") {
  const struct {
    std::string end;
    std::string detail;
    int number;
  } rows[] = {{"os.kill(os.getpid(), signal.SIGSEGV)", "signalled", SIGSEGV},
              {"os.kill(os.getpid(), signal.SIGKILL)", "signalled", SIGKILL},
              {"os._exit(7)", "exited", 7}};
  for (const auto& row : rows) {
    INFO(row.end);
    Bench bench;
    Worker worker(bench.surroundings, 1);
    const auto subject = master_and_worker(row.end);
    for (int trial = 0; trial < 3; ++trial) {
      const auto ends = ends_after(worker, subject, "x");
      REQUIRE(ends.size() == 1);
      CHECK(ends[0].figures.at("there_before") == 1);
      CHECK(ends[0].figures.at("worker") == 1);
      if (!is_known(ends[0])) continue;
      CHECK(ends[0].detail == row.detail);
      CHECK(ends[0].number == row.number);
    }
    CHECK(ends_after(worker, subject, "y").empty());
  }
}

TEST_CASE("a worker that ends with status 0, and is replaced, is recycled") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto subject = master_and_worker("os._exit(0)");
  for (int trial = 0; trial < 3; ++trial) {
    for (const auto& end : ends_after(worker, subject, "x")) CHECK_FALSE(is_known(end));
  }
}

TEST_CASE("a worker without the listening socket is known by its replacement") {
  // The master accepts, and hands each connection to its worker.
  const auto subject = python_server(
      "import array\n"
      "def start():\n"
      "  ours, its = socket.socketpair()\n"
      "  if os.fork() != 0:\n"
      "    its.close()\n"
      "    return ours\n"
      "  ours.close()\n"
      "  server.close()\n"
      "  while True:\n"
      "    data, rest, flags, address = its.recvmsg(1, socket.CMSG_SPACE(4))\n"
      "    descriptor = array.array('i', rest[0][2])[0]\n"
      "    if os.read(descriptor, 100) == b'x': os._exit(7)\n"
      "    os.close(descriptor)\n"
      "def replace(*ignored):\n"
      "  global worker\n"
      "  os.wait()\n"
      "  worker = start()\n"
      "signal.signal(signal.SIGCHLD, replace)\n"
      "worker = start()\n"
      "while True:\n"
      "  connection, peer = server.accept()\n"
      "  socket.send_fds(worker, [b'c'], [connection.fileno()])\n"
      "  connection.close()\n");
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto ends = ends_after(worker, subject, "x");
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].figures.at("worker") == 1);
}

TEST_CASE("a process that serves one connection is seen when it dies of its first bytes") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto subject = process_for_each("os.kill(os.getpid(), signal.SIGABRT)");
  for (int trial = 0; trial < 5; ++trial) {
    INFO(trial);
    const auto ends = ends_after(worker, subject, "x");
    REQUIRE(ends.size() == 1);
    CHECK(ends[0].figures.at("there_before") == 0);
    if (!is_known(ends[0])) continue;
    CHECK(ends[0].detail == "signalled");
    CHECK(ends[0].number == SIGABRT);
  }
}

TEST_CASE("with which status a process ends that serves one connection says nothing") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto subject = process_for_each("os._exit(1)");
  for (int trial = 0; trial < 3; ++trial) CHECK(ends_after(worker, subject, "x").empty());
}

TEST_CASE("an orphan that dies is seen by its guard") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  // Two forks, so that nobody has to wait for the process that serves.
  const auto subject = process_for_each(
      "if os.fork() == 0:\n"
      "      while os.getppid() == parent: pass\n"
      "      os.kill(os.getpid(), signal.SIGSEGV)\n"
      "    os._exit(0)");
  auto told = subject;
  auto& program = told.server->command.at(5);
  program.replace(program.find("    connection.recv"), 0, "    parent = os.getpid()\n");
  for (int trial = 0; trial < 3; ++trial) {
    INFO(trial);
    const auto ends = ends_after(worker, told, "x");
    REQUIRE(ends.size() == 1);
    CHECK(ends[0].detail == "signalled");
    CHECK(ends[0].number == SIGSEGV);
  }
}

TEST_CASE("a client's own process that dies behind another program is seen") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  auto subject = python_client(
      "connection = socket.create_connection(place)\n"
      "connection.recv(100)\n"
      "os.kill(os.getpid(), signal.SIGSEGV)\n");
  auto& command = subject.client->command;
  command.insert(command.begin(), {"sh", "-c", "\"$@\"; echo failed; exit 1", "sh"});
  model::Plan plan;
  plan.trial = "test";
  plan.role = model::Role::client;
  plan.subject = "python";
  plan.runs = {
      {"", {model::StartClient{}, model::Accept{}, send("x"), expect(ExpectationKind::failure)}}};
  const auto evidence = worker.perform(plan, subject);
  INFO(story(evidence.at(0)));
  const auto ends = of_kind(evidence.at(0), EventKind::descendant_ended);
  REQUIRE(ends.size() == 1);
  CHECK(has(evidence.at(0), EventKind::exited));
  if (is_known(ends[0])) CHECK(ends[0].number == SIGSEGV);
}

TEST_CASE("a program that hands on no signal has not ended its server, and who listens is told") {
  Bench bench;
  bench.surroundings.reaction_deadline = milliseconds(200);
  Worker worker(bench.surroundings, 1);
  const auto subject = wrapped(python_server("time.sleep(60)\n"));
  const auto evidence = worker.perform(
      server_plan({model::Signal{"SIGTERM"}, expect(ExpectationKind::exit)}), subject);
  INFO(story(evidence.at(0)));
  CHECK(has(evidence.at(0), EventKind::signalled));
  const auto left = of_kind(evidence.at(0), EventKind::left_behind);
  REQUIRE(left.size() == 1);
  CHECK_THAT(left[0].detail, Catch::Matchers::Contains("python3 -I -S -u -c import os"));
  CHECK_THAT(left[0].detail, Catch::Matchers::Contains("its child, goes on listening"));
}

TEST_CASE(
    "a server behind a program that hands on no signal is stopped as a whole and started again") {
  Bench bench;
  bench.surroundings.reaction_deadline = milliseconds(500);
  Worker worker(bench.surroundings, 1);
  const auto subject = wrapped(python_server("time.sleep(60)\n"));
  for (const std::string signal : {"SIGTERM", "SIGKILL"}) {
    INFO(signal);
    const auto evidence = worker.perform(server_plan({model::Restart{signal}}), subject);
    INFO(story(evidence.at(0)));
    CHECK(of_kind(evidence.at(0), EventKind::ready).size() >= 1);
    CHECK_FALSE(has(evidence.at(0), EventKind::not_ready));
    CHECK(has(evidence.at(0), EventKind::process_alive));
  }
}

TEST_CASE("a master that is killed takes its workers with it, as a supervisor would see to") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto evidence =
      worker.perform(server_plan({model::Restart{"SIGKILL"}}), master_and_worker("pass"));
  INFO(story(evidence.at(0)));
  CHECK(of_kind(evidence.at(0), EventKind::ready).size() == 2);
  CHECK_FALSE(has(evidence.at(0), EventKind::descendant_ended));
}

TEST_CASE("a server that has the port itself is not helped when a child of its keeps it") {
  Bench bench;
  bench.surroundings.reaction_deadline = milliseconds(200);
  Worker worker(bench.surroundings, 1);
  const auto subject = python_server(
      "if os.fork() == 0: time.sleep(60)\n"
      "time.sleep(60)\n");
  const auto evidence = worker.perform(server_plan({model::Restart{"SIGTERM"}}), subject);
  INFO(story(evidence.at(0)));
  CHECK(has(evidence.at(0), EventKind::not_ready));
  CHECK(of_kind(evidence.at(0), EventKind::left_behind).size() == 1);
}

TEST_CASE("a snapshot says how many connections there were, and waits for other descriptors too") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  // It closes the pipes of the first twenty when the twentieth has ended.
  const auto subject = python_server(
      "pipes = []\n"
      "while True:\n"
      "  connection, peer = server.accept()\n"
      "  pipes += os.pipe()\n"
      "  connection.close()\n"
      "  if len(pipes) == 40:\n"
      "    time.sleep(0.1)\n"
      "    for each in pipes: os.close(each)\n"
      "    pipes = []\n");
  model::Repeat repeat;
  repeat.times = 20;
  repeat.steps = {model::Connect{}, expect(ExpectationKind::rejection)};
  const auto evidence = worker.perform(
      server_plan({model::TakeVitals{"before", ""}, repeat, model::TakeVitals{"after", "before"}}),
      subject);
  INFO(story(evidence.at(0)));
  std::map<std::string, std::map<std::string, std::int64_t>> figures;
  for (const auto& event : of_kind(evidence.at(0), EventKind::vitals)) {
    figures[event.detail] = event.figures;
  }
  CHECK(figures["before"].at("connections") == 0);
  CHECK(figures["after"].at("connections") == 20);
  CHECK(figures["after"].at("descriptors") == figures["before"].at("descriptors"));
}

}  // namespace wiretrial::exec
