// What is done to a subject's process and sockets from outside, seen to arrive in real programs.
#include <csignal>

#include "harness/exec/fault_bench.hpp"
#include "harness/exec/means_system_calls.hpp"
#include "harness/model/system_names.hpp"

namespace wiretrial::exec::tests {

namespace {

// A server in Python that runs the body with `server`, a listening socket, at hand.
Words python(const std::string& body) {
  return {"python3",
          "-I",
          "-S",
          "-u",
          "-c",
          "import errno, os, resource, signal, socket, sys, time\n"
          "server = socket.create_server((sys.argv[1], int(sys.argv[2])))\n" +
              body,
          "{host}",
          "{port}"};
}

model::Send bytes(const std::string& data) {
  model::Send send;
  send.bytes.data = data;
  return send;
}

}  // namespace

TEST_CASE("every signal of the table reaches the subject by its name") {
  FaultBench bench;
  for (const auto& [name, number] : model::signal_names) {
    const bool caught = number != SIGKILL && number != SIGSTOP;
    Words command{"python3",
                  "-I",
                  "-S",
                  "-u",
                  "-c",
                  "import os, signal, socket, sys\n"
                  "def caught(number, _):\n"
                  "  print(signal.Signals(number).name)\n"
                  "  os._exit(0)\n"
                  "for name in sys.argv[3:]: signal.signal(getattr(signal, name), caught)\n"
                  "server = socket.create_server((sys.argv[1], int(sys.argv[2])))\n"
                  "while True: server.accept()\n",
                  "{host}",
                  "{port}"};
    if (caught) command.emplace_back(name);
    std::vector<model::Step> steps{model::Signal{std::string(name)}};
    if (number == SIGSTOP) steps.emplace_back(model::Signal{"SIGKILL"});
    steps.emplace_back(FaultBench::expect_exit());
    const auto evidence = bench.perform(command, steps);
    INFO(story(evidence));
    CHECK(events_of(evidence, EventKind::harness_error).empty());
    CHECK(recorded(evidence) == (caught ? std::string(name) + "," : ""));
    CHECK(events_of(evidence, EventKind::signalled).size() == (caught ? 0 : 1));
  }
}

TEST_CASE("a stopped server does nothing until it is continued") {
  FaultBench bench;
  const Words server = python(
      "while True:\n"
      "  connection, _ = server.accept()\n"
      "  connection.sendall(connection.recv(10))\n"
      "  connection.close()\n");
  model::Expect silence;
  silence.expectation.kind = model::ExpectationKind::nothing;
  const auto evidence =
      bench.perform_to_end(server, {model::Signal{"SIGSTOP"}, model::Connect{}, bytes("ping"),
                                    silence, model::Signal{"SIGCONT"}, FaultBench::expect_end()});
  INFO(story(evidence));
  const auto received = events_of(evidence, EventKind::received);
  REQUIRE(received.size() == 1);
  CHECK(received[0].step == "5");
  CHECK(received[0].data == "ping");
}

TEST_CASE("resources are limited as the step says") {
  FaultBench bench;
  const Words server = python(
      "connection, _ = server.accept()\n"
      "connection.recv(1)\n"
      "print('core', resource.getrlimit(resource.RLIMIT_CORE)[0])\n"
      "try:\n"
      "  big = bytearray(64 << 20)\n"
      "  print('memory')\n"
      "except MemoryError:\n"
      "  print('MemoryError')\n"
      "try:\n"
      "  with open('/proc/self/fd/%d' % os.memfd_create('x'), 'wb') as file: file.write(b'x' * "
      "100)\n"
      "  print('written')\n"
      "except OSError as problem:\n"
      "  print(errno.errorcode[problem.errno])\n"
      "connection.close()\n");
  using model::LimitResource;
  using model::Resource;
  constexpr std::size_t spare_bytes = 16UL * 1024 * 1024;
  const auto unlimited =
      bench.perform_to_end(server, {model::Connect{}, bytes("x"), bench.expect_end()});
  CHECK(recorded(unlimited).ends_with("memory,written,"));
  const auto limited = bench.perform_to_end(
      server, {model::Connect{}, LimitResource{Resource::memory, spare_bytes},
               LimitResource{Resource::core, 0}, LimitResource{Resource::file_size, 10}, bytes("x"),
               FaultBench::expect_end()});
  INFO(story(limited));
  CHECK(recorded(limited) == "core 0,MemoryError,EFBIG,");
  const auto events = events_of(limited, EventKind::limited);
  REQUIRE(events.size() == 3);
  CHECK(events[0].detail == "memory");
  CHECK(events[0].number == static_cast<std::int64_t>(spare_bytes));
}

TEST_CASE("a program that may open no more descriptors is told so by accept") {
  FaultBench bench;
  const Words server = python(
      "try:\n"
      "  while True: held = server.accept()[0], globals().get('held')\n"
      "except OSError as problem:\n"
      "  print(errno.errorcode[problem.errno])\n");
  model::Connect connect;
  connect.times = 5;
  const auto evidence = bench.perform_to_end(
      server, {model::LimitDescriptors{2, false}, connect, FaultBench::expect_end()});
  INFO(story(evidence));
  CHECK(recorded(evidence) == "EMFILE,");
}

TEST_CASE("a socket that is destroyed ends with ECONNABORTED there and with a reset here") {
  if (!missing_socket_destroy().empty()) return;
  FaultBench bench;
  const Words server = python(
      "connection, _ = server.accept()\n"
      "try:\n"
      "  connection.recv(10)\n"
      "  connection.recv(10)\n"
      "except OSError as problem:\n"
      "  print(errno.errorcode[problem.errno])\n"
      "connection.close()\n");
  model::Send half = bytes("ab");
  half.stop_at = 1;
  const auto evidence = bench.perform_to_end(server, {model::Connect{}, half, model::Destroy{},
                                                      FaultBench::expect_exit(), model::Destroy{}});
  INFO(story(evidence));
  CHECK(recorded(evidence) == "ECONNABORTED,");
  CHECK(events_of(evidence, EventKind::rst_received).size() == 1);
  const auto injected = events_of(evidence, EventKind::fault_injected);
  REQUIRE(injected.size() == 1);
  CHECK(injected[0].step == "2");
  // There is nothing left to destroy.
  const auto missed = events_of(evidence, EventKind::fault_not_injected);
  REQUIRE(missed.size() == 1);
  CHECK(missed[0].step == "4");
}

}  // namespace wiretrial::exec::tests
