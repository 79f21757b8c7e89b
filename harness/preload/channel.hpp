// The memory that the harness shares with what injects faults into a subject: the preloaded library
// in every process of the subject, or the tracer of a static program. The harness writes the rules
// before the subject starts; the other side counts and writes down what it did.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace wiretrial::preload {

// The environment variable with the path of the file that holds the channel.
inline constexpr const char* channel_variable = "WIRETRIAL_CHANNEL";

inline constexpr std::uint32_t channel_magic = 0x57545052;
inline constexpr std::size_t most_rules = 16;
// Decisions beyond these are counted, and not described one by one.
inline constexpr std::size_t most_entries = 256;
// Sockets are told apart up to here in what depends on the seed.
inline constexpr std::size_t distinct_sockets = 64;

enum class Call : std::uint32_t {
  accept,   // accept, accept4
  connect,  // connect
  socket,   // socket
  recv,     // recv, recvfrom, recvmsg, read, readv
  send,     // send, sendto, sendmsg, write, writev
  wait,     // poll, ppoll, select, pselect, epoll_wait, epoll_pwait
};
inline constexpr std::size_t call_kinds = 6;

// One fault. The conditions that are not 0 must all hold; calls are counted from 1 for each rule,
// and only those which the fault could hit.
struct Rule {
  Call call = Call::recv;
  std::int32_t error = 0;     // the call fails with this errno, and does nothing
  std::uint64_t length = 0;   // or it is asked for at most so many bytes
  std::uint32_t socket = 0;   // only on the n-th TCP socket, by the order of creation
  std::uint32_t nth = 0;      // only the n-th call
  std::uint32_t first = 0;    // only the first n calls
  std::uint32_t every = 0;    // every n-th call
  std::uint32_t percent = 0;  // so many in a hundred, chosen by the seed
};

// A decision against a call.
struct Entry {
  std::uint32_t rule = 0;
  std::uint32_t socket = 0;
  std::uint32_t count = 0;  // which of the rule's calls it was
  std::uint64_t requested = 0;
  std::uint64_t given = 0;
  std::atomic<std::uint32_t> written{0};  // 1 when the members above are complete
};

struct Channel {
  std::uint32_t magic = channel_magic;
  std::uint32_t rule_count = 0;
  std::uint64_t seed = 0;
  std::uint32_t storm_interval_us = 0;  // 0: no signals
  std::uint32_t storm_signals = 0;      // so many at most, in each process
  std::array<Rule, most_rules> rules{};

  std::atomic<std::uint32_t> reported{0};      // processes that have the library, or are traced
  std::atomic<std::uint32_t> sockets{0};       // TCP sockets that were created
  std::atomic<std::uint32_t> storm_sent{0};    // signals that came
  std::atomic<std::uint32_t> storm_struck{0};  // calls on sockets that they interrupted
  std::array<std::atomic<std::uint32_t>, most_rules> calls{};  // that the rule could have hit
  std::array<std::atomic<std::uint32_t>, most_rules> fired{};
  std::array<std::array<std::atomic<std::uint32_t>, distinct_sockets>, most_rules> socket_calls{};
  std::atomic<std::uint32_t> entry_count{0};  // decisions; the first `most_entries` are kept
  std::array<Entry, most_entries> entries{};
};

static_assert(std::atomic<std::uint32_t>::is_always_lock_free, "processes share the channel");

}  // namespace wiretrial::preload
