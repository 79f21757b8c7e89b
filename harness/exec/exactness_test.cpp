// A fault at byte k: exactly k bytes reach the subject, however it reads, and the barrier says how
// sure that is.
#include <chrono>
#include <string>
#include <vector>

#include "catch.hpp"
#include "harness/exec/worker_bench.hpp"

namespace wiretrial::exec {

using model::EventKind;
using namespace bench;

namespace {

// Each peer reports what it was given, read by read, and how the stream ended.
const std::string accept_one = "connection, peer = server.accept()\n";
const std::string tell =
    "def tell(what):\n"
    "  print(what, flush=True)\n";

const std::string reads_all = accept_one + tell +
                              "while True:\n"
                              "  try:\n"
                              "    data = connection.recv(65536)\n"
                              "  except ConnectionResetError:\n"
                              "    tell('reset')\n"
                              "    break\n"
                              "  tell(len(data))\n"
                              "  if not data: break\n";

// Never sleeps: what comes between two of its reads would be joined.
const std::string reads_busily = accept_one + tell +
                                 "connection.setblocking(False)\n"
                                 "while True:\n"
                                 "  try:\n"
                                 "    data = connection.recv(65536)\n"
                                 "  except BlockingIOError:\n"
                                 "    continue\n"
                                 "  except ConnectionResetError:\n"
                                 "    tell('reset')\n"
                                 "    break\n"
                                 "  tell(len(data))\n"
                                 "  if not data: break\n";

// Looks at what is there without taking it, until the stream has ended.
const std::string peeks = accept_one + tell +
                          "poll = select.poll()\n"
                          "poll.register(connection, select.POLLRDHUP | select.POLLHUP)\n"
                          "poll.poll()\n"
                          "tell(len(connection.recv(65536, socket.MSG_PEEK)))\n"
                          "data = connection.recv(65536)\n"
                          "try:\n"
                          "  tell(len(connection.recv(65536)) if data else 0)\n"
                          "except ConnectionResetError:\n"
                          "  tell('reset')\n";

// Is not woken before five bytes are there, or the end.
const std::string waits_for_five =
    accept_one + tell +
    "connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 5)\n"
    "while True:\n"
    "  select.select([connection], [], [])\n"
    "  try:\n"
    "    data = connection.recv(65536)\n"
    "  except ConnectionResetError:\n"
    "    tell('reset')\n"
    "    break\n"
    "  tell(len(data))\n"
    "  if not data: break\n";

const std::string message = "0123456789";

model::Send stopped_at(std::size_t offset) {
  model::Send send;
  send.bytes.data = message;
  send.stop_at = offset;
  for (std::size_t i = 1; i < offset; ++i) send.cuts.push_back(i);
  return send;
}

model::Evidence tried(const std::string& body, std::vector<model::Step> steps) {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  steps.push_back(expect(model::ExpectationKind::exit));
  return worker.perform(server_plan(std::move(steps)), python_server(body)).at(0);
}

std::string in_single_bytes(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "1\n";
  return text;
}

// The output of a peer that takes all bytes at once, or five and then the rest.
std::string in_fives(std::size_t count) {
  const std::size_t rest = count % 5;
  std::string text;
  for (std::size_t i = 0; i < count / 5; ++i) text += "5\n";
  return rest > 0 ? text + std::to_string(rest) + "\n" : text;
}

std::vector<std::string> barrier_states(const model::Evidence& evidence) {
  std::vector<std::string> states;
  for (const auto& event : of_kind(evidence, EventKind::barrier)) states.push_back(event.detail);
  return states;
}

}  // namespace

TEST_CASE("exactly k bytes reach a peer before FIN and before RST, each in a read of its own") {
  for (const std::string& body : {reads_all, reads_busily}) {
    for (std::size_t k = 0; k < message.size(); ++k) {
      INFO(k << " bytes, " << (body == reads_all ? "blocking" : "busy"));
      const auto fin = tried(body, {model::Connect{}, stopped_at(k), model::Finish{}});
      INFO(story(fin));
      CHECK(output_of(fin) == in_single_bytes(k) + "0\n");
      CHECK(of_kind(fin, EventKind::fin_sent).size() == 1);
      const auto rst = tried(body, {model::Connect{}, stopped_at(k), model::Reset{}});
      INFO(story(rst));
      CHECK(output_of(rst) == in_single_bytes(k) + "reset\n");
      CHECK(of_kind(rst, EventKind::rst_sent).size() == 1);
    }
  }
}

TEST_CASE("exactly k bytes reach a peer that peeks, and one that waits for a low-water mark") {
  for (const std::size_t k : {1U, 4U, 5U, 6U, 9U}) {
    INFO(k << " bytes");
    const auto peeked = tried(peeks, {model::Connect{}, stopped_at(k), model::Finish{}});
    INFO(story(peeked));
    CHECK(output_of(peeked) == std::to_string(k) + "\n0\n");
    const auto waited = tried(waits_for_five, {model::Connect{}, stopped_at(k), model::Finish{}});
    INFO(story(waited));
    CHECK(output_of(waited) == in_fives(k) + "0\n");
    for (const auto& state : barrier_states(waited)) {
      CHECK((state == "drained" || state == "settled"));
    }
  }
}

TEST_CASE("the barrier tells drained, settled, gone and undecided apart") {
  const auto last_state = [](const std::string& body) {
    Bench bench;
    bench.surroundings.reaction_deadline = std::chrono::milliseconds(300);
    Worker worker(bench.surroundings, 1);
    model::Send send;
    send.bytes.data = message;
    send.stop_at = 4;
    const auto evidence = worker.perform(
        server_plan({model::Connect{}, send, expect(model::ExpectationKind::nothing)}),
        python_server(body));
    INFO(story(evidence[0]));
    const auto states = barrier_states(evidence[0]);
    REQUIRE(states.size() == 1);
    return states.front();
  };
  CHECK(last_state(accept_one + "connection.recv(4)\ntime.sleep(60)\n") == "drained");
  CHECK(last_state(accept_one + "time.sleep(60)\n") == "settled");
  // Nobody has accepted it: its bytes wait in the kernel.
  CHECK(last_state("time.sleep(60)\n") == "settled");
  CHECK(last_state(accept_one + "connection.close()\ntime.sleep(60)\n") == "gone");
  CHECK(last_state(accept_one + "while True: pass\n") == "undecided");
}

TEST_CASE("a connection that was half-closed before it is accepted is not gone") {
  const auto evidence =
      tried(tell + "signal.sigwait([signal.SIGCONT])\n" + accept_one +
                "tell(len(connection.recv(65536)))\ntell(len(connection.recv(65536)))\n",
            {model::Connect{}, stopped_at(4), model::Finish{},
             expect(model::ExpectationKind::nothing), model::Signal{"SIGCONT"}, model::Reset{}});
  INFO(story(evidence));
  CHECK(output_of(evidence) == "4\n0\n");
}

}  // namespace wiretrial::exec
