#include "harness/exec/worker.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <unistd.h>

#include "catch.hpp"
#include "harness/exec/descendants.hpp"
#include "harness/exec/worker_bench.hpp"

namespace wiretrial::exec {

using model::EventKind;
using std::chrono::milliseconds;
using namespace bench;

TEST_CASE("each segment reaches the subject in a read of its own") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto subject = python_server(
      "connection, peer = server.accept()\n"
      "sizes = b''\n"
      "while True:\n"
      "  data = connection.recv(65536)\n"
      "  if not data: break\n"
      "  sizes += b'%d ' % len(data)\n"
      "connection.sendall(sizes)\n"
      "connection.close()\n"
      "time.sleep(60)\n");
  const std::string data(200, 'x');
  const auto evidence =
      worker.perform(server_plan({model::Connect{}, send_cut_everywhere(data), model::Finish{},
                                  expect(model::ExpectationKind::response)}),
                     subject);
  REQUIRE(evidence.size() == 1);
  const auto received = of_kind(evidence[0], EventKind::received);
  REQUIRE(received.size() == 1);
  std::string ones;
  for (std::size_t i = 0; i < data.size(); ++i) ones += "1 ";
  CHECK(received[0].data == ones);
  for (const auto& barrier : of_kind(evidence[0], EventKind::barrier))
    CHECK(barrier.detail == "drained");
}

TEST_CASE("a subject that sleeps on unread bytes is settled, and the trial goes on") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto subject = python_server(
      "connection, peer = server.accept()\n"
      "connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 8)\n"
      "select.select([connection], [], [])\n"
      "data = connection.recv(8)\n"
      "connection.sendall(data)\n"
      "connection.close()\n"
      "time.sleep(60)\n");
  const auto evidence =
      worker.perform(server_plan({model::Connect{}, send_cut_everywhere("abcdefgh"),
                                  expect(model::ExpectationKind::response)}),
                     subject);
  const auto barriers = of_kind(evidence[0], EventKind::barrier);
  REQUIRE_FALSE(barriers.empty());
  CHECK(barriers.front().detail == "settled");
  INFO(story(evidence[0]));
  const auto received = of_kind(evidence[0], EventKind::received);
  REQUIRE(received.size() == 1);
  CHECK(received[0].data == "abcdefgh");
}

TEST_CASE("FIN, RST and a half-close are told apart") {
  struct Row {
    const char* name;
    const char* body;
    EventKind end;
    bool half;
  };
  const Row rows[] = {
      {"close", "connection.close()\n", EventKind::fin_received, false},
      {"shutdown", "connection.shutdown(socket.SHUT_WR)\n", EventKind::fin_received, true},
      {"reset",
       "connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\\1\\0\\0\\0\\0\\0\\0\\0'); "
       "connection.close()\n",
       EventKind::rst_received, false},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Bench bench;
    Worker worker(bench.surroundings, 1);
    const auto subject =
        python_server(std::string("connection, peer = server.accept()\nconnection.recv(1)\n") +
                      row.body + "time.sleep(60)\n");
    model::Send send;
    send.bytes.data = "x";
    const auto evidence = worker.perform(
        server_plan({model::Connect{}, send, expect(model::ExpectationKind::rejection)}), subject);
    CHECK(has(evidence[0], row.end));
    CHECK(has(evidence[0], EventKind::half_closed) == row.half);
    CHECK(has(evidence[0], EventKind::process_alive));
  }
}

TEST_CASE("a server that is silent is open at the deadline, and not busy") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto evidence =
      worker.perform(server_plan({model::Connect{}, expect(model::ExpectationKind::response)}),
                     python_server("connection, peer = server.accept()\ntime.sleep(60)\n"));
  const auto deadlines = of_kind(evidence[0], EventKind::deadline);
  REQUIRE(deadlines.size() == 1);
  CHECK(deadlines[0].figures.empty());
}

TEST_CASE("a client whose output our guard does not take for a while is no hang") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  model::Plan plan =
      server_plan({model::StartClient{}, model::Accept{}, expect(model::ExpectationKind::exit)});
  plan.role = model::Role::client;
  // The guard, its parent, stands still until well behind the deadline; more than a pipe holds.
  const auto evidence = worker.perform(plan, python_client("c = socket.create_connection(place)\n"
                                                           "guard = os.getppid()\n"
                                                           "if os.fork() == 0:\n"
                                                           "  time.sleep(1.5)\n"
                                                           "  os.kill(guard, signal.SIGCONT)\n"
                                                           "  os._exit(0)\n"
                                                           "os.kill(guard, signal.SIGSTOP)\n"
                                                           "os.write(1, b'x' * 300000)\n"
                                                           "os._exit(4)\n"));
  INFO(story(evidence[0]));
  CHECK_FALSE(has(evidence[0], EventKind::deadline));
  CHECK(output_of(evidence[0]).size() == 300'000);
  const auto exits = of_kind(evidence[0], EventKind::exited);
  REQUIRE(exits.size() == 1);
  CHECK(exits[0].number == 4);
}

TEST_CASE("who owes an answer was at work until the deadline, and its run is over") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto evidence = worker.perform(
      server_plan({model::Connect{}, expect(model::ExpectationKind::response), model::Watch{}}),
      python_server("connection, peer = server.accept()\nwhile True: pass\n"));
  const auto deadlines = of_kind(evidence[0], EventKind::deadline);
  REQUIRE(deadlines.size() == 1);
  CHECK(deadlines[0].figures.at("busy_ratio_percent") >= 80);
  CHECK(deadlines[0].figures.at("processor_time_ms") >= 800);
  CHECK_FALSE(has(evidence[0], EventKind::watched));
}

TEST_CASE("a busy loop while nothing is due shows in the evidence, one while there is does not") {
  struct Row {
    const char* body;
    model::Step step;
    bool spins;
  };
  const Row rows[] = {
      {"while True: pass\n", model::Watch{}, true},
      {"while True: pass\n", expect(model::ExpectationKind::silence), true},
      {"time.sleep(60)\n", model::Watch{}, false},
      {"end = time.process_time() + 1.2\nwhile time.process_time() < end: pass\ntime.sleep(60)\n",
       model::Watch{}, false},
      {"end = time.process_time() + 1.2\nwhile time.process_time() < end: pass\ntime.sleep(60)\n",
       expect(model::ExpectationKind::silence), false},
  };
  for (const Row& row : rows) {
    INFO(row.body);
    Bench bench;
    Worker worker(bench.surroundings, 1);
    const auto evidence = worker.perform(
        server_plan({model::Connect{}, row.step}),
        python_server("connection, peer = server.accept()\n" + std::string(row.body)));
    const auto watched = of_kind(evidence[0], EventKind::watched);
    const bool spins =
        watched.size() == 1 && watched[0].figures.at("busy_ratio_percent") >= busy_percent;
    CHECK(spins == row.spins);
  }
}

TEST_CASE("a server that dies tells how") {
  struct Row {
    const char* body;
    EventKind kind;
    int number;
  };
  const Row rows[] = {
      {"connection = server.accept(); os._exit(7)\n", EventKind::exited, 7},
      {"connection = server.accept(); os.abort()\n", EventKind::signalled, SIGABRT}};
  for (const Row& row : rows) {
    Bench bench;
    Worker worker(bench.surroundings, 1);
    const auto evidence =
        worker.perform(server_plan({model::Connect{}, expect(model::ExpectationKind::response)}),
                       python_server(row.body));
    INFO(story(evidence[0]));
    const auto ends = of_kind(evidence[0], row.kind);
    REQUIRE(ends.size() == 1);
    CHECK(ends[0].number == row.number);
    CHECK_FALSE(has(evidence[0], EventKind::process_alive));
  }
}

TEST_CASE("a server that is never ready says why") {
  model::Subject dies;
  dies.name = "python";
  dies.server = model::ServerSubject{
      {"python3", "-c", "import sys; sys.exit('no configuration')"}, "/", "", {}};
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto evidence = worker.perform(server_plan({model::Connect{}}), dies);
  INFO(story(evidence[0]));
  const auto reasons = of_kind(evidence[0], EventKind::not_ready);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].detail.find("ended with exit status 1") != std::string::npos);
  CHECK(reasons[0].detail.find("no configuration") != std::string::npos);
}

TEST_CASE("a server keeps its process from trial to trial, until it is discarded") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto subject = python_server(
      "while True:\n"
      "  connection, peer = server.accept()\n"
      "  connection.sendall(b'%d' % os.getpid())\n"
      "  connection.close()\n");
  const auto plan = server_plan({model::Connect{}, expect(model::ExpectationKind::response)});
  const auto pid_now = [&] {
    return of_kind(worker.perform(plan, subject)[0], EventKind::received).at(0).data;
  };
  const std::string first = pid_now();
  CHECK(pid_now() == first);
  worker.discard_server();
  CHECK(pid_now() != first);
}

TEST_CASE("nothing survives a worker, not even a child in a session of its own") {
  const auto marker =
      std::filesystem::temp_directory_path() / ("wiretrial-survivor-" + std::to_string(::getpid()));
  Bench bench;
  {
    Worker worker(bench.surroundings, 1);
    const auto subject = python_server(
        "if os.fork() == 0:\n"
        "  os.setsid()\n"
        "  open('" +
        marker.string() +
        "', 'w').write(str(os.getpid()))\n"
        "  time.sleep(300)\n"
        "server.accept()\ntime.sleep(300)\n");
    (void)worker.perform(
        server_plan({model::Connect{}, expect(model::ExpectationKind::nothing), model::Watch{}}),
        subject);
    worker.discard_server();
    CHECK(worker.survivors() == 0);
  }
  std::ifstream file(marker);
  int pid = 0;
  file >> pid;
  REQUIRE(pid > 0);
  CHECK(::kill(pid, 0) != 0);
  std::filesystem::remove(marker);
}

TEST_CASE("a flood of output holds nobody up and is kept within bounds") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto subject = python_server(
      "connection, peer = server.accept()\n"
      "for i in range(500): os.write(1, b'x' * 65536)\n"
      "connection.sendall(b'done')\nconnection.close()\ntime.sleep(60)\n");
  const auto evidence = worker.perform(
      server_plan({model::Connect{}, expect(model::ExpectationKind::response)}), subject);
  CHECK(of_kind(evidence[0], EventKind::received).at(0).data == "done");
  std::size_t kept = 0;
  for (const auto& output : of_kind(evidence[0], EventKind::standard_output))
    kept += output.data.size();
  CHECK(kept <= 64 * 1024);
}

TEST_CASE("at the end of an expectation both ends are seen as netstat shows them") {
  Bench bench;
  bench.surroundings.reaction_deadline = milliseconds(100);
  Worker worker(bench.surroundings, 1);
  const auto subject = python_server(
      "connection, peer = server.accept()\n"
      "time.sleep(60)\n");
  model::Send send;
  send.bytes.data = "hello";
  const auto evidence = worker.perform(server_plan({model::Connect{}, send, model::Finish{},
                                                    expect(model::ExpectationKind::response)}),
                                       subject);
  const auto sockets = of_kind(evidence.at(0), EventKind::sockets);
  REQUIRE(sockets.size() == 1);
  INFO(story(evidence[0]));
  CHECK(sockets[0].step == "3");
  CHECK(sockets[0].connection == "a");
  CHECK(sockets[0].detail == "subject CLOSE_WAIT, counterpart FIN_WAIT2");
  const std::map<std::string, std::int64_t> expected{{"subject_receive_queue_bytes", 6},
                                                     {"subject_send_queue_bytes", 0},
                                                     {"counterpart_receive_queue_bytes", 0},
                                                     {"counterpart_send_queue_bytes", 0}};
  CHECK(sockets[0].figures == expected);
}

TEST_CASE("of a group one member is shown, and of rounds none that went well") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto subject = python_server(
      "while True:\n"
      "  connection, peer = server.accept()\n"
      "  connection.close()\n");
  model::Connect group;
  group.times = 5;
  model::Repeat rounds;
  rounds.times = 3;
  rounds.steps = {model::Connect{}, expect(model::ExpectationKind::rejection)};
  const auto evidence = worker.perform(
      server_plan({rounds, group, expect(model::ExpectationKind::rejection)}), subject);
  const auto sockets = of_kind(evidence.at(0), EventKind::sockets);
  REQUIRE(sockets.size() == 1);
  CHECK(sockets[0].step == "2");
  CHECK(sockets[0].connection == "a#1");
}

TEST_CASE("the vitals are taken before and after every trial of a server") {
  Bench bench;
  bench.surroundings.reaction_deadline = milliseconds(100);
  Worker worker(bench.surroundings, 1);
  // It never closes: each connection that we end stays in CLOSE_WAIT.
  const auto subject = python_server(
      "kept = []\n"
      "while True:\n"
      "  connection, peer = server.accept()\n"
      "  kept.append(connection)\n"
      "  connection.recv(1)\n");
  const auto plan = server_plan({model::Connect{}, model::Finish{},
                                 expect(model::ExpectationKind::rejection), model::Close{}});
  for (std::int64_t trial = 0; trial < 3; ++trial) {
    const auto evidence = worker.perform(plan, subject);
    const auto vitals = of_kind(evidence.at(0), EventKind::vitals);
    REQUIRE(vitals.size() == 2);
    CHECK(vitals[0].detail == model::vitals_before_trial);
    CHECK(vitals[1].detail == model::vitals_after_trial);
    CHECK(vitals[0].figures.at("CLOSE_WAIT") == trial);
    CHECK(vitals[1].figures.at("CLOSE_WAIT") == trial + 1);
    CHECK(vitals[1].figures.at("sockets") == vitals[0].figures.at("sockets") + 1);
    CHECK(vitals[1].figures.at("LISTEN") == 1);
    CHECK(vitals[1].figures.at("threads") == 1);
    CHECK(vitals[1].figures.at("processor_time_us") > 0);
  }
}

TEST_CASE("of a server without a process id the sockets are counted all the same") {
  Bench bench;
  Worker starter(bench.surroundings, 1);
  Worker worker(bench.surroundings, 2);
  const auto plan = server_plan({model::Connect{}, expect(model::ExpectationKind::rejection)});
  const auto started = python_server(
      "while True:\n"
      "  connection, peer = server.accept()\n"
      "  connection.close()\n");
  REQUIRE(has(starter.perform(plan, started).at(0), EventKind::ready));
  model::Subject running;
  running.name = "running";
  running.server = model::ServerSubject{};
  running.server->address = "127." + std::to_string(bench.surroundings.network) +
                            ".1.1:" + std::to_string(bench.next_port.load() - 1);
  const auto evidence = worker.perform(plan, running);
  INFO(story(evidence.at(0)));
  CHECK_FALSE(has(evidence[0], EventKind::harness_error));
  const auto vitals = of_kind(evidence[0], EventKind::vitals);
  REQUIRE(vitals.size() == 2);
  CHECK(vitals[1].figures.at("LISTEN") == 1);
  CHECK_FALSE(vitals[1].figures.contains("threads"));
}

TEST_CASE("vitals count the connections that waited to be accepted") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  // It accepts late, and one at a time.
  const auto subject = python_server(
      "kept = []\n"
      "while True:\n"
      "  time.sleep(0.02)\n"
      "  kept.append(server.accept())\n");
  model::Connect group;
  group.times = 8;
  const auto evidence =
      worker.perform(server_plan({model::TakeVitals{"a", ""}, group, model::Reset{"a", false},
                                  model::TakeVitals{"b", "a"}}),
                     subject);
  const auto vitals = of_kind(evidence.at(0), EventKind::vitals);
  REQUIRE(vitals.size() == 4);
  INFO(story(evidence[0]));
  CHECK(vitals[2].figures.at("sockets") == vitals[1].figures.at("sockets") + 8);
}

}  // namespace wiretrial::exec
