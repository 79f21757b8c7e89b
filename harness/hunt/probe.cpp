#include "harness/hunt/probe.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "harness/protocol/reader.hpp"

namespace wiretrial::hunt {

using model::Exchange;
using model::Reaction;

namespace {

// Enough to tell a descriptor that is kept each time from one that is kept for a while.
constexpr int leak_warming = 5;
constexpr int leak_rounds = 20;
constexpr std::int64_t leak_descriptors = 10;
// SRV-8's figure for a connection, over fewer of them.
constexpr int growth_warming = 400;
constexpr int growth_rounds = 200;
constexpr std::int64_t growth_bytes = 16L * 1024 * growth_rounds;
constexpr int growth_windows = 3;
constexpr int repetitions = 5;
// Kinds of inputs that are tried one by one when something grows.
constexpr std::size_t most_kinds = 64;

std::string joined(std::string_view first, std::string_view second) {
  return std::string(first) + "|" + std::string(second);
}

Reaction exchange(const Chase& chase, const Exchange& exchange) {
  return chase.access->exchange(exchange, Patience::usual);
}

std::string_view wrong_with_control(const Chase& chase, Patience patience) {
  return deviation(chase.control, chase.access->exchange(chase.control.exchange, patience));
}

// Nothing ends by itself a moment after the last exchange, so one more is made before looking.
ServerLook look_after(const Chase& chase) {
  static_cast<void>(exchange(chase, chase.control.exchange));
  return chase.access->look();
}

// The next exchange does not meet a server that is stuck to this one.
Reaction exchange_alone(const Chase& chase, const Exchange& one) {
  Reaction reaction = exchange(chase, one);
  if (reaction.close == model::Closing::open && !still_serves(chase)) {
    static_cast<void>(open_serving(chase));
  }
  return reaction;
}

bool cut_differs_from_whole(const Chase& chase, const Exchange& cut) {
  Exchange whole = cut;
  whole.cuts.clear();
  const Reaction in_segments = exchange_alone(chase, cut);
  return !alike(in_segments, exchange_alone(chase, whole));
}

bool differs_when_repeated(const Chase& chase, const Exchange& one) {
  const Reaction first = exchange_alone(chase, one);
  for (int i = 0; i < repetitions; ++i) {
    if (!alike(first, exchange_alone(chase, one))) return true;
  }
  return false;
}

void exchange_all(const Chase& chase, const std::vector<Exchange>& exchanges, int times = 1) {
  for (int i = 0; i < times; ++i) {
    for (const Exchange& one : exchanges) static_cast<void>(exchange(chase, one));
  }
}

bool keeps_sockets(const Chase& chase, const std::vector<Exchange>& exchanges) {
  exchange_all(chase, exchanges, leak_warming);
  const auto before = chase.access->figures(-1).sockets;
  exchange_all(chase, exchanges, leak_rounds);
  return chase.access->figures(before).sockets - before >= leak_descriptors;
}

bool keeps_memory(const Chase& chase, const std::vector<Exchange>& exchanges) {
  exchange_all(chase, exchanges, growth_warming);
  for (int window = 0; window < growth_windows; ++window) {
    const auto before = chase.access->figures(-1).resident_bytes;
    exchange_all(chase, exchanges, growth_rounds);
    if (chase.access->figures(-1).resident_bytes - before < growth_bytes) return false;
  }
  return true;
}

bool disturbs(const Chase& chase, const std::vector<Exchange>& exchanges) {
  chase.access->hold(chase.control.exchange.bytes);
  exchange_all(chase, exchanges);
  return !deviation(chase.control, chase.access->complete()).empty();
}

// Whether a subject need not reject before the stream ends: it may wait for the message in full,
// whatever is wrong with the header, but for a length above its limit (PROTOCOL.md, "The receiver
// can know"; HDR-9).
bool waits_for_more(const Case& one) {
  if (one.expected.kind == Expected::Kind::incomplete) return true;
  if (one.expected.kind == Expected::Kind::accepted || one.expected.clause == "HDR-9") return false;
  const auto declared = protocol::declared_size(one.exchange.bytes);
  return declared && *declared > one.exchange.bytes.size();
}

// How a connection goes by, which decides whether something is left behind.
std::string fate_of(const Case& one) {
  const std::string ending(model::name_of(one.exchange.ending));
  switch (one.expected.kind) {
    case Expected::Kind::accepted:
      return "accepted, " + ending;
    case Expected::Kind::rejected:
      return "rejected, " + ending;
    case Expected::Kind::incomplete:
      break;
  }
  return "incomplete, " + ending;
}

// A process that has met nothing before; for one exchange whose reaction is looked at, the one that
// is there already does as well, and the judge tries a fresh one in the end.
bool prepare(const Chase& chase, Oracle oracle, std::size_t exchanges) {
  const bool alone =
      exchanges == 1 && (oracle == Oracle::reaction || oracle == Oracle::segmentation ||
                         oracle == Oracle::repetition);
  return (alone && !chase.access->look().ended) || open_serving(chase).empty();
}

bool shows_reaction(const Chase& chase, const Case& one, const std::string& key) {
  return reaction_key(one, deviation(one, exchange_alone(chase, one.exchange))) == key;
}

}  // namespace

std::vector<Case> cases_of(const Chase& chase, const std::vector<Exchange>& exchanges) {
  std::vector<std::string_view> streams;
  streams.reserve(exchanges.size());
  for (const Exchange& exchange : exchanges) streams.emplace_back(exchange.bytes);
  const std::vector<std::string> lines = chase.reference->ask(streams);
  std::vector<Case> cases;
  cases.reserve(exchanges.size());
  for (std::size_t i = 0; i < exchanges.size(); ++i) {
    cases.push_back({exchanges[i], read_expected(lines.at(i), exchanges[i].bytes, chase.role)});
    Case& made = cases.back();
    if (made.exchange.ending == model::Ending::open && waits_for_more(made)) {
      made.exchange.ending = model::Ending::finish;
    }
  }
  return cases;
}

std::string case_key(Oracle oracle, const Case& one) {
  const bool left_behind = oracle == Oracle::sockets || oracle == Oracle::memory;
  return joined(joined(model::name_of(oracle), left_behind ? fate_of(one) : one.expected.clause),
                "");
}

std::string reaction_key(const Case& one, std::string_view deviation) {
  return case_key(Oracle::reaction, one) + std::string(deviation);
}

std::string crash_key(const ServerLook& look) {
  return joined(joined(model::name_of(Oracle::crash), look.how),
                sanitizer_signature(look.error_tail));
}

std::string open_serving(const Chase& chase) {
  std::string reason = chase.access->open_server();
  if (!reason.empty()) return reason;
  std::string_view wrong = wrong_with_control(chase, Patience::ample);
  // The second time shows how long an answer takes that waits for nothing to start.
  if (wrong.empty()) wrong = wrong_with_control(chase, Patience::ample);
  if (wrong.empty()) return "";
  chase.access->discard_server();
  return "does not answer the control exchange (" + std::string(wrong) +
         "); `wiretrial run` says more";
}

bool still_serves(const Chase& chase) {
  if (chase.access->comes_to_rest() && wrong_with_control(chase, Patience::usual).empty()) {
    return true;
  }
  chase.access->discard_server();
  return false;
}

Suspicion narrowed(const Chase& chase, const Suspicion& suspicion) {
  std::vector<Exchange> window = suspicion.history;
  window.push_back(suspicion.last);
  std::vector<Case> kinds;
  std::set<std::string> seen;
  const std::vector<Case> cases = cases_of(chase, window);
  for (const bool reset : {true, false}) {
    for (const Case& one : cases) {
      const std::string kind = case_key(suspicion.oracle, one) + one.expected.clause;
      const bool wanted = (one.exchange.ending == model::Ending::reset) == reset;
      if (wanted && kinds.size() < most_kinds && seen.insert(kind).second) kinds.push_back(one);
    }
  }
  for (const Case& one : kinds) {
    const std::string key = case_key(suspicion.oracle, one);
    if (!shows(chase, suspicion.oracle, key, {one.exchange})) continue;
    return {suspicion.oracle, key, suspicion.address, std::move(window), one.exchange};
  }
  return suspicion;
}

bool shows(const Chase& chase, Oracle oracle, const std::string& key,
           const std::vector<Exchange>& given) {
  std::vector<Exchange> exchanges;
  const std::vector<Case> cases = cases_of(chase, given);
  for (const Case& one : cases) exchanges.push_back(one.exchange);
  const Case& last = cases.back();
  const bool about_case = oracle != Oracle::crash && oracle != Oracle::neighbour;
  if (about_case && !key.starts_with(case_key(oracle, last))) return false;
  if (oracle == Oracle::segmentation && last.exchange.cuts.empty()) return false;
  if (!prepare(chase, oracle, exchanges.size())) return false;
  const std::vector<Exchange> earlier(exchanges.begin(), exchanges.end() - 1);
  switch (oracle) {
    case Oracle::crash: {
      exchange_all(chase, exchanges);
      const ServerLook look = look_after(chase);
      return crash_key(look) == key;
    }
    case Oracle::reaction:
      exchange_all(chase, earlier);
      return shows_reaction(chase, last, key);
    case Oracle::segmentation:
      exchange_all(chase, earlier);
      return cut_differs_from_whole(chase, last.exchange);
    case Oracle::repetition:
      exchange_all(chase, earlier);
      return differs_when_repeated(chase, last.exchange);
    case Oracle::neighbour:
      return disturbs(chase, exchanges);
    case Oracle::sockets:
      return keeps_sockets(chase, exchanges);
    case Oracle::memory:
      return keeps_memory(chase, exchanges);
  }
  return false;
}

}  // namespace wiretrial::hunt
