#include "harness/load/scenario_checks.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using model::ExpectationKind;
using model::Role;
using model::Step;
using Texts = std::vector<std::string>;

// A sweep is one trial for each byte; this many take minutes and hold a copy of the bytes each.
constexpr std::size_t most_sweep_members = 4096;

bool is_about_connection(ExpectationKind kind) {
  switch (kind) {
    case ExpectationKind::response:
    case ExpectationKind::rejection:
    case ExpectationKind::response_or_rejection:
    case ExpectationKind::closed:
    case ExpectationKind::nothing:
    case ExpectationKind::silence:
    case ExpectationKind::request:
    case ExpectationKind::bytes:
    case ExpectationKind::end:
    case ExpectationKind::open:
      return true;
    default:
      return false;
  }
}

bool is_rejection(ExpectationKind kind) {
  return kind == ExpectationKind::rejection || kind == ExpectationKind::response_or_rejection;
}

bool is_armed_before_start(const Step& step) {
  return std::holds_alternative<model::Inject>(step) || std::holds_alternative<model::Storm>(step);
}

// Goes through the steps of a run in order, with their places, and remembers what they made.
class Walk {
 public:
  explicit Walk(model::Scenario& scenario) : scenario_(scenario) {}

  void steps(const Place& place, const std::vector<Step>& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!is_armed_before_start(steps[i])) acted_ = true;
      std::visit([&](const auto& step) { visit(place[i], step); }, steps[i]);
    }
  }

  void end_of_run(const Place& place) {
    if (scenario_.role != Role::server && !started_) {
      place.report("a " + std::string(model::name_of(scenario_.role)) +
                   " scenario starts the client with a \"start\" step");
    }
    connections_.clear();
    read_without_bound_.clear();
    snapshots_.clear();
    started_ = acted_ = false;
  }

  [[nodiscard]] std::size_t swept() const { return swept_; }
  [[nodiscard]] std::size_t expectations() const { return expectations_; }

 private:
  void need(const Place& place, const Texts& known, const std::string& name, const char* what) {
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    place.report("no step before this one " + std::string(what) + " \"" + name + "\"" +
                 model::did_you_mean(name, known));
  }

  void need_connection(const Place& place, const std::string& name) {
    if (scenario_.role == Role::pair) return;  // the proxy names what comes
    need(place, connections_, name, scenario_.role == Role::server ? "connects" : "accepts");
  }

  void visit(const Place&, const model::Connect& step) { open(step.name, step.read); }
  void visit(const Place&, const model::Accept& step) { open(step.name, step.read); }
  void visit(const Place&, const model::StartClient&) { started_ = true; }
  void visit(const Place& place, const model::Finish& step) { need_connection(place, step.on); }
  void visit(const Place& place, const model::Reset& step) { need_connection(place, step.on); }
  void visit(const Place& place, const model::Close& step) { need_connection(place, step.on); }
  void visit(const Place& place, const model::AwaitZeroWindow& step) {
    need_connection(place, step.on);
  }

  void visit(const Place& place, const model::Read& step) {
    need_connection(place, step.on);
    if (step.swept) count_sweep(place, step.expected.data.size(), Swept::read);
    const bool exact = step.swept || step.stop_at;
    if (exact && read_without_bound_.contains(step.on)) {
      place.report("\"" + step.on + "\" is read already; open it with \"read\": false");
    }
    if (!exact) read_without_bound_.insert(step.on);
  }

  void visit(const Place& place, const model::Send& step) {
    need_connection(place, step.on);
    if (step.swept) count_sweep(place, step.bytes.data.size(), Swept::send);
  }

  void open(const std::string& name, bool read) {
    connections_.push_back(name);
    if (read) {
      read_without_bound_.insert(name);
    } else {
      read_without_bound_.erase(name);
    }
  }

  // What a sweep is over.
  enum class Swept { send, read, fault };

  static Swept swept_of(model::Sweep sweep) {
    if (sweep == model::Sweep::read_to_every_offset) return Swept::read;
    return sweep == model::Sweep::fault_at_every_offset ? Swept::fault : Swept::send;
  }

  void count_sweep(const Place& place, std::size_t size, Swept what) {
    static constexpr std::array<std::string_view, 3> names{"send", "read", "proxy"};
    ++swept_;
    const Swept wanted = swept_of(scenario_.sweep);
    if (wanted != what && scenario_.sweep != model::Sweep::none) {
      place.report("this sweep is over the bytes of a " +
                   std::string(names.at(static_cast<std::size_t>(wanted))));
    }
    if (size > most_sweep_members) {
      place.report("a sweep over " + std::to_string(size) +
                   " bytes would be as many trials; at most " + std::to_string(most_sweep_members) +
                   " are allowed");
    }
    if (scenario_.sweep == model::Sweep::none) {
      place.report("\"swept\" is only for a scenario with a \"sweep\"");
    }
  }

  void visit(const Place& place, const model::ProxyFault& step) {
    if (!step.swept.data.empty()) count_sweep(place, step.swept.data.size(), Swept::fault);
  }

  void visit(const Place& place, const model::Expect& step) {
    ++expectations_;
    const model::Expectation& expectation = step.expectation;
    if (is_about_connection(expectation.kind)) need_connection(place, step.on);
    for (const std::string& name : expectation.references) {
      need(place, snapshots_, name, "takes the vitals");
    }
    if (is_rejection(expectation.kind)) scenario_.waits_for_rejection = true;
  }

  void visit(const Place& place, const model::TakeVitals& step) {
    if (!step.settle_to.empty()) need(place, snapshots_, step.settle_to, "takes the vitals");
    snapshots_.push_back(step.name);
  }

  void visit(const Place& place, const model::Repeat& step) { steps(place["steps"], step.steps); }
  void visit(const Place& place, const model::Destroy& step) { need_connection(place, step.on); }

  void visit(const Place& place, const model::Inject&) { need_unstarted(place); }
  void visit(const Place& place, const model::Storm&) { need_unstarted(place); }

  void need_unstarted(const Place& place) {
    if (acted_) place.report("stands before every step that does anything: the subject starts so");
  }

  // Steps that make and need no names.
  template <typename Other>
  void visit(const Place&, const Other&) {}

  model::Scenario& scenario_;
  Texts connections_;
  Texts snapshots_;
  std::set<std::string> read_without_bound_;
  bool started_ = false;
  bool acted_ = false;  // a step that is done once the subject runs
  std::size_t swept_ = 0;
  std::size_t expectations_ = 0;
};

}  // namespace

void check_scenario(const Place& place, model::Scenario& scenario) {
  Walk walk(scenario);
  for (std::size_t i = 0; i < scenario.runs.size(); ++i) {
    const Place course = place.has("runs") ? place["runs"][i] : place;
    walk.steps(course["steps"], scenario.runs[i].steps);
    walk.end_of_run(course);
  }
  if (scenario.sweep != model::Sweep::none && walk.swept() != 1) {
    place["sweep"].report("a sweep needs exactly one step with \"swept\", there are " +
                          std::to_string(walk.swept()));
  }
  if (walk.expectations() == 0 && scenario.compare == model::Compare::none) {
    place.report("expects nothing; a scenario needs an \"expect\" step");
  }
}

}  // namespace wiretrial::load
