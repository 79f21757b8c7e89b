#include "harness/hunt/pursuit.hpp"

#include <algorithm>
#include <set>

namespace wiretrial::hunt {

using model::Closing;
using model::Ending;
using model::Exchange;
using model::Reaction;

namespace {

// So many exchanges are remembered, for what needs a history.
constexpr std::size_t longest_history = 512;
constexpr std::size_t looks_every = 32;
constexpr std::size_t repeats_every = 64;
constexpr std::size_t figures_every = 256;
// The first figures are taken when a server has what it keeps for good.
constexpr std::size_t settled_after = 64;
// Of exchanges that are known to wait out a deadline, one in so many is still made.
constexpr std::size_t one_known_hang_of = 16;
// More sockets than before, after a settling: so many are no chance.
constexpr std::int64_t suspect_sockets = 8;
// Kinds of inputs that are tried one by one when something grows.
constexpr std::size_t most_kinds = 64;
// SRV-8's figure for a connection, in so many windows one after another.
constexpr std::int64_t suspect_growth_bytes = 16L * 1024 * static_cast<std::int64_t>(figures_every);
constexpr int suspect_windows = 3;

}  // namespace

Pursuit::Pursuit(const Chase& chase, Suspect suspect)
    : chase_(chase), suspect_(std::move(suspect)) {}

void Pursuit::begin() {
  const std::string reason = chase_.access->open_server();
  if (!reason.empty()) throw NoQuarry(chase_.subject + ": " + reason);
  const Reaction reaction = chase_.access->exchange(chase_.control.exchange);
  const std::string_view wrong = deviation(chase_.control, reaction);
  if (!wrong.empty()) {
    throw NoQuarry(chase_.subject + ": does not answer the control exchange (" +
                   std::string(wrong) + "); `wiretrial run` says more");
  }
  chase_.access->hold(chase_.control.exchange.bytes);
  can_hold_ = deviation(chase_.control, chase_.access->exchange(chase_.control.exchange)).empty();
  open();
}

void Pursuit::open() {
  const std::string reason = chase_.access->open_server();
  if (!reason.empty()) throw NoQuarry(chase_.subject + ": does not start again: " + reason);
  history_.clear();
  holding_ = false;
  since_open_ = 0;
  growing_ = 0;
  sanitizer_seen_.clear();
}

void Pursuit::raise(Oracle oracle, const std::string& key, const Input& input,
                    const Exchange& last) {
  if (known_[key]++ > 0) return;
  Suspicion suspicion{oracle, key, text_of(input.address), {}, last};
  suspicion.history.assign(history_.begin(), history_.end());
  suspect_(suspicion);
  open();
}

bool Pursuit::look(const Input& input, const Exchange& last) {
  const ServerLook look = chase_.access->look();
  const std::string sanitizer = sanitizer_signature(look.error_tail);
  if (!look.ended && (sanitizer.empty() || sanitizer == sanitizer_seen_)) return false;
  sanitizer_seen_ = sanitizer;
  const std::string key = crash_key(look);
  const bool is_new = !known_.contains(key);
  raise(Oracle::crash, key, input, last);
  if (!is_new && look.ended) open();
  return true;
}

std::optional<Pursuit::Seen> Pursuit::exchange(const Input& input, const Case& one) {
  const bool hangs =
      known_.contains(reaction_key(one, "hang")) || known_.contains(reaction_key(one, "spin"));
  if (hangs && exchanges_++ % one_known_hang_of != 0) return std::nullopt;
  if (can_hold_ && !holding_) {
    chase_.access->hold(chase_.control.exchange.bytes);
    holding_ = true;
  }
  const Reaction reaction = chase_.access->exchange(one.exchange);
  ++exchanges_;
  ++since_open_;
  const std::string_view wrong = deviation(one, reaction);
  const bool odd =
      reaction.close == Closing::refused || (!wrong.empty() && reaction.answer.empty());
  if ((odd || since_open_ % looks_every == 0) && look(input, one.exchange)) {
    return Seen{reaction, wrong};
  }
  if (!wrong.empty() && wrong != "refused") {
    raise_reaction(input, one, wrong);
  } else if (wrong.empty()) {
    look_closer(input, one, reaction);
  }
  history_.push_back(one.exchange);
  if (history_.size() > longest_history) history_.pop_front();
  if (since_open_ > 0 && since_open_ % looks_every == 0) check_neighbour(input, one);
  if (since_open_ == settled_after || (since_open_ > 0 && since_open_ % figures_every == 0)) {
    check_figures(input, one);
  }
  return Seen{reaction, wrong};
}

// What goes wrong in segments only is a matter of segmentation.
void Pursuit::raise_reaction(const Input& input, const Case& one, std::string_view wrong) {
  Case whole = one;
  whole.exchange.cuts.clear();
  const bool cut_only = !one.exchange.cuts.empty() &&
                        deviation(whole, chase_.access->exchange(whole.exchange)).empty();
  if (cut_only) {
    raise(Oracle::segmentation, case_key(Oracle::segmentation, one), input, one.exchange);
  } else {
    raise(Oracle::reaction, reaction_key(one, wrong), input, one.exchange);
  }
}

// The same bytes again: whole where they were cut, and now and then just so.
void Pursuit::look_closer(const Input& input, const Case& one, const Reaction& reaction) {
  if (one.exchange.ending == Ending::reset) return;
  if (!one.exchange.cuts.empty()) {
    Exchange whole = one.exchange;
    whole.cuts.clear();
    const Reaction other = chase_.access->exchange(whole);
    if (other.close != Closing::refused && !alike(reaction, other)) {
      raise(Oracle::segmentation, case_key(Oracle::segmentation, one), input, one.exchange);
    }
  } else if (exchanges_ % repeats_every == 0) {
    const Reaction other = chase_.access->exchange(one.exchange);
    if (other.close != Closing::refused && !alike(reaction, other)) {
      raise(Oracle::repetition, case_key(Oracle::repetition, one), input, one.exchange);
    }
  }
}

void Pursuit::check_neighbour(const Input& input, const Case& one) {
  Reaction reaction;
  if (holding_) {
    holding_ = false;
    reaction = chase_.access->complete();
  } else {
    reaction = chase_.access->exchange(chase_.control.exchange);
  }
  const std::string_view wrong = deviation(chase_.control, reaction);
  if (wrong.empty()) return;
  if (look(input, one.exchange)) return;
  raise(Oracle::neighbour,
        std::string(model::name_of(Oracle::neighbour)) + "|" + std::string(wrong), input,
        one.exchange);
}

void Pursuit::check_figures(const Input& input, const Case& one) {
  if (holding_) {
    holding_ = false;
    static_cast<void>(chase_.access->complete());
  }
  if (since_open_ == settled_after) {
    figures_ = chase_.access->figures(-1);
    return;
  }
  const ServerFigures now = chase_.access->figures(figures_.sockets);
  growing_ = now.resident_bytes - figures_.resident_bytes > suspect_growth_bytes ? growing_ + 1 : 0;
  figures_.resident_bytes = now.resident_bytes;
  if (look(input, one.exchange)) return;
  if (now.sockets - figures_.sockets >= suspect_sockets) {
    blame(Oracle::sockets, input);
  } else if (growing_ >= suspect_windows) {
    blame(Oracle::memory, input);
  }
}

// Which kind of input it is that leaves something behind: each by itself, in a fresh server, those
// that we reset first. Once there is an answer it is not asked again: what is left behind by one
// fault hides what another leaves.
void Pursuit::blame(Oracle oracle, const Input& input) {
  const std::string asked = std::string(model::name_of(oracle)) + "|";
  if (known_[asked]++ > 0) return open();
  const std::vector<Exchange> window(history_.begin(), history_.end());
  std::vector<Case> kinds;
  std::set<std::string> seen;
  const std::vector<Case> cases = cases_of(chase_, window);
  for (const bool reset : {true, false}) {
    for (const Case& one : cases) {
      const std::string kind = case_key(oracle, one) + one.expected.clause;
      const bool wanted = (one.exchange.ending == Ending::reset) == reset;
      if (wanted && kinds.size() < most_kinds && seen.insert(kind).second) kinds.push_back(one);
    }
  }
  for (const Case& one : kinds) {
    const std::string key = case_key(oracle, one);
    if (!shows(chase_, oracle, key, {one.exchange})) continue;
    return raise(oracle, key, input, one.exchange);
  }
  suspect_(
      {oracle, asked, text_of(input.address), {window.begin(), window.end() - 1}, window.back()});
  open();
}

void Pursuit::finish() {
  if (since_open_ <= settled_after || history_.empty()) return;
  const ServerFigures now = chase_.access->figures(figures_.sockets);
  if (now.sockets - figures_.sockets >= suspect_sockets) blame(Oracle::sockets, {});
}

}  // namespace wiretrial::hunt
