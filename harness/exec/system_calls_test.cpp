// Faults inside a subject, seen to arrive in real programs: compiled, static, Python and Node.
#include <cerrno>
#include <csignal>

#include <linux/io_uring.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/exec/fault_bench.hpp"
#include "harness/exec/fault_channel.hpp"
#include "harness/exec/means_system_calls.hpp"
#include "harness/exec/tracer.hpp"

namespace wiretrial::exec::tests {

namespace {

using model::Inject;
using model::InjectedCall;

Words with_calls(Words command, const std::string& calls) {
  command.push_back(calls);
  return command;
}

// "recv -4,"
std::string failed(const std::string& call, int error) {
  return call + " -" + std::to_string(error) + ",";
}

const std::string whole = "0123456789";

bool has_io_uring() {
  io_uring_params parameters{};
  const long ring = ::syscall(SYS_io_uring_setup, 1, &parameters);
  if (ring >= 0) ::close(static_cast<int>(ring));
  return ring >= 0;
}

}  // namespace

TEST_CASE("short sends and receives move what they say, in every program and by every call") {
  FaultBench bench;
  const Words programs[] = {dynamic_recorder,
                            with_calls(dynamic_recorder, "file"),
                            with_calls(dynamic_recorder, "address"),
                            with_calls(dynamic_recorder, "vector"),
                            with_calls(dynamic_recorder, "message"),
                            python_recorder};
  for (const Words& program : programs) {
    const auto evidence =
        bench.exchange(program, {shorten(InjectedCall::recv, 3), shorten(InjectedCall::send, 4)});
    INFO(program.back() << "\n" << story(evidence));
    CHECK(recorded(evidence) == "recv 3,recv 3,recv 3,recv 1,send 4,send 4,send 2,");
    CHECK(all_of(evidence, EventKind::received) == whole);
    const auto injected = events_of(evidence, EventKind::fault_injected);
    REQUIRE(injected.size() == 2);
    CHECK(injected[0].step == "0");
    CHECK(injected[0].detail == "recv moves at most 3 bytes");
    CHECK(injected[0].figures.at("times") == 4);
    CHECK(injected[0].data.starts_with("call 1 on socket 2: 3 of 100 bytes\n"));
    CHECK(injected[1].data ==
          "call 1 on socket 2: 4 of 10 bytes\ncall 2 on socket 2: 4 of 6 bytes\n");
  }
}

TEST_CASE("short sends and receives reach a static program through the tracer") {
  if (!missing_tracer().empty()) return;
  FaultBench bench;
  for (const std::string calls : {"plain", "file", "address"}) {
    const auto evidence =
        bench.exchange(with_calls(static_recorder, calls),
                       {shorten(InjectedCall::recv, 3), shorten(InjectedCall::send, 4)});
    INFO(calls << "\n" << story(evidence));
    CHECK(recorded(evidence) == "recv 3,recv 3,recv 3,recv 1,send 4,send 4,send 2,");
    CHECK(all_of(evidence, EventKind::received) == whole);
    const auto injected = events_of(evidence, EventKind::fault_injected);
    REQUIRE(injected.size() == 2);
    CHECK(injected[0].data.starts_with("call 1 on socket 2: 3 of 100 bytes\n"));
  }
  const auto evidence =
      bench.exchange(with_calls(static_recorder, "vector"),
                     {shorten(InjectedCall::recv, 3), shorten(InjectedCall::send, 3)});
  CHECK(recorded(evidence) == "recv 3,recv 3,recv 3,recv 1,send 3,send 3,send 3,send 1,");
}

TEST_CASE("short receives and sends reach Node") {
  FaultBench bench;
  const auto evidence = bench.exchange(
      node_recorder, {shorten(InjectedCall::recv, 3), shorten(InjectedCall::send, 4)});
  INFO(story(evidence));
  CHECK(recorded(evidence) == "recv 3,recv 3,recv 3,recv 1,");
  CHECK(all_of(evidence, EventKind::received) == whole);
  const auto injected = events_of(evidence, EventKind::fault_injected);
  REQUIRE(injected.size() == 2);
  CHECK(injected[1].data ==
        "call 1 on socket 2: 4 of 10 bytes\ncall 2 on socket 2: 4 of 6 bytes\n");
}

TEST_CASE("a program that waits for an edge after each short call gets one") {
  FaultBench bench;
  for (const Words& program : {dynamic_recorder, static_recorder}) {
    if (program == static_recorder && !missing_tracer().empty()) continue;
    const auto evidence = bench.exchange(
        with_calls(program, "edges"),
        {fail_first(InjectedCall::recv, "EAGAIN"), fail_first(InjectedCall::send, "EAGAIN"),
         shorten(InjectedCall::recv, 3), shorten(InjectedCall::send, 4)});
    INFO(program.front() << "\n" << story(evidence));
    CHECK(recorded(evidence) == failed("recv", EAGAIN) + "recv 3,recv 3,recv 3,recv 1," +
                                    failed("send", EAGAIN) + "send 4,send 4,send 2,");
    CHECK(events_of(evidence, EventKind::deadline).empty());
  }
}

TEST_CASE("a call fails with the error asked for, and the next one does what it should") {
  FaultBench bench;
  const std::string usual = "recv 10,send 10,";
  const struct {
    Words program;
    InjectedCall call;
    std::string error;
    std::string expected;
  } rows[] = {
      {dynamic_recorder, InjectedCall::recv, "EINTR", failed("recv", EINTR) + usual},
      {dynamic_recorder, InjectedCall::send, "EINTR",
       "recv 10," + failed("send", EINTR) + "send 10,"},
      {dynamic_recorder, InjectedCall::accept, "EMFILE", failed("accept", EMFILE) + usual},
      {dynamic_recorder, InjectedCall::accept, "ENFILE", failed("accept", ENFILE) + usual},
      {dynamic_recorder, InjectedCall::accept, "ENOBUFS", failed("accept", ENOBUFS) + usual},
      {dynamic_recorder, InjectedCall::recv, "ECONNRESET", failed("recv", ECONNRESET)},
      {dynamic_recorder, InjectedCall::send, "ECONNRESET", "recv 10," + failed("send", ECONNRESET)},
      {dynamic_recorder, InjectedCall::accept, "ECONNABORTED", failed("accept", ECONNABORTED)},
      {python_recorder, InjectedCall::recv, "EAGAIN", failed("recv", EAGAIN) + usual},
      {python_recorder, InjectedCall::send, "EAGAIN",
       "recv 10," + failed("send", EAGAIN) + "send 10,"},
      {python_recorder, InjectedCall::accept, "EMFILE", failed("accept", EMFILE) + usual},
      {python_recorder, InjectedCall::recv, "ETIMEDOUT", failed("recv", ETIMEDOUT)},
      {python_recorder, InjectedCall::send, "EPIPE", "recv 10," + failed("send", EPIPE)},
      {static_recorder, InjectedCall::recv, "EINTR", failed("recv", EINTR) + usual},
      {static_recorder, InjectedCall::accept, "EMFILE", failed("accept", EMFILE) + usual},
      {static_recorder, InjectedCall::recv, "ECONNRESET", failed("recv", ECONNRESET)},
  };
  for (const auto& row : rows) {
    // The second exchange goes well, and what is said of the first was said before it.
    const auto evidence = bench.exchange(row.program, {fail_first(row.call, row.error)}, 2);
    INFO(row.program.front() << " " << row.error << "\n" << story(evidence));
    CHECK(recorded(evidence) == row.expected + usual);
    CHECK(events_of(evidence, EventKind::fault_injected).size() == 1);
    // An error that ends a connection has ended it for us too.
    CHECK(events_of(evidence, EventKind::deadline).empty());
  }
}

TEST_CASE("Node is told of a reset") {
  FaultBench bench;
  auto steps = FaultBench::exchanges({fail_first(InjectedCall::recv, "ECONNRESET")});
  steps.emplace_back(FaultBench::expect_exit());
  const auto evidence = bench.perform(node_recorder, steps);
  INFO(story(evidence));
  CHECK(recorded(evidence) == "error ECONNRESET,");
}

TEST_CASE("a wait for readiness fails with EINTR, and the next one waits") {
  FaultBench bench;
  // Python waits again by itself; the C library's own poll shows what came back.
  const Words server{
      "python3",
      "-S",
      "-u",
      "-c",
      "import ctypes, socket, struct, sys\n"
      "library = ctypes.CDLL(None, use_errno=True)\n"
      "server = socket.create_server((sys.argv[1], int(sys.argv[2])))\n"
      "entry = ctypes.create_string_buffer(struct.pack('ihh', server.fileno(), 1, 0))\n"
      "for _ in range(2):\n"
      "  result = library.poll(entry, 1, -1)\n"
      "  print('wait', result if result >= 0 else -ctypes.get_errno())\n"
      "connection, _ = server.accept()\n",
      "{host}",
      "{port}"};
  const auto evidence = bench.exchange(server, {fail_first(InjectedCall::wait, "EINTR")});
  INFO(story(evidence));
  CHECK(recorded(evidence) == failed("wait", EINTR) + "wait 1,");
  CHECK(events_of(evidence, EventKind::fault_injected).size() == 1);
}

namespace {

// A client that says how far it came.
const Words python_client{
    "python3",
    "-S",
    "-u",
    "-c",
    "import socket, sys\n"
    "try:\n"
    "  connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))\n"
    "  connection.sendall(b'hello')\n"
    "  print('connected')\n"
    "except OSError as problem:\n"
    "  print('connect', -problem.errno)\n",
    "{host}",
    "{port}"};

model::Evidence run_client(const model::Step& fault, bool connects) {
  FaultBench bench;
  model::Expect end;
  end.expectation.kind = model::ExpectationKind::success_or_failure;
  std::vector<model::Step> steps{fault, model::StartClient{}};
  if (connects) steps.emplace_back(model::Accept{});
  steps.emplace_back(end);
  return bench.perform(python_client, steps, 1, model::Role::client);
}

}  // namespace

TEST_CASE("a client gets no socket, or no connection, for the reason asked for") {
  const struct {
    InjectedCall call;
    std::string error;
    int number;
  } rows[] = {{InjectedCall::socket, "EMFILE", EMFILE},
              {InjectedCall::connect, "ETIMEDOUT", ETIMEDOUT},
              {InjectedCall::connect, "ENETUNREACH", ENETUNREACH},
              {InjectedCall::connect, "EADDRNOTAVAIL", EADDRNOTAVAIL}};
  for (const auto& row : rows) {
    const auto evidence = run_client(fail_first(row.call, row.error, 9), false);
    INFO(story(evidence));
    CHECK(recorded(evidence) == failed("connect", row.number));
    CHECK(events_of(evidence, EventKind::fault_injected).size() == 1);
  }
}

TEST_CASE("a connect that is interrupted goes on, and the client finds out") {
  const auto evidence = run_client(fail_first(InjectedCall::connect, "EINTR"), true);
  INFO(story(evidence));
  CHECK(recorded(evidence) == "connected,");
  CHECK(all_of(evidence, EventKind::received) == "hello");
  CHECK(events_of(evidence, EventKind::fault_injected).size() == 1);
}

TEST_CASE("EPIPE comes with its signal, which ends a program that did not think of it") {
  FaultBench bench;
  for (const Words& program : {dynamic_recorder, static_recorder}) {
    const auto evidence = bench.exchange(program, {fail_first(InjectedCall::send, "EPIPE")});
    INFO(story(evidence));
    const auto ended = events_of(evidence, EventKind::signalled);
    REQUIRE(ended.size() == 1);
    CHECK(ended[0].number == SIGPIPE);
  }
}

TEST_CASE("a fault is for the n-th socket alone when it says so") {
  FaultBench bench;
  Inject inject = shorten(InjectedCall::recv, 5);
  inject.socket = 3;
  const auto evidence = bench.exchange(dynamic_recorder, {inject}, 3);
  INFO(story(evidence));
  CHECK(recorded(evidence) == "recv 10,send 10,recv 5,recv 5,send 10,recv 10,send 10,");
}

TEST_CASE("the same seed makes the same decisions, another one others") {
  FaultBench bench;
  Inject inject = fail_first(InjectedCall::recv, "EINTR", 0);
  inject.percent = 50;
  const std::vector<model::Step> faults{inject, shorten(InjectedCall::recv, 1)};
  const auto one = bench.exchange(dynamic_recorder, faults, 2, 7);
  const auto same = bench.exchange(dynamic_recorder, faults, 2, 7);
  const auto other = bench.exchange(dynamic_recorder, faults, 2, 8);
  CHECK(recorded(one).find(failed("recv", EINTR)) != std::string::npos);
  CHECK(recorded(one) == recorded(same));
  CHECK(recorded(one) != recorded(other));
  const auto decisions = [](const model::Evidence& evidence) {
    return all_of(evidence, EventKind::fault_injected);
  };
  CHECK(decisions(one) == decisions(same));
  if (!missing_tracer().empty()) return;
  CHECK(recorded(bench.exchange(static_recorder, faults, 2, 7)) == recorded(one));
}

TEST_CASE("many equal decisions are told of in few lines") {
  FaultBench bench;
  const auto evidence = bench.exchange(dynamic_recorder, {shorten(InjectedCall::recv, 1)}, 30);
  const auto injected = events_of(evidence, EventKind::fault_injected);
  REQUIRE(injected.size() == 1);
  CHECK(injected[0].figures.at("times") == 300);
  CHECK(std::count(injected[0].data.begin(), injected[0].data.end(), '\n') == 25);
  CHECK(injected[0].data.ends_with("and 276 more\n"));
}

TEST_CASE("a storm of signals interrupts calls that wait") {
  FaultBench bench;
  model::Send begin;
  begin.bytes.data = "abcdefghij";
  begin.stop_at = 5;
  model::Send rest;
  rest.bytes.data = "fghij";
  // A call that waits is the only one that a signal can interrupt; waiting for silence gives it
  // time.
  model::Expect silence;
  silence.expectation.kind = model::ExpectationKind::silence;
  const auto evidence = bench.perform_to_end(
      dynamic_recorder, {model::Storm{std::chrono::milliseconds(1)}, model::Connect{}, begin,
                         silence, rest, FaultBench::expect_end()});
  CHECK(recorded(evidence).find(failed("recv", EINTR)) != std::string::npos);
  CHECK(all_of(evidence, EventKind::received) == whole);
  const auto injected = events_of(evidence, EventKind::fault_injected);
  REQUIRE(injected.size() == 1);
  CHECK(injected[0].figures.at("signals") > 0);
  CHECK(injected[0].figures.at("calls_interrupted") > 0);
}

TEST_CASE("a fault that is never reached says so") {
  FaultBench bench;
  Inject inject;
  inject.call = InjectedCall::recv;
  inject.error = "ECONNRESET";
  inject.nth = 1000;
  const auto evidence = bench.exchange(dynamic_recorder, {inject});
  const auto missed = events_of(evidence, EventKind::fault_not_injected);
  REQUIRE(missed.size() == 1);
  CHECK(missed[0].detail == "recv fails with ECONNRESET, nth 1000: the program made no such call");
  CHECK(events_of(evidence, EventKind::fault_injected).empty());
}

TEST_CASE("a program out of reach is told of, and why") {
  FaultBench bench;
  const Inject inject = shorten(InjectedCall::recv, 1);
  Words without_environment{"env", "-i"};
  without_environment.insert(without_environment.end(), dynamic_recorder.begin(),
                             dynamic_recorder.end());
  Words with_ring{"python3",
                  "-S",
                  "-u",
                  "-c",
                  "import ctypes, sys\n"
                  "ring = ctypes.CDLL(None).syscall(425, 8, ctypes.create_string_buffer(248))\n"
                  "exec(open(sys.argv.pop(1)).read().replace('\"recv\", connection.recv, 100', "
                  "'\"recv\", lambda: b\"0123456789\"'))\n",
                  fixtures + "recorder.py",
                  "{host}",
                  "{port}"};
  Inject never = inject;
  never.nth = 1000;
  const struct {
    Words program;
    model::Step fault;
    std::string reason;
  } rows[] = {
      {without_environment, inject, "does not load the library"},
      {with_ring, never, "io_uring"},
      {static_recorder, model::Storm{}, "static"},
  };
  for (const auto& row : rows) {
    const auto evidence = bench.perform(row.program, FaultBench::exchanges({row.fault}));
    if (row.program == with_ring && !has_io_uring()) continue;
    INFO(story(evidence));
    const auto missed = events_of(evidence, EventKind::fault_not_armed);
    REQUIRE(missed.size() == 1);
    CHECK(missed[0].detail.find(row.reason) != std::string::npos);
  }
}

TEST_CASE("a program that a script starts is within reach as well") {
  FaultBench bench;
  const auto evidence = bench.exchange(
      {"sh", "-c", "\"$0\" \"$1\" \"$2\" & wait", dynamic_recorder[0], "{host}", "{port}"},
      {shorten(InjectedCall::recv, 5)});
  INFO(story(evidence));
  CHECK(recorded(evidence) == "recv 5,recv 5,send 10,");
}

TEST_CASE("a traced program keeps its signals and stands still when it is stopped") {
  if (!missing_tracer().empty()) return;
  FaultBench bench;
  model::Send send;
  send.bytes.data = "abcdefghij";
  const auto evidence = bench.perform(
      static_recorder, {shorten(InjectedCall::recv, 5), model::Signal{"SIGSTOP"}, model::Connect{},
                        send, model::Signal{"SIGCONT"}, FaultBench::expect_end(),
                        model::Signal{"SIGTERM"}, FaultBench::expect_exit()});
  INFO(story(evidence));
  CHECK(recorded(evidence) == "recv 5,recv 5,send 10,");
  const auto ended = events_of(evidence, EventKind::signalled);
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].number == SIGTERM);
}

TEST_CASE("static programs are told from dynamic ones, and scripts are what runs them") {
  CHECK(reach_of(static_recorder[0]) == Reach::tracer);
  CHECK(reach_of(dynamic_recorder[0]) == Reach::preload);
  CHECK(reach_of("/bin/sh") == Reach::preload);
  CHECK(reach_of(WIRETRIAL_SOURCE_DIR "/justw") == Reach::preload);
  CHECK(reach_of("/no/such/program") == Reach::preload);
}

TEST_CASE("the means of this machine are there, or there is a reason") {
  CHECK(missing_preload(std::string(WIRETRIAL_BIN_DIR) + "/wiretrial") == "");
  CHECK(missing_preload("/no/such/bin/wiretrial").find("/no/such/lib/") != std::string::npos);
  const std::string reason = missing_socket_destroy();
  if (::geteuid() != 0) CHECK_FALSE(reason.empty());
}

}  // namespace wiretrial::exec::tests
