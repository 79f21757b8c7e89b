// The steps of a run, as the executor performs them. A connection name may stand for a group:
// `Connect{.name = "a", .times = 200}` makes 200 connections, and a step on "a" is done on each of
// them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/model/bytes.hpp"
#include "harness/model/expectation.hpp"
#include "harness/model/packet_step.hpp"
#include "harness/model/proxy_fault.hpp"

namespace wiretrial::model {

// Opens connections to the server on trial (FAULTS.md knows none that is not a step of its own).
struct Connect {
  std::string name = "a";
  std::size_t times = 1;
  bool small_buffer =
      false;  // a receive window of a few hundred bytes, so that the subject's sends are partial
  bool read = true;  // false: nothing is read until a Read step
};

// Accepts the client's next connection.
struct Accept {
  std::string name = "a";
  bool small_buffer = false;
  bool read = true;
};

// Sends bytes in exact segments: after each but the last the drain barrier is waited for.
struct Send {
  std::string on = "a";
  Bytes bytes;
  std::vector<std::size_t> cuts;  // ascending offsets where a segment ends, without 0 and the size
  std::optional<std::size_t> stop_at;  // send only so many bytes, and wait for the barrier
  bool barrier = true;                 // false: as fast as the kernel takes them, without barriers
  bool swept = false;                  // the send that the scenario's sweep stops or cuts
  // The byte at this offset goes out as urgent data (MSG_OOB): it is missing in the stream that the
  // subject reads, unless it asked for it with SO_OOBINLINE (tcp(7)).
  std::optional<std::size_t> urgent_at = std::nullopt;
  // So many of the last bytes are held back in our kernel (TCP_CORK): until the subject sleeps on
  // what it has, or, with `kernel_flushes`, until the kernel lets them go by itself (about 200 ms).
  std::size_t held_back = 0;
  bool kernel_flushes = false;
};

// Sends nothing more: FIN after the barrier, so that the subject has all that was sent.
struct Finish {
  std::string on = "a";
};

// RST after the barrier: SO_LINGER 0 and close, or, with `disconnect`, connect(2) to AF_UNSPEC,
// which leaves our descriptor open.
struct Reset {
  std::string on = "a";
  bool barrier = true;
  bool disconnect = false;
};

// Plain close: FIN when everything was read, RST by the kernel when not.
struct Close {
  std::string on = "a";
};

// Starts reading a connection that was opened with `read` false, at most `bytes_at_once` each time
// (0: no limit). With `stop_at` exactly so many bytes of the subject's message are read, waiting
// for them if need be, and not one more: of the whole message, or of the field `stop_in` of it
// ("header"), behind the fields before it; `stop_in` "end" stands for the whole message.
struct Read {
  std::string on = "a";
  std::size_t bytes_at_once = 0;
  std::optional<std::size_t> stop_at = std::nullopt;
  std::string stop_in = {};
  bool swept = false;   // the read that the scenario's sweep stops
  Bytes expected = {};  // of a swept read: a message as long as the subject's may be
};

// Waits for what the expectation names, at most until its deadline, and marks the place for the
// judge.
struct Expect {
  std::string on = "a";
  Expectation expectation;
};

// Does the steps `times` times, one after another, but no more after a round in which a deadline
// passed; equal rounds are kept once, with their number.
struct Repeat;

// Reads /proc of the subject and keeps the figures under a name. With `settle_to` it first waits,
// at most the reaction deadline, until there are no more socket descriptors than in that snapshot.
struct TakeVitals {
  std::string name;
  std::string settle_to;
};

// Watches for at least a second, with nothing due, whether a thread of the subject is busy (SRV-2,
// CLI-10).
struct Watch {
  std::chrono::milliseconds duration{1000};
};

// Lets the subject open only `spare` more descriptors than it has (RLIMIT_NOFILE); `restore` undoes
// it.
struct LimitDescriptors {
  std::size_t spare = 0;
  bool restore = false;
};

// Sends a signal, by name ("SIGTERM"), to the subject's process.
struct Signal {
  std::string name = "SIGTERM";
};

// Ends the subject with the signal and starts it again on the same address and port (SRV-5).
struct Restart {
  std::string signal = "SIGTERM";
};

// Starts a second subject on the address and port of the first (SRV-6); it becomes the process of
// later expectations.
struct StartSecond {};

enum class ListenKind {
  accepting,  // listens; an Accept step takes the connection; behind refusing or full on that port
  refusing,   // bound, not listening: the kernel answers SYN with RST
  full,       // backlog full: the kernel drops SYN, the client's own limit must end it
  unreachable,  // the address given has no route: connect fails at once with ENETUNREACH
  multicast,    // the same with the address of a group, which no connection can be made to
  abandoned,    // waits until a client stands in the queue, then closes: that client is reset
};

template <>
struct Names<ListenKind> {
  static constexpr std::array<std::pair<ListenKind, std::string_view>, 6> table{
      {{ListenKind::accepting, "accepting"},
       {ListenKind::refusing, "refusing"},
       {ListenKind::full, "full"},
       {ListenKind::unreachable, "unreachable"},
       {ListenKind::multicast, "multicast"},
       {ListenKind::abandoned, "abandoned"}}};
};

// Makes the place where the client on trial will find, or not find, its server.
struct Listen {
  ListenKind kind = ListenKind::accepting;
};

// Starts the client on trial with an action and a value.
struct StartClient {
  std::string action = "search";
  std::string value = "morpheus";
  std::size_t value_repeat = 1;
  std::string file = "/";  // what {file} in its command stands for
};

// Waits, at most the reaction deadline, until the subject's sends stand still: it has bytes to
// send, and our window, which nobody empties, has no room for them.
struct AwaitZeroWindow {
  std::string on = "a";
};

// The system calls of the subject that a fault can be injected into: kinds of calls, such as recv
// for recv, recvfrom, recvmsg, read and readv.
enum class InjectedCall { accept, connect, socket, recv, send, wait };

template <>
struct Names<InjectedCall> {
  static constexpr std::array<std::pair<InjectedCall, std::string_view>, 6> table{
      {{InjectedCall::accept, "accept"},
       {InjectedCall::connect, "connect"},
       {InjectedCall::socket, "socket"},
       {InjectedCall::recv, "recv"},
       {InjectedCall::send, "send"},
       {InjectedCall::wait, "wait"}}};
};

// Makes system calls of the subject fail, or do less than asked, from its start on. Conditions that
// are 0 do not count; the others must all hold. Stands before every step that does anything.
struct Inject {
  InjectedCall call = InjectedCall::recv;
  std::string error;        // "EINTR": the call fails so; empty: it is shortened
  std::size_t length = 0;   // to at most so many bytes
  std::size_t socket = 0;   // only on the n-th TCP socket by order of creation
  std::size_t nth = 0;      // only the n-th of these calls
  std::size_t first = 0;    // only the first n
  std::size_t every = 0;    // every n-th
  std::size_t percent = 0;  // so many in a hundred, chosen by the trial's seed
};

// Sends the subject a signal again and again, from its start on, whose handler does nothing and
// does not restart calls: those that wait really fail with EINTR.
struct Storm {
  std::chrono::milliseconds interval{2};
};

// What a process may use up (getrlimit(2)).
enum class Resource {
  memory,     // address space (RLIMIT_AS): what it has now and `bytes` more
  core,       // size of a core file (RLIMIT_CORE)
  file_size,  // size of a file that it writes (RLIMIT_FSIZE)
};

template <>
struct Names<Resource> {
  static constexpr std::array<std::pair<Resource, std::string_view>, 3> table{
      {{Resource::memory, "memory"}, {Resource::core, "core"}, {Resource::file_size, "file_size"}}};
};

// Lets the subject use only so much of a resource from now on.
struct LimitResource {
  Resource resource = Resource::memory;
  std::size_t bytes = 0;
};

// Has the kernel destroy the subject's socket of this connection (sock_diag(7), SOCK_DESTROY): the
// subject's calls fail with ECONNABORTED, our end is reset.
struct Destroy {
  std::string on = "a";
};

using Step = std::variant<Connect, Accept, Send, Finish, Reset, Close, Read, Expect, Repeat,
                          TakeVitals, Watch, LimitDescriptors, Signal, Restart, StartSecond, Listen,
                          StartClient, AwaitZeroWindow, ProxyFault, Inject, Storm, LimitResource,
                          Destroy, FilterPackets, PassPackets, MakeRoute, Resolve, SetSysctl,
                          SetMtu, SendIcmp, Vanish, ShapeTraffic>;

struct Repeat {
  std::size_t times = 1;
  std::vector<Step> steps;
};

using Steps = Shared<std::vector<Step>>;

}  // namespace wiretrial::model
