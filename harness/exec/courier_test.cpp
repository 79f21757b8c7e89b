#include "harness/exec/courier.hpp"

#include <csignal>

#include "catch.hpp"
#include "harness/exec/reference_process.hpp"
#include "harness/exec/worker_bench.hpp"

using namespace wiretrial::exec;
using std::chrono::milliseconds;
using wiretrial::model::Closing;
using wiretrial::model::Ending;
using wiretrial::model::Exchange;
using wiretrial::model::Reaction;

namespace {

constexpr milliseconds ample(5000);
constexpr milliseconds brief(100);

// A worker with a server in Python open.
struct Open {
  explicit Open(const std::string& body)
      : subject(bench::python_server(body)), worker(made.surroundings, 1) {
    REQUIRE(worker.open_server(plan, subject).empty());
    const OpenServer server = worker.look_at_server();
    endpoint = server.endpoint;
    pid = server.pid;
  }

  bench::Bench made;
  wiretrial::model::Plan plan;
  wiretrial::model::Subject subject;
  Worker worker;
  Endpoint endpoint;
  int pid = 0;
};

// Serves one connection after another with the lines, which have `peer`.
std::string each_connection(const std::string& lines) {
  std::string body = "while True:\n    peer = server.accept()[0]\n";
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    body += "    " + lines.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return body + "    peer.close()\n";
}

const std::string echo_pieces =
    "got = b''\n"
    "while len(got) < 6:\n"
    "    piece = peer.recv(100)\n"
    "    if not piece: break\n"
    "    got += piece\n"
    "    peer.sendall(b'%d,' % len(piece))\n";

}  // namespace

TEST_CASE("a courier brings what a server says and how it ends") {
  Open open(each_connection(echo_pieces));
  Courier courier(open.endpoint, open.pid);
  const Reaction whole = courier.exchange({"abcdef", {}, Ending::open}, ample);
  CHECK(whole.answer == "6,");
  CHECK(whole.close == Closing::fin);
}

TEST_CASE("segments arrive as they were cut, every time") {
  Open open(each_connection(echo_pieces));
  Courier courier(open.endpoint, open.pid);
  for (int i = 0; i < 50; ++i) {
    CHECK(courier.exchange({"abcdef", {1, 3}, Ending::open}, ample).answer == "1,2,3,");
  }
}

TEST_CASE("a server that sleeps is open at the deadline, and not busy") {
  Open open(each_connection("peer.recv(100)\nsignal.sigwait([signal.SIGCONT])\n"));
  Courier courier(open.endpoint, open.pid);
  const Reaction reaction = courier.exchange({"a", {}, Ending::open}, brief);
  CHECK(reaction.close == Closing::open);
  CHECK_FALSE(reaction.busy);
}

TEST_CASE("a server that spins is open at the deadline, and busy") {
  Open open(each_connection("peer.recv(100)\nwhile True: pass\n"));
  Courier courier(open.endpoint, open.pid);
  const Reaction reaction = courier.exchange({"a", {}, Ending::open}, milliseconds(1000));
  CHECK(reaction.close == Closing::open);
  CHECK(reaction.busy);
}

TEST_CASE("a server that has no room for a connection refuses it, before long") {
  Open open("server.listen(0)\nsignal.sigwait([signal.SIGCONT])\n");
  Courier courier(open.endpoint, open.pid);
  Closing last = Closing::open;
  for (int i = 0; i < 4 && last == Closing::open; ++i) {
    last = courier.exchange({"a", {}, Ending::open}, brief).close;
  }
  CHECK(last == Closing::refused);
}

TEST_CASE("FIN and RST of ours reach the server") {
  Open open("ends = []\n" +
            each_connection("try:\n"
                            "    ends.append('fin' if peer.recv(100) == b'' else 'more')\n"
                            "except ConnectionResetError:\n"
                            "    ends.append('rst')\n"
                            "try: peer.sendall(' '.join(ends).encode())\n"
                            "except OSError: pass\n"));
  Courier courier(open.endpoint, open.pid);
  CHECK(courier.exchange({"", {}, Ending::finish}, ample).answer == "fin");
  CHECK(courier.exchange({"", {}, Ending::reset}, ample).close == Closing::ours);
  CHECK(courier.exchange({"x", {}, Ending::open}, ample).answer == "fin rst more");
}

TEST_CASE("a server that dies is looked at with how, and refuses from then on") {
  Open open(each_connection("peer.recv(100)\nos.kill(os.getpid(), signal.SIGSEGV)\n"));
  Courier courier(open.endpoint, open.pid);
  const Reaction reaction = courier.exchange({"a", {}, Ending::open}, ample);
  CHECK(reaction.answer.empty());
  const OpenServer server = open.worker.look_at_server();
  CHECK(server.ended);
  CHECK(server.wait_status == SIGSEGV);
  CHECK(courier.exchange({"a", {}, Ending::open}, ample).close == Closing::refused);
}

TEST_CASE("a held connection sends its halves apart") {
  Open open(
      "first = server.accept()[0]\n"
      "first.sendall(first.recv(100))\n"
      "second = server.accept()[0]\n"
      "second.sendall(b'beside')\n"
      "second.close()\n"
      "first.sendall(first.recv(100))\n"
      "first.close()\n"
      "signal.sigwait([signal.SIGCONT])\n");
  HeldConnection held(open.endpoint, "abcdef");
  Courier courier(open.endpoint, open.pid);
  CHECK(courier.exchange({"", {}, Ending::open}, ample).answer == "beside");
  CHECK(held.complete(ample).answer == "abcdef");
}

TEST_CASE("a reference process gives one line for each stream, however long they are") {
  const std::atomic<bool> interrupted{false};
  ReferenceProcess reference({bench::binaries + "/wt-decode", "--each"}, interrupted);
  const std::string large(200'000, 'x');
  std::vector<std::string_view> streams(300, "\0\1x");
  streams[0] = large;
  streams[17] = "";
  const std::vector<std::string> lines = reference.ask(streams);
  REQUIRE(lines.size() == streams.size());
  CHECK(lines[17].find("\"incomplete\"") != std::string::npos);
  for (const std::string& line : lines) CHECK(line.starts_with("{\"verdict\":"));
}

TEST_CASE("a reference process that ends is an error that names it") {
  std::signal(SIGPIPE, SIG_IGN);  // as every program that has one does
  const std::atomic<bool> interrupted{false};
  ReferenceProcess reference({"false"}, interrupted);
  const std::vector<std::string_view> streams{"abc"};
  CHECK_THROWS_WITH(reference.ask(streams), "false: ended");
}
