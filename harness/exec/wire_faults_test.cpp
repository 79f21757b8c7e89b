// Every fault on the wire as a peer meets it: what its calls return, in order. The peer is a
// program of its own, whose every call is told on its standard output.
#include <chrono>
#include <string>
#include <vector>

#include "catch.hpp"
#include "harness/exec/worker_bench.hpp"

namespace wiretrial::exec {

using model::EventKind;
using model::ExpectationKind;
using model::ListenKind;
using namespace bench;
using Steps = std::vector<model::Step>;

namespace {

// told() makes a call and tells what came of it: the error's name, or the size of bytes.
const std::string recorder = R"(
import errno, struct
def told(name, call, *arguments):
  try:
    result = call(*arguments)
  except TimeoutError as error:
    result = errno.errorcode.get(error.errno, 'no answer')
  except BlockingIOError:
    result = 'EAGAIN'
  except OSError as error:
    result = errno.errorcode[error.errno]
  if isinstance(result, bytes): result = len(result)
  if isinstance(result, tuple): result = 'ok'
  print(name, result, flush=True)
  return result
def read_all(c):
  while True:
    result = told('recv', c.recv, 65536)
    if result == 0 or isinstance(result, str): return
def until_lost(c):
  poll = select.poll()
  poll.register(c, 0)
  poll.poll(20000)
def accepted():
  global c
  c = server.accept()[0]
def connecting():
  global c
  c = socket.socket()
  c.settimeout(20)
  told('connect', c.connect, place)
def connected():
  connecting()
  c.send(b'!')
)";

struct Row {
  const char* fault;
  std::string body;
  Steps steps;
  std::string told;
  EventKind evidence;        // the event that says the fault happened
  std::string or_told = "";  // when a reset is reported to whichever call comes first
};

model::Send bytes(const std::string& data) {
  model::Send send;
  send.bytes.data = data;
  return send;
}

// Followed by the barrier, as a send that stops early is.
model::Send bytes_taken(const std::string& data) {
  model::Send send = bytes(data + ".");
  send.stop_at = data.size();
  return send;
}

model::Send urgent(const std::string& data, std::size_t offset) {
  model::Send send = bytes(data);
  send.urgent_at = offset;
  return send;
}

model::Send held_back(const std::string& data, std::size_t count, bool kernel_flushes) {
  model::Send send = bytes(data);
  send.held_back = count;
  send.kernel_flushes = kernel_flushes;
  return send;
}

model::Connect connect(bool read, bool small = false) {
  model::Connect step;
  step.read = read;
  step.small_buffer = small;
  return step;
}

model::Accept accept(bool read) {
  model::Accept step;
  step.read = read;
  return step;
}

model::Read read_to(std::size_t count) {
  model::Read step;
  step.stop_at = count;
  return step;
}

model::Reset reset(bool barrier, bool disconnect = false) {
  model::Reset step;
  step.barrier = barrier;
  step.disconnect = disconnect;
  return step;
}

model::Evidence performed(model::Plan plan, const model::Subject& subject) {
  Bench bench;
  // Some peers wait for a timer of the kernel's.
  bench.surroundings.reaction_deadline = std::chrono::seconds(10);
  Worker worker(bench.surroundings, 1);
  return worker.perform(plan, subject).at(0);
}

void check(const Row& row, model::Role role, const std::string& start) {
  INFO(row.fault);
  Steps steps = row.steps;
  steps.push_back(expect(ExpectationKind::exit));
  model::Plan plan = server_plan(std::move(steps));
  plan.role = role;
  const bool server = role == model::Role::server;
  const std::string body = recorder + start + row.body;
  const auto evidence =
      performed(std::move(plan), server ? python_server(body) : python_client(body));
  INFO(story(evidence));
  if (row.or_told.empty() || output_of(evidence) != row.or_told) {
    CHECK(output_of(evidence) == row.told);
  }
  CHECK(has(evidence, row.evidence));
  CHECK_FALSE(has(evidence, EventKind::harness_error));
  CHECK_FALSE(has(evidence, EventKind::fault_not_injected));
}

}  // namespace

TEST_CASE("a connection that cannot be made fails as its fault says") {
  const model::Listen refusing{ListenKind::refusing};
  const model::Listen full{ListenKind::full};
  const std::string asynchronous =
      "d = socket.socket()\nd.setblocking(False)\n"
      "told('connect', lambda: errno.errorcode[d.connect_ex(place)])\n"
      "until_lost(d)\n"
      "told('SO_ERROR', lambda: errno.errorcode[d.getsockopt(socket.SOL_SOCKET, "
      "socket.SO_ERROR)])\n";
  const std::string brief =
      "d = socket.socket()\nd.settimeout(0.2)\ntold('connect', d.connect, place)\n";
  const Row rows[] = {
      {"W1 refused",
       asynchronous,
       {refusing, model::StartClient{}},
       "connect ECONNREFUSED\nconnect EINPROGRESS\nSO_ERROR ECONNREFUSED\n",
       EventKind::listening},
      {"W2 full queue, which then has room",
       "",
       {full, model::StartClient{}, model::Listen{ListenKind::accepting}, accept(true)},
       "connect None\n",
       EventKind::accepted},
      {"W2b no route",
       brief,
       {model::Listen{ListenKind::unreachable}, model::StartClient{}},
       "connect ENETUNREACH\nconnect ENETUNREACH\n",
       EventKind::listening},
      {"W2b group",
       brief,
       {model::Listen{ListenKind::multicast}, model::StartClient{}},
       "connect ENETUNREACH\nconnect ENETUNREACH\n",
       EventKind::listening},
      {"W3 never accepted",
       "told('send', c.send, b'hello')\nc.settimeout(0.2)\nread_all(c)\n",
       {model::Listen{ListenKind::accepting}, model::StartClient{}},
       "connect None\nsend 5\nrecv no answer\n",
       EventKind::listening},
      {"W3 never accepted, then closed",
       "read_all(c)\nread_all(c)\n",
       {model::StartClient{}, model::Listen{ListenKind::abandoned}},
       "connect None\nrecv ECONNRESET\nrecv 0\n",
       EventKind::fault_injected,
       "connect ECONNRESET\nrecv 0\nrecv 0\n"},
      {"W5 accepted and closed",
       "read_all(c)\n",
       {model::StartClient{}, accept(false), model::Close{}},
       "connect None\nrecv 0\n",
       EventKind::closed},
      {"W5 accepted and reset",
       "read_all(c)\n",
       {model::StartClient{}, accept(false), reset(false)},
       "connect None\nrecv ECONNRESET\n",
       EventKind::rst_sent,
       "connect ECONNRESET\nrecv 0\n"}};
  for (const Row& row : rows) check(row, model::Role::client, "connecting()\n");
}

TEST_CASE("a connect to a full queue hangs until there is room") {
  // The other row of W2: nobody makes room, and the peer's own limit ends it.
  model::Plan plan = server_plan(
      {model::Listen{ListenKind::full}, model::StartClient{}, expect(ExpectationKind::exit)});
  plan.role = model::Role::client;
  const auto evidence =
      performed(plan, python_client(recorder + "c = socket.socket()\nc.settimeout(0.3)\n"
                                               "told('connect', c.connect, place)\n"));
  INFO(story(evidence));
  CHECK(output_of(evidence) == "connect no answer\n");
}

TEST_CASE("a port that refused three times then accepts, and was never another's") {
  const model::Listen refusing{ListenKind::refusing};
  const model::Expect end = expect(ExpectationKind::exit);
  model::Plan plan = server_plan({refusing, model::StartClient{}, end, model::StartClient{}, end,
                                  model::StartClient{}, end, model::Listen{ListenKind::accepting},
                                  model::StartClient{}, accept(true), end});
  plan.role = model::Role::client;
  const auto evidence = performed(
      plan, python_client(recorder + "print(place[1], end=' ', flush=True)\nconnecting()\n"));
  INFO(story(evidence));
  const std::string output = output_of(evidence);
  const std::string port = output.substr(0, output.find(' '));
  const std::string refused = port + " connect ECONNREFUSED\n";
  CHECK(output == refused + refused + refused + port + " connect None\n");
  CHECK(has(evidence, EventKind::accepted));
}

TEST_CASE("a connection ends for a client as its fault says") {
  // The connection is made, for the peer too, when its first byte is there.
  const Steps request{model::StartClient{}, accept(false), read_to(1)};
  const auto with = [&](Steps more) {
    Steps steps = request;
    steps.insert(steps.end(), more.begin(), more.end());
    return steps;
  };
  const std::string ask = "c.send(b'hello')\n";
  const std::string send_twice =
      "told('send', c.send, b'x')\nuntil_lost(c)\ntold('send', c.send, b'x')\n";
  const Row rows[] = {
      {"W11 closed with nothing unread: the first send goes well", "read_all(c)\n" + send_twice,
       with({model::Close{}}), "connect None\nrecv 0\nsend 1\nsend EPIPE\n", EventKind::closed},
      {"W12 reset, read first", "read_all(c)\nread_all(c)\n", with({reset(true)}),
       "connect None\nrecv ECONNRESET\nrecv 0\n", EventKind::rst_sent},
      {"W12 reset, sent first", "until_lost(c)\n" + send_twice, with({reset(true)}),
       "connect None\nsend ECONNRESET\nsend EPIPE\n", EventKind::rst_sent},
      {"W13 closed with bytes unread", ask + "until_lost(c)\nread_all(c)\n",
       with({read_to(2), bytes("answer"), model::Close{}}),
       "connect None\nrecv 6\nrecv ECONNRESET\n", EventKind::closed},
      {"W14 bytes, then reset", "read_all(c)\n", with({bytes("answer"), reset(true)}),
       "connect None\nrecv 6\nrecv ECONNRESET\n", EventKind::rst_sent},
      {"W15 bytes and FIN, then reset", "read_all(c)\nuntil_lost(c)\ntold('send', c.send, b'x')\n",
       with({bytes("answer"), model::Finish{}, reset(true)}),
       "connect None\nrecv 6\nrecv 0\nsend EPIPE\n", EventKind::rst_sent},
      {"W16 half-closed", "read_all(c)\ntold('send', c.send, b'hello')\n",
       with({model::Finish{}, read_to(6)}), "connect None\nrecv 0\nsend 5\n", EventKind::received},
      {"W18 disconnected", "read_all(c)\nread_all(c)\n", with({reset(true, true)}),
       "connect None\nrecv ECONNRESET\nrecv 0\n", EventKind::rst_sent}};
  for (const Row& row : rows) check(row, model::Role::client, "connected()\n");
}

TEST_CASE("how many bytes were unread at a close is in the evidence") {
  model::Plan plan = server_plan({model::StartClient{}, accept(false), read_to(2), model::Close{},
                                  expect(ExpectationKind::exit)});
  plan.role = model::Role::client;
  const auto evidence =
      performed(plan, python_client(recorder + "connected()\nc.send(b'hello')\nread_all(c)\n"));
  INFO(story(evidence));
  const auto closes = of_kind(evidence, EventKind::closed);
  REQUIRE(closes.size() == 1);
  CHECK(closes[0].figures.at("unread_bytes") == 4);
  CHECK(output_of(evidence) == "connect None\nrecv ECONNRESET\n");
}

TEST_CASE("a client that resets before accept is met after it") {
  const std::string body = recorder +
                           "signal.sigwait([signal.SIGCONT])\n"
                           "told('accept', accepted)\n"
                           "told('getpeername', c.getpeername)\nread_all(c)\n";
  const auto evidence =
      performed(server_plan({connect(false), bytes("hello"), reset(false), model::Signal{"SIGCONT"},
                             expect(ExpectationKind::exit)}),
                python_server(body));
  INFO(story(evidence));
  CHECK(output_of(evidence) == "accept None\ngetpeername ENOTCONN\nrecv 5\nrecv ECONNRESET\n");
}

TEST_CASE("bytes come to a server as their fault says") {
  const std::string text =
      "def text():\n  data = c.recv(65536)\n  print(data, flush=True)\n  return data\n"
      "while text(): pass\n";
  const Row rows[] = {
      {"W10 FIN at byte 3",
       "read_all(c)\n",
       {connect(true), bytes_taken("abc"), model::Finish{}},
       "recv 3\nrecv 0\n",
       EventKind::fin_sent},
      {"W31 two messages in one segment",
       "read_all(c)\n",
       {connect(true), bytes("helloworld"), model::Finish{}},
       "recv 10\nrecv 0\n",
       EventKind::sent},
      {"W33 the tail is late",
       "read_all(c)\n",
       {connect(true), held_back("hello world", 5, false), model::Finish{}},
       "recv 6\nrecv 5\nrecv 0\n",
       EventKind::fault_injected},
      {"W33 the tail comes when the kernel likes",
       "read_all(c)\n",
       {connect(true), held_back("hello world", 5, true), model::Finish{}},
       "recv 6\nrecv 5\nrecv 0\n",
       EventKind::fault_injected},
      {"W34 stalled at byte 3",
       "c.settimeout(0.2)\nread_all(c)\n",
       {connect(true), bytes_taken("abc")},
       "recv 3\nrecv no answer\n",
       EventKind::barrier},
      {"W38 the first byte is urgent",
       text,
       {connect(true), urgent("Xhello", 0), model::Finish{}},
       "b'hello'\nb''\n",
       EventKind::sent},
      {"W38 a byte in the middle is urgent",
       text,
       {connect(true), urgent("heXllo", 2), model::Finish{}},
       "b'he'\nb'llo'\nb''\n",
       EventKind::sent},
      {"W38 an urgent byte that is asked for inline",
       "signal.sigwait([signal.SIGCONT])\nc.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, "
       "1)\n" +
           text,
       {connect(true), urgent("heXllo", 2), model::Finish{}, model::Signal{"SIGCONT"}},
       "b'he'\nb'Xllo'\nb''\n",
       EventKind::sent},
      {"W40 a reset meets the answer",
       "told('recv', c.recv, 9)\ntold('send', c.send, b'answer')\n"
       "until_lost(c)\nread_all(c)\n",
       {connect(false), bytes("ask"), read_to(1), reset(false)},
       "recv 3\nsend 6\nrecv ECONNRESET\n",
       EventKind::rst_sent}};
  for (const Row& row : rows) check(row, model::Role::server, "accepted()\n");
}

TEST_CASE("a server that sends to a closed window is blocked, and the evidence shows it") {
  const std::string fill = "c.setblocking(False)\nwhile told_quietly(): pass\n";
  const std::string quietly =
      "import errno\n"
      "def told_quietly():\n"
      "  global total\n"
      "  try:\n"
      "    total += c.send(bytes(65536))\n"
      "    return True\n"
      "  except BlockingIOError:\n"
      "    print('EAGAIN', total % 65536 != 0, flush=True)\n"
      "total = 0\n";
  const Row rows[] = {{"W35 never read",
                       quietly + fill + "until_lost(c)\n",
                       {connect(false, true), model::AwaitZeroWindow{}, reset(false)},
                       "EAGAIN True\n",
                       EventKind::fault_injected},
                      {"W36 never read, until the sender gives up",
                       quietly + "c.setsockopt(socket.IPPROTO_TCP, 18, 300)\n" + fill +
                           "until_lost(c)\nread_all(c)\n",
                       {connect(false, true), model::AwaitZeroWindow{}},
                       "EAGAIN True\nrecv ETIMEDOUT\n",
                       EventKind::fault_injected},
                      {"W37 read in drops",
                       "c.settimeout(20)\nc.sendall(bytes(100000))\nprint('sent', flush=True)\n",
                       {connect(false, true), model::AwaitZeroWindow{},
                        model::Read{"a", 100, {}, "", false, {}}, expect(ExpectationKind::closed)},
                       "sent\n",
                       EventKind::fault_injected}};
  for (const Row& row : rows) {
    check(row, model::Role::server, "accepted()\n");
  }
  const auto evidence =
      performed(server_plan({connect(false, true), model::AwaitZeroWindow{}, reset(false),
                             expect(ExpectationKind::exit)}),
                python_server(recorder + "accepted()\n" + quietly + fill + "until_lost(c)\n"));
  const auto faults = of_kind(evidence, EventKind::fault_injected);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].detail == "zero window");
  CHECK(faults[0].figures.at("send_queue_bytes") > 0);
  CHECK(faults[0].figures.at("receive_queue_bytes") > 0);
}

TEST_CASE("connections whose bytes come in turn are served in that order") {
  const std::string body =
      "a = server.accept()[0]\nb = server.accept()[0]\n"
      "names = {a: 'a', b: 'b'}\n"
      "for turn in range(4):\n"
      "  for ready in select.select([a, b], [], [])[0]: print(names[ready], len(ready.recv(9)), "
      "flush=True)\n";
  model::Connect second;
  second.name = "b";
  const auto on = [](const char* name, const char* data) {
    model::Send send = bytes_taken(data);
    send.on = name;
    return send;
  };
  const auto evidence =
      performed(server_plan({model::Connect{}, second, on("b", "1"), on("a", "22"), on("a", "333"),
                             on("b", "4444"), expect(ExpectationKind::exit)}),
                python_server(body));
  INFO(story(evidence));
  CHECK(output_of(evidence) == "b 1\na 2\na 3\nb 4\n");
}

TEST_CASE("a server that runs out of descriptors meets EMFILE") {
  model::Connect five;
  five.times = 5;
  const auto evidence = performed(
      server_plan({model::LimitDescriptors{2, false}, five, expect(ExpectationKind::exit)}),
      python_server(recorder +
                    "kept = []\n"
                    "while told('accept', lambda: kept.append(server.accept())) is None: pass\n"));
  INFO(story(evidence));
  CHECK(output_of(evidence) == "accept None\naccept None\naccept EMFILE\n");
}

TEST_CASE("a server that does not share its port cannot be started again at once") {
  model::Subject subject = python_server("");
  subject.server->command[5] =
      "import socket, sys\nserver = socket.socket()\n"
      "server.bind((sys.argv[1], int(sys.argv[2])))\nserver.listen(16)\n"
      "c = server.accept()[0]\nc.close()\nserver.accept()\n";
  const auto evidence = performed(server_plan({model::Connect{}, expect(ExpectationKind::closed),
                                               model::Close{}, model::Restart{"SIGKILL"}}),
                                  subject);
  INFO(story(evidence));
  const auto reasons = of_kind(evidence, EventKind::not_ready);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].detail.find("Address already in use") != std::string::npos);
}

TEST_CASE("a fault that cannot happen is told with the reason") {
  const std::string short_answer = std::string("\\x00\\x16{\\\"content-length\\\": 3 }abc");
  const std::string body =
      "c = server.accept()[0]\nc.recv(9)\nc.send(b'" + short_answer + "')\nc.recv(9)\n";
  const auto reason = [&](model::Read read) {
    const auto evidence = performed(
        server_plan({connect(false), bytes("ask"), read, model::Close{}}), python_server(body));
    INFO(story(evidence));
    const auto reasons = of_kind(evidence, EventKind::fault_not_injected);
    REQUIRE(reasons.size() == 1);
    return reasons[0].detail;
  };
  model::Read read;
  read.stop_at = 22;
  read.stop_in = "header";
  CHECK(reason(read) == "the subject's message has no header+22: its header is 22 bytes");
  read.stop_at = 3;
  read.stop_in = "content";
  CHECK(reason(read) == "the subject's message has no content+3: its content is 3 bytes");
}

TEST_CASE("exactly so many bytes of an answer are read, whatever comes behind them") {
  const std::string answer = std::string("\\x00\\x16{\\\"content-length\\\": 3 }abc");
  struct Place {
    const char* field;
    std::size_t within;
    std::size_t bytes;
  };
  const Place places[] = {{"", 0, 0},         {"", 1, 1},        {"prefix", 1, 1},
                          {"header", 0, 2},   {"header", 9, 11}, {"content", 0, 24},
                          {"content", 2, 26}, {"end", 0, 27}};
  for (const Place& place : places) {
    INFO(place.field << "+" << place.within);
    model::Read read;
    read.stop_in = place.field;
    read.stop_at = place.within;
    const auto evidence = performed(server_plan({connect(false), bytes("ask"), read,
                                                 expect(ExpectationKind::nothing), model::Close{}}),
                                    python_server("c = server.accept()[0]\nc.recv(9)\nc.send(b'" +
                                                  answer + "' * 3)\ntime.sleep(60)\n"));
    std::size_t count = 0;
    for (const auto& event : of_kind(evidence, EventKind::received)) count += event.data.size();
    INFO(story(evidence));
    CHECK(count == place.bytes);
    const auto faults = of_kind(evidence, EventKind::fault_injected);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].offset == place.bytes);
  }
}

}  // namespace wiretrial::exec
