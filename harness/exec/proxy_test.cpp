// Every fault of the proxy, seen to arrive: at two real programs that record what reaches them.
#include "harness/exec/proxy.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <unistd.h>

#include "catch.hpp"
#include "harness/exec/worker.hpp"
#include "harness/protocol/builder.hpp"

namespace wiretrial::exec {

using model::Direction;
using model::EventKind;
using model::ProxyFault;
using model::ProxyFaultKind;
using model::SideAction;
using model::StreamPoint;
using std::chrono::milliseconds;

namespace {

const std::string binaries = WIRETRIAL_BIN_DIR;

std::string message_with(const std::string& content) {
  protocol::MessageSpec spec;
  spec.content = content;
  return protocol::build_message(spec).data;
}

const std::string request = message_with(R"({"action": "x"})");
const std::string response = message_with(R"({"result": "y"})");

// Reads until `need` bytes or the end, and says in one line how the bytes came and what ended them.
const char* const recorder =
    "import errno, os, socket, sys, time\n"
    "def record(who, c, need, path):\n"
    "  data = b''; sizes = []; end = 'enough'; began = time.monotonic()\n"
    "  while len(data) < need:\n"
    "    try: part = c.recv(65536)\n"
    "    except socket.timeout: end = 'silence'; break\n"
    "    except OSError as e: end = errno.errorcode[e.errno]; break\n"
    "    if not part: end = 'FIN'; break\n"
    "    data += part; sizes.append(str(len(part)))\n"
    "  ms = int((time.monotonic() - began) * 1000)\n"
    "  line = '%s %d bytes, end %s, reads %s, ms %d, hex %s\\n' % (\n"
    "    who, len(data), end, ' '.join(sizes), ms, data.hex())\n"
    "  with open(path, 'a') as f: f.write(line)\n"
    "  return end\n";

// The recorders write into one file; a line for each connection at each program.
struct Stage {
  Gate gate{2};
  Gate starts{2};
  std::atomic<bool> interrupted{false};
  std::atomic<std::uint16_t> next_port{9'400};
  Surroundings surroundings;
  std::string file =
      (std::filesystem::temp_directory_path() / ("wt-proxy-" + std::to_string(::getpid())))
          .string();
  model::Subject programs;

  Stage() {
    surroundings.guard_program = binaries + "/wiretrial";
    surroundings.gate = &gate;
    surroundings.starts = &starts;
    surroundings.interrupted = &interrupted;
    surroundings.next_port = &next_port;
    surroundings.network = static_cast<std::uint8_t>(1 + ::getpid() % 254);
    programs.name = "recorder";
    const std::string server =
        std::string(recorder) +
        "s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n"
        "s.bind((sys.argv[1], int(sys.argv[2]))); s.listen(8)\n"
        "while True:\n"
        "  c, _ = s.accept()\n"
        "  end = record('server', c, int(sys.argv[4]), sys.argv[3])\n"
        "  if end == 'enough':\n"
        "    c.sendall(bytes.fromhex(sys.argv[5]))\n"
        "  c.close()\n";
    const std::string client =
        std::string(recorder) +
        "try:\n"
        "  c = socket.create_connection((sys.argv[1], int(sys.argv[2])))\n"
        "except OSError as e:\n"
        "  with open(sys.argv[3], 'a') as f: f.write('client ' + errno.errorcode[e.errno] + "
        "'\\n')\n"
        "  sys.exit(1)\n"
        "c.settimeout(0.4)\n"
        "try: c.sendall(bytes.fromhex(sys.argv[4]))\n"
        "except OSError as e:\n"
        "  with open(sys.argv[3], 'a') as f:\n"
        "    f.write('client 0 bytes, end %s\\n' % errno.errorcode[e.errno])\n"
        "  sys.exit(1)\n"
        "record('client', c, 1 << 20, sys.argv[3])\n";
    programs.server =
        model::ServerSubject{{"python3", "-I", "-S", "-u", "-c", server, "{host}", "{port}", file,
                              std::to_string(request.size()), hex(response)},
                             "/",
                             "",
                             {}};
    programs.client = model::ClientSubject{
        {"python3", "-I", "-S", "-u", "-c", client, "{host}", "{port}", file, "{value}"},
        "/",
        "",
        "",
        "raw"};
  }
  ~Stage() { std::filesystem::remove(file); }

  static std::string hex(const std::string& bytes) { return model::to_hex(bytes); }
};

struct Seen {
  model::Evidence evidence;
  std::vector<std::string> client;
  std::vector<std::string> server;
  [[nodiscard]] std::string story() const {
    std::string text;
    for (const auto& line : client) text += line + "\n";
    for (const auto& line : server) text += line + "\n";
    for (const auto& event : evidence.events) {
      text += event.step + " " + std::string(model::name_of(event.kind)) + " " + event.connection +
              " " + std::to_string(event.offset) + "+" + std::to_string(event.length) + " " +
              event.detail + "\n";
    }
    return text;
  }
};

std::vector<std::string> lines_of(const std::string& file, const std::string& who) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(who)) lines.push_back(line);
  }
  return lines;
}

// Runs the client `times` times through one proxy that has these faults.
Seen seen_with(const std::vector<ProxyFault>& faults, std::size_t server_lines = 1,
               const std::string& client_sends = request, std::size_t times = 1) {
  Stage stage;
  model::Plan plan;
  plan.trial = "test";
  plan.subject = "recorder+recorder";
  plan.client_subject = plan.server_subject = "recorder";
  plan.role = model::Role::pair;
  plan.runs = {{"", {}}};
  for (const ProxyFault& fault : faults) plan.runs[0].steps.own().emplace_back(fault);
  for (std::size_t i = 0; i < times; ++i) {
    const std::string connection(1, static_cast<char>('a' + i));
    model::Expect ends;
    ends.on = connection + model::client_leg;
    ends.expectation.kind = model::ExpectationKind::success_or_failure;
    plan.runs[0].steps.own().emplace_back(model::StartClient{"x", Stage::hex(client_sends), 1});
    plan.runs[0].steps.own().emplace_back(ends);
  }
  Worker worker(stage.surroundings, 7);
  Seen seen;
  const auto evidence = worker.perform(plan, stage.programs, stage.programs);
  REQUIRE(evidence.size() == 1);
  seen.evidence = evidence[0];
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  do {
    seen.server = lines_of(stage.file, "server");
  } while (seen.server.size() < server_lines && std::chrono::steady_clock::now() < deadline);
  seen.client = lines_of(stage.file, "client");
  return seen;
}

bool has(const std::vector<std::string>& lines, const std::string& words) {
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    return line.find(words) != std::string::npos;
  });
}

std::vector<model::Event> fired(const Seen& seen) {
  std::vector<model::Event> events;
  for (const auto& event : seen.evidence.events) {
    if (event.kind == EventKind::fault_injected) events.push_back(event);
  }
  return events;
}

ProxyFault at(ProxyFaultKind kind, Direction direction, std::int64_t offset) {
  ProxyFault fault;
  fault.kind = kind;
  fault.direction = direction;
  fault.at = {StreamPoint::start, offset, 1};
  return fault;
}

ProxyFault cut(Direction direction, std::int64_t offset, SideAction client, SideAction server) {
  ProxyFault fault = at(ProxyFaultKind::cut, direction, offset);
  fault.to_client = client;
  fault.to_server = server;
  return fault;
}

// What the two programs must have recorded.
struct Row {
  const char* what;
  ProxyFault fault;
  std::string client;
  std::string server;  // empty: nothing must have reached it
  std::size_t offset = 0;
};

void check_row(const Row& row) {
  INFO(row.what);
  const Seen seen = seen_with({row.fault}, row.server.empty() ? 0 : 1);
  INFO(seen.story());
  CHECK(has(seen.client, row.client));
  if (row.server.empty()) {
    CHECK(seen.server.empty());
  } else {
    CHECK(has(seen.server, row.server));
  }
  REQUIRE(fired(seen).size() == 1);
  CHECK(fired(seen)[0].offset == row.offset);
}

std::string bytes(const char* who, std::size_t count, const std::string& end) {
  return std::string(who) + " " + std::to_string(count) + " bytes, end " + end;
}

}  // namespace

TEST_CASE("a proxy passes everything on, and logs each chunk with direction and offset") {
  const Seen seen = seen_with({});
  INFO(seen.story());
  CHECK(has(seen.client, bytes("client", response.size(), "FIN")));
  CHECK(has(seen.client, "hex " + Stage::hex(response)));
  CHECK(has(seen.server, "hex " + Stage::hex(request)));
  std::string to_server;
  std::string to_client;
  for (const auto& event : seen.evidence.events) {
    if (event.kind != EventKind::sent) continue;
    std::string& stream = event.connection == "a.server" ? to_server : to_client;
    CHECK(event.offset == stream.size());
    CHECK(event.length == event.data.size());
    stream += event.data;
  }
  CHECK(to_server == request);
  CHECK(to_client == response);
}

TEST_CASE("a cut lets exactly so many bytes through, and tells each side what it is to be told") {
  using enum SideAction;
  const std::size_t whole = response.size();
  const std::vector<Row> rows{
      {"FIN to the server", cut(Direction::request, 5, none, fin), bytes("client", 0, "FIN"),
       bytes("server", 5, "FIN"), 5},
      {"FIN to the server at once", cut(Direction::request, 0, none, fin),
       bytes("client", 0, "FIN"), bytes("server", 0, "FIN"), 0},
      {"RST to the server", cut(Direction::request, 7, none, rst), bytes("client", 0, "silence"),
       bytes("server", 7, "ECONNRESET"), 7},
      {"RST to both", cut(Direction::request, 9, rst, rst), bytes("client", 0, "ECONNRESET"),
       bytes("server", 9, "ECONNRESET"), 9},
      {"FIN to the client", cut(Direction::response, 4, fin, none), bytes("client", 4, "FIN"),
       bytes("server", request.size(), "enough"), 4},
      {"RST to the client", cut(Direction::response, 6, rst, none),
       bytes("client", 6, "ECONNRESET"), bytes("server", request.size(), "enough"), 6},
      {"frozen towards the client", cut(Direction::response, 3, freeze, none),
       bytes("client", 3, "silence"), bytes("server", request.size(), "enough"), 3},
      {"the last byte but one",
       cut(Direction::response, static_cast<std::int64_t>(whole) - 1, rst, rst),
       bytes("client", whole - 1, "ECONNRESET"), bytes("server", request.size(), "enough"),
       whole - 1},
      {"the rest is dropped", at(ProxyFaultKind::drop, Direction::response, 8),
       bytes("client", 8, "silence"), bytes("server", request.size(), "enough"), 8},
      {"frozen", at(ProxyFaultKind::freeze, Direction::response, 2), bytes("client", 2, "silence"),
       bytes("server", request.size(), "enough"), 2}};
  for (const Row& row : rows) check_row(row);
}

TEST_CASE("a cut at a point of the frame comes where the frame has that point") {
  const std::size_t header_end = 2 + static_cast<unsigned char>(response[1]);
  const std::vector<std::pair<StreamPoint, std::size_t>> points{
      {StreamPoint::header, 2},
      {StreamPoint::mid_header, 2 + (header_end - 2) / 2},
      {StreamPoint::content, header_end},
      {StreamPoint::mid_content, header_end + (response.size() - header_end) / 2},
      {StreamPoint::end, response.size()}};
  for (const auto& [point, offset] : points) {
    ProxyFault fault = cut(Direction::response, 0, SideAction::rst, SideAction::none);
    fault.at = {point, 0, 1};
    check_row({"a point", fault, bytes("client", offset, "ECONNRESET"),
               bytes("server", request.size(), "enough"), offset});
  }
}

TEST_CASE("an end that is kept back does not reach the other side") {
  ProxyFault fault = at(ProxyFaultKind::half_close, Direction::response, 0);
  check_row({"kept back", fault, bytes("client", response.size(), "silence"),
             bytes("server", request.size(), "enough"), response.size()});
}

TEST_CASE("a client is refused, closed or reset on arrival, and a late one is served late") {
  ProxyFault refuse = at(ProxyFaultKind::refuse, Direction::request, 0);
  check_row({"refused", refuse, "client ECONNREFUSED", "", 0});
  ProxyFault close = at(ProxyFaultKind::accept_then_close, Direction::request, 0);
  close.to_client = SideAction::rst;
  check_row({"reset", close, bytes("client", 0, "ECONNRESET"), "", 0});
  close.to_client = SideAction::fin;
  const Seen closed = seen_with({close}, 0);
  INFO(closed.story());
  // What the client has sent by then makes a reset of the close.
  CHECK((has(closed.client, "end FIN") || has(closed.client, "end ECONNRESET")));
  ProxyFault late = at(ProxyFaultKind::accept_late, Direction::request, 0);
  late.delay = milliseconds(100);
  check_row({"late", late, bytes("client", response.size(), "FIN"),
             bytes("server", request.size(), "enough"), 0});
}

TEST_CASE("latency, bandwidth, stalls and late ends take the time that they say") {
  struct Timed {
    const char* what;
    ProxyFault fault;
    int least_ms;
  };
  ProxyFault latency = at(ProxyFaultKind::latency, Direction::response, 0);
  latency.delay = milliseconds(60);
  ProxyFault bandwidth = at(ProxyFaultKind::bandwidth, Direction::response, 0);
  bandwidth.bytes_per_second = 1500;
  ProxyFault stall = at(ProxyFaultKind::stall, Direction::response, 4);
  stall.delay = milliseconds(70);
  ProxyFault slow = at(ProxyFaultKind::slow_close, Direction::response, 0);
  slow.delay = milliseconds(80);
  for (const Timed& timed : {Timed{"latency", latency, 60}, Timed{"bandwidth", bandwidth, 60},
                             Timed{"stall", stall, 70}, Timed{"slow close", slow, 80}}) {
    INFO(timed.what);
    const Seen seen = seen_with({timed.fault});
    INFO(seen.story());
    CHECK(has(seen.client, bytes("client", response.size(), "FIN")));
    // From the first byte of the response to the end that the client was given.
    double began = 0;
    double ended = 0;
    for (const auto& event : seen.evidence.events) {
      if (event.kind == EventKind::received && event.connection == "a.server") began = event.at_ms;
      if (event.kind == EventKind::fin_sent && event.connection == "a.client") ended = event.at_ms;
    }
    CHECK(ended - began >= timed.least_ms - 1);
    CHECK(fired(seen).size() == 1);
  }
}

TEST_CASE("each segment of a proxy reaches the program in a read of its own") {
  const std::size_t header_end = 2 + static_cast<unsigned char>(request[1]);
  std::string ones = "1";
  for (std::size_t i = 1; i < request.size(); ++i) ones += " 1";
  const std::string fields =
      "2 " + std::to_string(header_end - 2) + " " + std::to_string(request.size() - header_end);
  for (const auto& [segments, reads] :
       {std::pair{model::ProxySegments::each_byte, ones},
        std::pair{model::ProxySegments::fields, fields},
        std::pair{model::ProxySegments::whole_message, std::to_string(request.size())}}) {
    ProxyFault fault = at(ProxyFaultKind::segments, Direction::request, 0);
    fault.segments = segments;
    check_row(
        {"segments", fault, bytes("client", response.size(), "FIN"), "reads " + reads + ",", 0});
  }
  ProxyFault sizes = at(ProxyFaultKind::segments, Direction::response, 0);
  sizes.segments = model::ProxySegments::of_size;
  sizes.segment_bytes = response.size() / 2 + 1;
  check_row({"of a size", sizes,
             "reads " + std::to_string(sizes.segment_bytes) + " " +
                 std::to_string(response.size() - sizes.segment_bytes) + ",",
             bytes("server", request.size(), "enough"), 0});
}

TEST_CASE("changed bytes reach the program as they were changed") {
  ProxyFault flip = at(ProxyFaultKind::flip, Direction::response, 3);
  flip.bit = 0;
  std::string flipped = response;
  flipped[3] = static_cast<char>(flipped[3] ^ 1);
  ProxyFault insert = at(ProxyFaultKind::insert, Direction::response, 2);
  insert.bytes.data = "abc";
  ProxyFault remove = at(ProxyFaultKind::remove, Direction::response, 2);
  ProxyFault twice = at(ProxyFaultKind::duplicate, Direction::response, 2);
  twice.count = 2;
  const std::vector<std::pair<ProxyFault, std::string>> rows{
      {flip, flipped},
      {insert, response.substr(0, 2) + "abc" + response.substr(2)},
      {remove, response.substr(0, 2) + response.substr(3)},
      {twice, response.substr(0, 4) + response.substr(2)}};
  for (const auto& [fault, expected] : rows) {
    check_row({"bytes", fault, "hex " + Stage::hex(expected),
               bytes("server", request.size(), "enough"),
               static_cast<std::size_t>(fault.at.plus_bytes)});
  }
}

TEST_CASE("messages are swapped, replayed, spliced and rewritten on their way") {
  const std::string second = message_with(R"({"action": "second"})");
  const Seen swapped =
      seen_with({at(ProxyFaultKind::swap, Direction::request, 0)}, 1, request + second);
  INFO(swapped.story());
  CHECK(has(swapped.server, "hex " + Stage::hex(second).substr(0, request.size())));
  const Seen replayed = seen_with({at(ProxyFaultKind::replay, Direction::response, 0)});
  CHECK(has(replayed.client, "hex " + Stage::hex(response + response)));
  ProxyFault rewrite = at(ProxyFaultKind::rewrite, Direction::response, 0);
  rewrite.replaces_content = true;
  rewrite.bytes.data = "[]";
  const Seen rewritten = seen_with({rewrite});
  CHECK(has(rewritten.client, "hex " + Stage::hex(message_with("[]"))));
  // Both connections carry the same length, so that the server has what it needs.
  ProxyFault splice = at(ProxyFaultKind::splice, Direction::request, 10);
  splice.on = "b";
  const Seen spliced = seen_with({splice}, 2, request, 2);
  INFO(spliced.story());
  CHECK(spliced.server.size() == 2);
  for (const Seen* seen : {&swapped, &replayed, &rewritten, &spliced}) {
    CHECK(fired(*seen).size() == 1);
  }
}

TEST_CASE("a program that is killed ends with FIN when nothing is unread, and else with a reset") {
  for (const bool unread : {false, true}) {
    ProxyFault kill = at(ProxyFaultKind::kill, Direction::request, 6);
    kill.process = model::server_process;
    kill.unread = unread;
    const Seen seen = seen_with({kill}, 0);
    INFO(seen.story());
    CHECK(has(seen.client, bytes("client", 0, unread ? "ECONNRESET" : "FIN")));
    CHECK(seen.server.empty());
    const auto& events = seen.evidence.events;
    CHECK(std::any_of(events.begin(), events.end(), [](const model::Event& event) {
      return event.kind == EventKind::signalled && event.connection == model::server_process &&
             event.number == 9;
    }));
  }
  for (const bool unread : {false, true}) {
    ProxyFault kill = at(ProxyFaultKind::kill, Direction::response, 6);
    kill.process = model::client_process;
    kill.unread = unread;
    const Seen seen = seen_with({kill}, 1);
    INFO(seen.story());
    CHECK(seen.client.empty());
    const auto& events = seen.evidence.events;
    const auto end = unread ? EventKind::rst_received : EventKind::fin_received;
    CHECK(std::any_of(events.begin(), events.end(), [&](const model::Event& event) {
      return event.kind == end && event.connection == "a.client";
    }));
  }
}

TEST_CASE("a fault that does not fire says why, once") {
  struct Unfired {
    ProxyFault fault;
    std::string reason;
    std::int64_t number;
  };
  ProxyFault beyond = cut(Direction::request, 100'000, SideAction::fin, SideAction::fin);
  ProxyFault no_byte = cut(Direction::request, 0, SideAction::fin, SideAction::fin);
  no_byte.at = {StreamPoint::header, 10'000, 1};
  ProxyFault other = cut(Direction::request, 0, SideAction::fin, SideAction::fin);
  other.on = "b";
  ProxyFault second = at(ProxyFaultKind::swap, Direction::request, 0);
  for (const Unfired& row :
       {Unfired{no_byte, "no such byte", 1}, Unfired{beyond, "no such byte", 1},
        Unfired{other, "no such connection came", 0}, Unfired{second, "ended after", 0}}) {
    const Seen seen = seen_with({row.fault});
    INFO(seen.story());
    CHECK(fired(seen).empty());
    std::vector<model::Event> not_fired;
    for (const auto& event : seen.evidence.events) {
      if (event.kind == EventKind::fault_not_injected) not_fired.push_back(event);
    }
    REQUIRE(not_fired.size() == 1);
    CHECK(not_fired[0].detail.find(row.reason) != std::string::npos);
    CHECK(not_fired[0].number == row.number);
    // A message that waits for one behind it goes on when the stream ends; the others go on at
    // once.
    const bool held = row.fault.kind == ProxyFaultKind::swap;
    CHECK(has(seen.server, bytes("server", request.size(), "enough")));
    CHECK((held || has(seen.client, bytes("client", response.size(), "FIN"))));
  }
}

}  // namespace wiretrial::exec
