// Evidence: what was observed in one run, in order. The executor writes it and judges nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/model/names.hpp"

namespace wiretrial::model {

enum class EventKind {
  started,         // the subject's process runs
  ready,           // the server listens (servers), or was already there
  not_ready,       // ended, or did not listen, before the readiness deadline; `detail` says which
  listening,       // the counterpart's own listening, refusing or full socket; `detail` says which
  connected,       // the counterpart's connection is established
  connect_failed,  // `detail` is the error
  accepted,        // the client's connection was accepted
  not_accepted,    // the client did not connect by its deadline
  sent,            // `length` bytes of the step's bytes, from `offset`, were handed to the kernel
  send_failed,     // that send met the end of the connection; `detail` is the error
  barrier,         // `detail` is drained, settled, gone or undecided
  received,        // `data`, at `offset` of the subject's stream on this connection
  fin_sent,
  fin_received,
  rst_sent,
  rst_received,
  half_closed,      // after fin_received: the subject still holds its descriptor and is asleep
  closed,           // the counterpart closed
  deadline,         // the wait of this step ended because its deadline passed
  exited,           // `number` is the exit status
  signalled,        // `number` is the signal that ended the process
  standard_output,  // `data`, all there is by the end of the process
  standard_error,
  vitals,   // `figures`; `detail` is the snapshot's name
  watched,  // `figures` has busy_ratio_percent (the busiest thread) and duration_ms
  limited,  // descriptors limited to `number`
  signal_sent,
  fault_injected,      // a fault that was armed has fired; `detail` says which and where
  fault_not_injected,  // an armed fault never fired; `detail` says which and why; `number` is 1
                       // when the message has no such place
  round_begin,         // of a Repeat; equal rounds are kept once
  round_end,           // `number` rounds were equal to this one, itself included
  expecting,  // the place of an Expect step; what follows it answers it, until its deadline or end
  process_alive,    // after the last step: the subject still runs
  control_begin,    // what follows belongs to the positive control
  harness_error,    // a call of our own failed; `detail` names it
  sockets,          // what netstat(8) would show of the connection: `detail` has the states of both
                    // ends, `figures` their queues
  fault_not_armed,  // a fault cannot be produced in this subject; `detail` says why
  descendant_ended,  // a process below the subject's own: `detail` is exited, signalled or unknown,
                     // `number` the status or signal; `figures` has pid, parent_pid, there_before
                     // (the trial) and worker (it listened, or was replaced)
  left_behind,       // the subject's own process has ended; `detail` says what goes on listening
  slow,  // what the step waited for came, but late in the time it had: `figures` has took_ms and
         // allowed_ms; judged by nobody
};

// The snapshots of vitals that every trial of a server has; no scenario can name one so.
inline constexpr std::string_view vitals_before_trial = "before the trial";
inline constexpr std::string_view vitals_after_trial = "after the trial";

template <>
struct Names<EventKind> {
  static constexpr std::array<std::pair<EventKind, std::string_view>, 40> table{
      {{EventKind::started, "started"},
       {EventKind::ready, "ready"},
       {EventKind::not_ready, "not_ready"},
       {EventKind::listening, "listening"},
       {EventKind::connected, "connected"},
       {EventKind::connect_failed, "connect_failed"},
       {EventKind::accepted, "accepted"},
       {EventKind::not_accepted, "not_accepted"},
       {EventKind::sent, "sent"},
       {EventKind::send_failed, "send_failed"},
       {EventKind::barrier, "barrier"},
       {EventKind::received, "received"},
       {EventKind::fin_sent, "fin_sent"},
       {EventKind::fin_received, "fin_received"},
       {EventKind::rst_sent, "rst_sent"},
       {EventKind::rst_received, "rst_received"},
       {EventKind::half_closed, "half_closed"},
       {EventKind::closed, "closed"},
       {EventKind::deadline, "deadline"},
       {EventKind::exited, "exited"},
       {EventKind::signalled, "signalled"},
       {EventKind::standard_output, "standard_output"},
       {EventKind::standard_error, "standard_error"},
       {EventKind::vitals, "vitals"},
       {EventKind::watched, "watched"},
       {EventKind::limited, "limited"},
       {EventKind::signal_sent, "signal_sent"},
       {EventKind::fault_injected, "fault_injected"},
       {EventKind::fault_not_injected, "fault_not_injected"},
       {EventKind::round_begin, "round_begin"},
       {EventKind::round_end, "round_end"},
       {EventKind::expecting, "expecting"},
       {EventKind::process_alive, "process_alive"},
       {EventKind::control_begin, "control_begin"},
       {EventKind::harness_error, "harness_error"},
       {EventKind::sockets, "sockets"},
       {EventKind::fault_not_armed, "fault_not_armed"},
       {EventKind::descendant_ended, "descendant_ended"},
       {EventKind::left_behind, "left_behind"},
       {EventKind::slow, "slow"}}};
};

// A proxied connection "a" has two ends of ours: "a.client", where the client is the peer, and
// "a.server", where the server is. What is received on one and sent on the other went through the
// proxy. The processes of a pair have these names in place of a connection.
inline constexpr const char* client_leg = ".client";
inline constexpr const char* server_leg = ".server";
inline constexpr const char* client_process = "client";
inline constexpr const char* server_process = "server";

struct Event {
  EventKind kind = EventKind::started;
  // Which step of the run (or of the control) it belongs to: positions from the outside in, "3" or
  // "3.1" in a Repeat.
  std::string step;
  std::string connection;  // "a", "a#7" in a group, "a.client", empty for the process
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // bytes sent or received
  std::int64_t number = 0;
  std::string data;     // received bytes and output; sent bytes stand in the plan, but a proxy's
  std::string payload;  // the hash of `data` when that lies beside the record instead of in it
  std::string detail;
  std::map<std::string, std::int64_t> figures;
  double at_ms = 0;  // since the run began; not part of the canonical evidence

  bool operator==(const Event&) const = default;
};

struct Evidence {
  std::string run;
  std::vector<Event> events;
};

}  // namespace wiretrial::model
