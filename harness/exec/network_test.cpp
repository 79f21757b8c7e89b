// Each fault of packets, routes and names, seen to arrive in a small real program.
#include "harness/exec/network.hpp"

#include <atomic>
#include <csignal>
#include <fstream>
#include <set>

#include <unistd.h>

#include "catch.hpp"
#include "harness/exec/descendants.hpp"
#include "harness/exec/icmp.hpp"
#include "harness/exec/means.hpp"
#include "harness/exec/program.hpp"
#include "harness/exec/worker_process.hpp"

namespace wiretrial::exec {

using model::AddressKind;
using model::EventKind;
using model::IcmpKind;
using model::PacketAction;
using model::PacketKind;
using model::PacketWay;
using model::RouteKind;
using std::chrono::milliseconds;
using Steps = std::vector<model::Step>;

namespace {

struct Bench {
  Gate gate{2};
  Gate starts{2};
  std::atomic<bool> interrupted{false};
  Surroundings surroundings;
  Bench() {
    surroundings.guard_program = std::string(WIRETRIAL_BIN_DIR) + "/wiretrial";
    surroundings.gate = &gate;
    surroundings.starts = &starts;
    surroundings.interrupted = &interrupted;
  }
};

// A client that says which errno its calls met: "connect ECONNREFUSED", "recv ETIMEDOUT".
model::Subject python_client(const std::string& body) {
  const std::string program =
      "import errno, socket, sys, time\n"
      "def attempt(what, call):\n"
      "    try: return call()\n"
      "    except socket.gaierror as e: print(what, e.errno == socket.EAI_NONAME and 'EAI_NONAME'\n"
      "        or e.errno == socket.EAI_AGAIN and 'EAI_AGAIN'); sys.exit(1)\n"
      "    except OSError as e: print(what, errno.errorcode.get(e.errno, e)); sys.exit(1)\n"
      "host, port = sys.argv[1], int(sys.argv[2])\n" +
      body;
  model::Subject subject;
  subject.name = "python";
  subject.client = model::ClientSubject{
      {"python3", "-I", "-S", "-u", "-c", program, "{host}", "{port}"}, "/", "", "", "raw"};
  return subject;
}

const std::string connects =
    "s = attempt('connect', lambda: socket.create_connection((host, port), 8))\n";
const std::string sends = connects + "attempt('send', lambda: s.sendall(b'request'))\n";
const std::string receives =
    sends + "print('received', len(attempt('recv', lambda: s.recv(100, socket.MSG_WAITALL))))\n";

model::Plan client_plan(Steps steps) {
  model::Plan plan;
  plan.trial = "test";
  plan.subject = "python";
  plan.role = model::Role::client;
  plan.isolated = plan.fresh = true;
  plan.settings.values["connect_ms"] = 8000;
  plan.limits_awaited = {"connect_ms"};
  plan.runs = {{"", std::move(steps)}};
  return plan;
}

model::Step ends() {
  model::Expect expect;
  expect.expectation.kind = model::ExpectationKind::success_or_failure;
  return expect;
}

struct Seen {
  std::string output;
  std::string faults;    // those that were injected, one a line
  std::string missed;    // those that were not
  std::string problems;  // of our own
};

Seen perform(const Steps& steps, const std::string& program) {
  static Bench bench;
  static IsolatedWorker worker(bench.surroundings, 1);
  Seen seen;
  for (const auto& evidence : worker.perform(client_plan(steps), python_client(program))) {
    for (const auto& event : evidence.events) {
      if (event.kind == EventKind::standard_output) seen.output += event.data;
      if (event.kind == EventKind::fault_injected) seen.faults += event.detail + "\n";
      if (event.kind == EventKind::fault_not_injected) seen.missed += event.detail + "\n";
      if (event.kind == EventKind::harness_error) seen.problems += event.detail + "\n";
    }
  }
  return seen;
}

bool is_missing(model::Means means) {
  static const model::MissingMeans missing = probe_means(
      {model::Means::namespaces, model::Means::packet_filter, model::Means::traffic_control},
      std::string(WIRETRIAL_BIN_DIR) + "/wiretrial");
  if (missing.contains(means)) WARN(missing.at(means));
  return missing.contains(means);
}

model::FilterPackets filter(PacketAction action, PacketKind of,
                            PacketWay toward = PacketWay::server) {
  model::FilterPackets step;
  step.action = action;
  step.of = of;
  step.toward = toward;
  return step;
}

model::Send answer(std::size_t bytes) {
  model::Send send;
  send.bytes.data = std::string(bytes, 'x');
  send.barrier = false;
  return send;
}

struct Case {
  Steps steps;
  std::string program;
  std::string output;
  std::string fault;
};

void check(const std::vector<Case>& cases) {
  for (const Case& item : cases) {
    INFO(item.fault);
    const Seen seen = perform(item.steps, item.program);
    CHECK(seen.output == item.output + "\n");
    CHECK(seen.faults == item.fault + "\n");
    CHECK(seen.missed.empty());
    CHECK(seen.problems.empty());
  }
}

// Whether unshare(1), which knows nothing of us, can make a network namespace here, and nft(8) a
// table in it.
bool others_can(const std::string& command) {
  return find_administration_program("unshare").empty()
             ? false
             : run_program({"unshare", "--user", "--map-root-user", "--net", "sh", "-c", command})
                       .status == 0;
}

}  // namespace

// Without it every test below could be skipped, and nobody would see.
TEST_CASE("what other programs can do with namespaces here, the probe does not find missing") {
  if (others_can("true")) CHECK_FALSE(is_missing(model::Means::namespaces));
  const std::string nft = find_administration_program("nft");
  if (!nft.empty() && others_can(nft + " add table inet probe")) {
    CHECK_FALSE(is_missing(model::Means::packet_filter));
  }
}

TEST_CASE("a client whose SYN is dropped or rejected sees the errno of the answer") {
  if (is_missing(model::Means::packet_filter)) return;
  const auto rejected = [](PacketAction action, const std::string& error) {
    return Case{{filter(action, PacketKind::connecting), model::StartClient{}, ends()},
                connects,
                "connect " + error,
                std::string(model::name_of(action)) + " of connecting toward server"};
  };
  check({rejected(PacketAction::reset, "ECONNREFUSED"),
         rejected(PacketAction::port_unreachable, "ECONNREFUSED"),
         rejected(PacketAction::host_unreachable, "EHOSTUNREACH"),
         rejected(PacketAction::net_unreachable, "ENETUNREACH"),
         rejected(PacketAction::protocol_unreachable, "ENOPROTOOPT"),
         rejected(PacketAction::admin_prohibited, "EHOSTUNREACH"),
         {{model::SetSysctl{{{"tcp_syn_retries", 1}}},
           filter(PacketAction::drop, PacketKind::connecting), model::StartClient{}, ends()},
          "s = socket.socket()\nattempt('connect', lambda: s.connect((host, port)))\n",
          "connect ETIMEDOUT",
          "drop of connecting toward server"}});
}

TEST_CASE("a client behind a route of each kind sees the errno of ip-route(8)") {
  if (is_missing(model::Means::namespaces)) return;
  const auto routed = [](RouteKind kind, const std::string& error, bool at_once = true) {
    const std::string name = "route " + std::string(model::name_of(kind));
    return Case{{model::MakeRoute{kind}, model::StartClient{}, ends()},
                connects,
                "connect " + error,
                name + (at_once ? " " + error : "")};
  };
  check({routed(RouteKind::none, "ENETUNREACH"), routed(RouteKind::blackhole, "EINVAL"),
         routed(RouteKind::unreachable, "EHOSTUNREACH"), routed(RouteKind::prohibit, "EACCES"),
         routed(RouteKind::throwing, "ENETUNREACH"),
         routed(RouteKind::silent, "EHOSTUNREACH", false)});
}

TEST_CASE("an established connection is reset for one side, cut, and timed out by the kernel") {
  if (is_missing(model::Means::packet_filter)) return;
  model::FilterPackets cut = filter(PacketAction::drop, PacketKind::all, PacketWay::client);
  cut.after_bytes = 4000;
  model::FilterPackets reset = filter(PacketAction::reset, PacketKind::established);
  reset.beginning = "request";
  model::FilterPackets partition = reset;
  partition.action = PacketAction::drop;
  check({{{reset, model::StartClient{}, model::Accept{}, ends()},
          receives,
          "recv ECONNRESET",
          "reset of established toward server beginning with 72657175657374"},
         {{model::SetSysctl{{{"tcp_retries2", 1}}}, partition, model::StartClient{},
           model::Accept{}, ends()},
          sends + "s.settimeout(None)\nattempt('recv', lambda: s.recv(1))\n",
          "recv ETIMEDOUT",
          "drop of established toward server beginning with 72657175657374"},
         {{cut, model::StartClient{}, model::Accept{}, answer(100'000), ends()},
          connects + "s.settimeout(1)\nn = 0\ntry:\n    while n < 100000: n += len(s.recv(9999))\n"
                     "except OSError: pass\nprint('cut', n < 100000)\n",
          "cut True",
          "drop toward client after 4000 bytes"}});
}

TEST_CASE("lost packets, soft errors and a healed partition do not show in the outcome") {
  if (is_missing(model::Means::packet_filter)) return;
  model::FilterPackets third = filter(PacketAction::drop, PacketKind::established, PacketWay::both);
  third.every = 3;
  model::FilterPackets soft = filter(PacketAction::host_unreachable, PacketKind::established);
  soft.beginning = "request";
  model::FilterPackets partition = soft;
  partition.action = PacketAction::drop;
  const Steps exchange{model::Accept{}, answer(100), ends()};
  const auto then = [&exchange](Steps before) {
    before.insert(before.end(), exchange.begin(), exchange.end());
    return before;
  };
  check({{then({third, model::StartClient{}}), receives, "received 100",
          "drop every 3 of established toward both"},
         {then({soft, model::StartClient{}, model::PassPackets{2}}), receives, "received 100",
          "host_unreachable of established toward server beginning with 72657175657374"},
         {then({partition, model::StartClient{}, model::PassPackets{2}}), receives, "received 100",
          "drop of established toward server beginning with 72657175657374"}});
}

TEST_CASE(
    "an ICMP error by hand ends a connect where Linux says so, and no connection that is made") {
  if (is_missing(model::Means::packet_filter)) return;
  const auto on_syn = [](IcmpKind kind, const std::string& error) {
    return Case{{filter(PacketAction::drop, PacketKind::connecting), model::StartClient{},
                 model::SendIcmp{kind}, ends()},
                connects,
                "connect " + error,
                "icmp " + std::string(model::name_of(kind)) + "\ndrop of connecting toward server"};
  };
  check({on_syn(IcmpKind::ttl_exceeded, "EHOSTUNREACH"),
         on_syn(IcmpKind::host_unreachable, "EHOSTUNREACH"),
         on_syn(IcmpKind::port_unreachable, "ECONNREFUSED"),
         {{filter(PacketAction::drop, PacketKind::connecting), model::StartClient{},
           model::SendIcmp{IcmpKind::fragmentation_needed}, model::PassPackets{1}, model::Accept{},
           answer(100), ends()},
          receives,
          "received 100",
          "icmp fragmentation_needed\ndrop of connecting toward server"}});
  for (const IcmpKind kind : {IcmpKind::fragmentation_needed, IcmpKind::ttl_exceeded,
                              IcmpKind::host_unreachable, IcmpKind::port_unreachable}) {
    check({{{model::StartClient{}, model::Accept{}, model::SendIcmp{kind}, answer(100), ends()},
            receives,
            "received 100",
            "icmp " + std::string(model::name_of(kind))}});
  }
}

TEST_CASE(
    "a small unit makes small segments, and a vanished peer is silence until it is written to") {
  if (is_missing(model::Means::namespaces)) return;
  check({{{model::SetMtu{576}, model::StartClient{}, model::Accept{}, ends()},
          connects + "print('segment', s.getsockopt(6, socket.TCP_MAXSEG) < 576)\n",
          "segment True",
          "mtu 576"},
         {{model::StartClient{}, model::Accept{}, model::Vanish{"a"}, ends()},
          connects + "s.settimeout(0.5)\ntry: s.recv(1)\nexcept TimeoutError: print('silence')\n"
                     "s.settimeout(5)\nattempt('send', lambda: s.sendall(b'x'))\n"
                     "attempt('recv', lambda: s.recv(1))\n",
          "silence\nrecv ECONNRESET",
          "vanish"}});
}

TEST_CASE("a name has the addresses that it is given, in their order, or none") {
  if (is_missing(model::Means::packet_filter)) return;
  const std::string resolves =
      "found = attempt('resolve', lambda: socket.getaddrinfo(host, port, type=1))\n";
  const std::string tries = resolves +
                            "for f in found:\n    s = socket.socket(); s.settimeout(0.3)\n"
                            "    print(errno.errorcode.get(s.connect_ex(f[4]), 'connected'))\n";
  const auto named = [](std::vector<AddressKind> addresses) {
    return Steps{model::Resolve{model::ResolveKind::addresses, std::move(addresses)},
                 model::StartClient{}, ends()};
  };
  check({{named({AddressKind::refusing, AddressKind::unreachable, AddressKind::silent,
                 AddressKind::accepting}),
          tries, "ECONNREFUSED\nEHOSTUNREACH\nEAGAIN\nconnected",
          "reset of connecting toward server\nhost_unreachable of connecting toward server\n"
          "drop of connecting toward server"},
         {{model::Resolve{model::ResolveKind::unknown, {}}, model::StartClient{}, ends()},
          resolves,
          "resolve EAI_NONAME",
          "name unknown"},
         {{model::Resolve{model::ResolveKind::unanswered, {}}, model::StartClient{}, ends()},
          resolves,
          "resolve EAI_AGAIN",
          "name unanswered"}});
}

TEST_CASE("traffic is delayed where the kernel has netem") {
  if (is_missing(model::Means::traffic_control)) return;
  model::ShapeTraffic shape;
  shape.delay = milliseconds(50);
  check({{{shape, model::StartClient{}, model::Accept{}, ends()},
          "t = time.monotonic()\n" + connects + "print('late', time.monotonic() - t > 0.09)\n",
          "late True",
          "netem"}});
}

TEST_CASE("a rule that caught nothing is told as a fault that was not injected") {
  if (is_missing(model::Means::packet_filter)) return;
  model::FilterPackets never = filter(PacketAction::drop, PacketKind::all);
  never.beginning = "never sent";
  const Seen seen = perform({never, model::StartClient{}, model::Accept{}, ends()}, sends);
  CHECK(seen.faults.empty());
  CHECK(seen.missed.find("drop toward server beginning with") == 0);
}

TEST_CASE(
    "rules, routes and names of one run are gone in the next, and none reaches this machine") {
  if (is_missing(model::Means::packet_filter)) return;
  const auto network = [] {
    std::ifstream routes("/proc/net/route");
    std::ifstream hosts("/etc/hosts");
    return std::string(std::istreambuf_iterator<char>(routes), {}) +
           std::string(std::istreambuf_iterator<char>(hosts), {});
  };
  const std::string before = network();
  static_cast<void>(
      perform({model::MakeRoute{RouteKind::silent}, filter(PacketAction::drop, PacketKind::all),
               model::SetMtu{100}, model::Resolve{model::ResolveKind::unknown, {}}},
              connects));
  const Seen seen = perform({model::StartClient{}, model::Accept{}, answer(100), ends()},
                            receives + "print(s.getsockopt(6, socket.TCP_MAXSEG) > 1000)\n");
  CHECK(seen.output == "received 100\nTrue\n");
  CHECK(network() == before);
}

TEST_CASE("a worker process and all below it end when its link does, in the middle of a job too") {
  if (is_missing(model::Means::namespaces)) return;
  const auto below = [] { return descendants_of(::getpid()).size(); };
  const std::size_t before = below();
  {
    Bench bench;
    IsolatedWorker worker(bench.surroundings, 1);
    bench.interrupted.store(true);
    const model::Plan plan = client_plan({model::StartClient{}, ends()});
    CHECK_THROWS_AS(worker.perform(plan, python_client("time.sleep(60)\n")), Interrupted);
    CHECK(below() > before);
  }
  CHECK(below() == before);
}

TEST_CASE("a step on the network is refused in a process that has none of its own") {
  std::atomic<bool> interrupted{false};
  std::atomic<std::uint16_t> next_port{9'500};
  Gate gate(1);
  Surroundings surroundings;
  surroundings.guard_program = std::string(WIRETRIAL_BIN_DIR) + "/wiretrial";
  surroundings.interrupted = &interrupted;
  surroundings.next_port = &next_port;
  surroundings.gate = &gate;
  surroundings.starts = &gate;
  surroundings.network = static_cast<std::uint8_t>(1 + ::getpid() % 254);
  Worker worker(surroundings, 1);
  const auto evidence = worker.perform(client_plan({model::SetMtu{576}}), python_client(""));
  REQUIRE(evidence.size() == 1);
  CHECK(evidence[0].events.back().kind == EventKind::harness_error);
}

TEST_CASE("the counts of rules are read from what nft lists") {
  const std::string listing =
      "table inet wiretrial {\n\tcounter rule0 {\n\t\tpackets 3 bytes 180\n\t}\n"
      "\tcounter rule1 {\n\t\tpackets 0 bytes 0\n\t}\n\tcounter rule10 {\n\t\tpackets 7 bytes "
      "1\n\t}\n}\n";
  CHECK(counts_in(listing, 2) == std::vector<std::uint64_t>{3, 0});
  CHECK(counts_in("", 1) == std::vector<std::uint64_t>{0});
}

TEST_CASE("an ICMP error quotes the packet and has a checksum that adds up") {
  std::string packet(40, '\1');
  packet[0] = 0x45;
  const std::string error = icmp_error(IcmpKind::fragmentation_needed, packet);
  REQUIRE(error.size() == 8 + 28);
  CHECK(error.substr(0, 2) == "\3\4");
  CHECK(error.substr(8) == packet.substr(0, 28));
  unsigned sum = 0;
  for (std::size_t i = 0; i < error.size(); ++i) {
    sum += static_cast<unsigned char>(error[i]) * (i % 2 == 0 ? 256U : 1U);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  CHECK(sum == 0xffff);
}

}  // namespace wiretrial::exec
