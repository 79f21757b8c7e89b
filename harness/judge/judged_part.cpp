#include "harness/judge/judged_part.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "harness/model/expectation.hpp"
#include "harness/model/further.hpp"

namespace wiretrial::judge {

using model::Event;
using model::EventKind;
using model::ExpectationKind;

namespace {

// The last event, so far from behind, at which an expectation looked at what the subject did on a
// connection, and at what we sent.
struct Looks {
  std::optional<std::size_t> at_subject;
  std::optional<std::size_t> at_ours;
};

// What answers an expectation stands behind it, under the same step.
std::size_t end_of_moment(const std::vector<Event>& events, std::size_t begin) {
  std::size_t end = begin;
  while (end + 1 < events.size() && events[end + 1].step == events[begin].step &&
         events[end + 1].kind != EventKind::expecting &&
         events[end + 1].kind != EventKind::round_end) {
    ++end;
  }
  return end;
}

enum class Part { subject, ours, either, always };

Part part_of(const Event& event) {
  if (event.connection.empty()) return Part::always;
  switch (event.kind) {
    case EventKind::received:
    case EventKind::fin_received:
    case EventKind::rst_received:
      return Part::subject;
    case EventKind::sent:
      return Part::ours;
    case EventKind::fin_sent:
    case EventKind::rst_sent:
    case EventKind::deadline:
      return Part::either;
    default:
      return Part::always;
  }
}

// Reads the evidence from behind.
class Marker {
 public:
  explicit Marker(const std::vector<Event>& events) : events_(events) {}

  std::vector<bool> marks() {
    std::vector<bool> marks(events_.size());
    find_moments();
    for (std::size_t i = events_.size(); i-- > 0;) {
      if (const auto begin = moments_.find(i); begin != moments_.end()) look(begin->second);
      marks[i] = is_judged(events_[i]);
      begin_life(events_[i]);
    }
    return marks;
  }

 private:
  void find_moments() {
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (events_[i].kind == EventKind::expecting) moments_[end_of_moment(events_, i)] = i;
    }
  }

  void look(std::size_t begin) {
    const auto kind = model::value_of<ExpectationKind>(events_[begin].detail);
    if (!kind) return;
    Looks& looks = looks_[events_[begin].connection];
    const bool of_connection = *kind <= ExpectationKind::request;
    if (of_connection) looks.at_subject = begin;
    if ((of_connection && *kind != ExpectationKind::request) || *kind == ExpectationKind::running)
      looks.at_ours = begin;
  }

  // A name is given anew to each connection; what looks at the later one does not look at this.
  void begin_life(const Event& event) {
    switch (event.kind) {
      case EventKind::connected:
      case EventKind::connect_failed:
      case EventKind::accepted:
      case EventKind::not_accepted:
        later_life_[event.connection] = place_of(event);
        break;
      default:
        break;
    }
  }

  [[nodiscard]] std::size_t place_of(const Event& event) const {
    return static_cast<std::size_t>(&event - events_.data());
  }

  [[nodiscard]] bool before_later_life(const std::string& connection,
                                       std::optional<std::size_t> look) const {
    if (!look) return false;
    const auto later = later_life_.find(connection);
    return later == later_life_.end() || *look < later->second;
  }

  [[nodiscard]] bool is_judged(const Event& event) const {
    if (model::is_further(event.connection)) return false;
    const Part part = part_of(event);
    if (part == Part::always) return true;
    for (const auto& [name, looks] : looks_) {
      if (!belongs(event.connection, name)) continue;
      if (part != Part::ours && before_later_life(event.connection, looks.at_subject)) return true;
      if (part != Part::subject && before_later_life(event.connection, looks.at_ours)) return true;
    }
    return false;
  }

  const std::vector<Event>& events_;
  std::map<std::size_t, std::size_t> moments_;     // end of each, and its `expecting`
  std::map<std::string, Looks> looks_;             // by the name that the expectation has
  std::map<std::string, std::size_t> later_life_;  // where the next connection of a name begins
};

}  // namespace

bool belongs(const std::string& connection, const std::string& name) {
  return connection == name || connection.starts_with(name + "#");
}

std::vector<bool> judged_part(const model::Evidence& evidence) {
  return Marker(evidence.events).marks();
}

}  // namespace wiretrial::judge
