#include "harness/hunt/pursuit.hpp"

#include <algorithm>

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
// More sockets than before, after a settling: so many are no chance.
constexpr std::int64_t suspect_sockets = 8;
// SRV-8's figure for a connection, in so many windows one after another.
constexpr std::int64_t suspect_growth_bytes = 16L * 1024 * static_cast<std::int64_t>(figures_every);
constexpr int suspect_windows = 3;

}  // namespace

void Pursuit::begin() {
  open();
  chase_.access->hold(chase_.control.exchange.bytes);
  const Reaction beside = chase_.access->exchange(chase_.control.exchange, Patience::usual);
  can_hold_ = deviation(chase_.control, beside).empty();
  holding_ = can_hold_;
  if (!can_hold_) open();
}

void Pursuit::open() {
  const auto began = std::chrono::steady_clock::now();
  const std::string reason = open_serving(chase_);
  if (!reason.empty()) throw NoQuarry(chase_.subject + ": " + reason);
  restarts_ += std::chrono::steady_clock::now() - began;
  history_ = {chase_.control.exchange};
  holding_ = false;
  since_open_ = 0;
  growing_ = 0;
  sanitizer_seen_.clear();
}

void Pursuit::raise(Oracle oracle, const std::string& key, const Exchange& last) {
  std::string address = text_of(address_);
  if (kinds_.meet(key, address)) {
    kinds_.submit({oracle, key, std::move(address), {history_.begin(), history_.end()}, last});
  }
  known_ = known_ || kinds_.knows(key);
}

bool Pursuit::look(const Exchange& last) {
  const ServerLook look = chase_.access->look();
  const std::string sanitizer = sanitizer_signature(look.error_tail);
  if (!look.ended && (sanitizer.empty() || sanitizer == sanitizer_seen_)) return false;
  sanitizer_seen_ = sanitizer;
  raise(Oracle::crash, crash_key(look), last);
  open();
  return true;
}

// Whether others of the clause have waited out a deadline, as is known.
bool Pursuit::may_wait(const Case& one) const {
  if (!waits_.has(one.expected.clause)) return false;
  return kinds_.knows(reaction_key(one, "hang")) || kinds_.knows(reaction_key(one, "spin"));
}

std::optional<Pursuit::Seen> Pursuit::exchange(const Input& input, const Case& one) {
  if (waits_.leaves_out(one.expected.clause)) return std::nullopt;
  if (can_hold_ && !holding_) {
    chase_.access->hold(chase_.control.exchange.bytes);
    holding_ = true;
  }
  address_ = input.address;
  known_ = false;
  const Reaction reaction =
      chase_.access->exchange(one.exchange, may_wait(one) ? Patience::brief : Patience::usual);
  ++exchanges_;
  ++since_open_;
  const std::string_view wrong = deviation(one, reaction);
  const bool odd =
      reaction.close == Closing::refused || (!wrong.empty() && reaction.answer.empty());
  if ((odd || since_open_ % looks_every == 0) && look(one.exchange)) {
    return Seen{reaction, wrong, known_};
  }
  if (!wrong.empty() && wrong != "refused") {
    raise_reaction(one, wrong);
  } else if (wrong.empty()) {
    look_closer(one, reaction);
  }
  history_.push_back(one.exchange);
  if (history_.size() > longest_history) history_.pop_front();
  note_end(one, reaction);
  if (since_open_ > 0 && since_open_ % looks_every == 0) check_neighbour(one);
  if (since_open_ == settled_after || (since_open_ > 0 && since_open_ % figures_every == 0)) {
    check_figures();
  }
  return Seen{reaction, wrong, known_};
}

// A server that did not end the connection may have stuck to it, and would make all that follows
// look wrong.
void Pursuit::note_end(const Case& one, const Reaction& reaction) {
  const bool stayed = reaction.close == Closing::open;
  waits_.note(one.expected.clause, stayed && known_);
  if (reaction.close == Closing::refused) {
    check_neighbour(one);
  } else if (stayed && !still_serves(chase_)) {
    open();
  }
}

// What goes wrong in segments only is a matter of segmentation.
void Pursuit::raise_reaction(const Case& one, std::string_view wrong) {
  const std::string key = reaction_key(one, wrong);
  Case whole = one;
  whole.exchange.cuts.clear();
  const bool cut_only =
      !one.exchange.cuts.empty() && !kinds_.knows(key) &&
      deviation(whole, chase_.access->exchange(whole.exchange, Patience::usual)).empty();
  if (cut_only) {
    raise(Oracle::segmentation, case_key(Oracle::segmentation, one), one.exchange);
  } else {
    raise(Oracle::reaction, key, one.exchange);
  }
}

// The same bytes again: whole where they were cut, and now and then just so.
void Pursuit::look_closer(const Case& one, const Reaction& reaction) {
  if (one.exchange.ending == Ending::reset) return;
  const bool cut = !one.exchange.cuts.empty();
  if (!cut && exchanges_ % repeats_every != 0) return;
  Exchange again = one.exchange;
  again.cuts.clear();
  const Reaction other = chase_.access->exchange(again, Patience::usual);
  if (other.close == Closing::refused || alike(reaction, other)) return;
  const Oracle oracle = cut ? Oracle::segmentation : Oracle::repetition;
  raise(oracle, case_key(oracle, one), one.exchange);
}

void Pursuit::check_neighbour(const Case& one) {
  Reaction reaction;
  if (holding_) {
    holding_ = false;
    reaction = chase_.access->complete();
  } else {
    reaction = chase_.access->exchange(chase_.control.exchange, Patience::usual);
  }
  const std::string_view wrong = deviation(chase_.control, reaction);
  if (wrong.empty() || look(one.exchange)) return;
  raise(Oracle::neighbour,
        std::string(model::name_of(Oracle::neighbour)) + "|" + std::string(wrong), one.exchange);
  open();
}

void Pursuit::check_figures() {
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
  if (look(history_.back())) return;
  if (now.sockets - figures_.sockets >= suspect_sockets) {
    blame(Oracle::sockets);
  } else if (growing_ >= suspect_windows) {
    blame(Oracle::memory);
  }
}

// Which kind of input it is that leaves something behind is for triage to find out. Once there is
// an answer it is not asked again: what is left behind by one fault hides what another leaves.
void Pursuit::blame(Oracle oracle) {
  const Exchange last = history_.back();
  history_.pop_back();
  raise(oracle, std::string(model::name_of(oracle)) + "|", last);
  open();
}

void Pursuit::finish() {
  if (since_open_ <= settled_after) return;
  const ServerFigures now = chase_.access->figures(figures_.sockets);
  if (now.sockets - figures_.sockets >= suspect_sockets) blame(Oracle::sockets);
}

}  // namespace wiretrial::hunt
