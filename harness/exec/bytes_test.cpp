// Expectations of bytes wait for exactly what they are about.
#include "catch.hpp"
#include "harness/exec/worker_bench.hpp"

namespace wiretrial::exec {

using model::EventKind;
using model::Expectation;
using model::ExpectationKind;
using namespace bench;

namespace {

model::Step expects(Expectation expectation) {
  return model::Expect{"a", std::move(expectation)};
}

model::Step exactly(const std::string& bytes) {
  Expectation expectation;
  expectation.kind = ExpectationKind::bytes;
  expectation.match_bytes.exact.data = bytes;
  return expects(expectation);
}

model::Step lines(std::size_t times) {
  Expectation expectation;
  expectation.kind = ExpectationKind::bytes;
  expectation.match_bytes.framed = true;
  expectation.match_bytes.frame.end = model::FrameEnd::delimiter;
  expectation.match_bytes.frame.delimiter = "\n";
  expectation.match_bytes.times = times;
  return expects(expectation);
}

model::Step sends(const std::string& bytes) {
  model::Send send;
  send.bytes.data = bytes;
  return send;
}

const std::string upper_case_lines =
    "connection, peer = server.accept()\n"
    "rest = b''\n"
    "while True:\n"
    "  data = connection.recv(65536)\n"
    "  if not data: break\n"
    "  *whole, rest = (rest + data).split(b'\\n')\n"
    "  for line in whole: connection.sendall(line.upper() + b'\\n')\n"
    "connection.close()\n"
    "time.sleep(60)\n";

}  // namespace

TEST_CASE("a conversation goes on as soon as the bytes that were expected are there") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto evidence = worker.perform(
      server_plan({model::Connect{}, sends("ab\n"), exactly("AB\n"), sends("c\nd\ne\n"), lines(2),
                   exactly("E\n"), expect(ExpectationKind::open), model::Finish{},
                   expect(ExpectationKind::end)}),
      python_server(upper_case_lines));
  INFO(story(evidence[0]));
  CHECK(of_kind(evidence[0], EventKind::deadline).empty());
  std::string received;
  for (const auto& event : of_kind(evidence[0], EventKind::received)) received += event.data;
  CHECK(received == "AB\nC\nD\nE\n");
  CHECK(of_kind(evidence[0], EventKind::fin_received).size() == 1);
}

TEST_CASE("bytes that do not come are waited for until the deadline, and an end is not") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  const auto silent = worker.perform(server_plan({model::Connect{}, sends("ab"), lines(1)}),
                                     python_server(upper_case_lines));
  CHECK(of_kind(silent[0], EventKind::deadline).size() == 1);
  worker.discard_server();  // it takes one connection
  const auto ended =
      worker.perform(server_plan({model::Connect{}, sends("ab"), model::Finish{}, lines(1)}),
                     python_server(upper_case_lines));
  INFO(story(ended[0]));
  CHECK(of_kind(ended[0], EventKind::deadline).empty());
}

TEST_CASE("a subject that goes on sending for ever is not waited for without end") {
  Bench bench;
  bench.surroundings.reaction_deadline = std::chrono::milliseconds(20);
  Worker worker(bench.surroundings, 1);
  const auto evidence = worker.perform(server_plan({model::Connect{}, lines(1)}),
                                       python_server("connection, peer = server.accept()\n"
                                                     "while True:\n"
                                                     "  connection.send(b'x')\n"
                                                     "  time.sleep(0.002)\n"));
  CHECK(of_kind(evidence[0], EventKind::deadline).size() == 1);
}

TEST_CASE("a program is waited for until it has written a text, and may go on") {
  Bench bench;
  Worker worker(bench.surroundings, 1);
  Expectation written;
  written.kind = ExpectationKind::written;
  written.program.written = "again at /x";
  const auto client = python_client(
      "peer = socket.create_connection(place)\n"
      "peer.recv(1)\n"
      "print('again', 'at', sys.argv[3])\n"
      "peer.recv(1)\n");
  model::Subject subject = client;
  subject.client->command.emplace_back("{file}");
  model::Plan plan = server_plan({model::StartClient{"", "", 1, "/x"}, model::Accept{}, sends("x"),
                                  expects(written), expect(ExpectationKind::running),
                                  model::Close{}, expect(ExpectationKind::exit)});
  plan.role = model::Role::client;
  const auto evidence = worker.perform(plan, subject);
  INFO(story(evidence[0]));
  CHECK(of_kind(evidence[0], EventKind::deadline).empty());
  CHECK(output_of(evidence[0]) == "again at /x\n");
  CHECK(of_kind(evidence[0], EventKind::exited).size() == 1);
}

}  // namespace wiretrial::exec
