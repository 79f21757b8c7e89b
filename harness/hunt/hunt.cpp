#include "harness/hunt/hunt.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "harness/hunt/scenario_writer.hpp"
#include "harness/hunt/triage.hpp"
#include "harness/model/random.hpp"

namespace wiretrial::hunt {

using Clock = std::chrono::steady_clock;
using Lineage = std::vector<std::uint64_t>;

namespace {

// The reference is asked about so many inputs at once.
constexpr std::size_t batch_inputs = 64;
constexpr std::size_t client_batch_inputs = 8;
constexpr std::size_t most_novel = 4096;

std::string reaction_word(const Case& one, const Pursuit::Seen& seen) {
  if (!seen.deviation.empty()) return std::string(seen.deviation);
  if (one.exchange.ending == model::Ending::reset) return "reset";
  return seen.reaction.answer.empty() ? "rejected" : "answered";
}

std::string expected_word(const Expected& expected) {
  switch (expected.kind) {
    case Expected::Kind::accepted:
      return "accepted";
    case Expected::Kind::rejected:
      return "rejected";
    case Expected::Kind::incomplete:
      break;
  }
  return "incomplete";
}

// What one subject does with an input: a word for it, and a text that differs where it is of a new
// kind. Nothing: the input was left out.
struct Response {
  std::string word;
  std::string signature;
};

class Quarry {
 public:
  virtual ~Quarry() = default;
  virtual void begin() = 0;
  virtual std::optional<Response> respond(const Input& input, const Case& one) = 0;
  virtual void finish() = 0;
  [[nodiscard]] virtual const std::map<std::string, std::size_t>& suspicions() const = 0;
};

class ServerQuarry : public Quarry {
 public:
  ServerQuarry(const Chase& chase, Suspect suspect) : pursuit_(chase, std::move(suspect)) {}
  void begin() override { pursuit_.begin(); }
  std::optional<Response> respond(const Input& input, const Case& one) override {
    const auto seen = pursuit_.exchange(input, one);
    if (!seen) return std::nullopt;
    return Response{reaction_word(one, *seen),
                    response_signature(one, seen->reaction, seen->deviation)};
  }
  void finish() override { pursuit_.finish(); }
  [[nodiscard]] const std::map<std::string, std::size_t>& suspicions() const override {
    return pursuit_.suspicions();
  }

 private:
  Pursuit pursuit_;
};

// A client lives for one exchange, so that each input is a trial of its own.
class ClientQuarry : public Quarry {
 public:
  ClientQuarry(const Chase& chase, Suspect suspect) : chase_(chase), suspect_(std::move(suspect)) {}

  void begin() override {
    const Trial trial = perform(chase_.control);
    if (trial.verdict.outcome == model::Outcome::pass) return;
    throw NoQuarry(chase_.subject + ": does not take the control response (" +
                   trial.verdict.reason + trial.verdict.actual + "); `wiretrial run` says more");
  }

  std::optional<Response> respond(const Input& input, const Case& one) override {
    const Trial trial = perform(one);
    const std::string word(model::name_of(trial.verdict.cause));
    if (trial.verdict.outcome == model::Outcome::fail ||
        trial.verdict.outcome == model::Outcome::non_strict) {
      const std::string key = one.expected.clause + "|" + word;
      if (known_[key]++ == 0) {
        suspect_({Oracle::reaction, key, text_of(input.address), {}, one.exchange});
      }
    }
    std::string signature = one.expected.clause + "|" + word + "|" + trial.verdict.process + "|";
    for (const std::string& state : one.expected.states) signature += state + ",";
    return Response{word.empty() ? "as expected" : word, std::move(signature)};
  }

  void finish() override {}
  [[nodiscard]] const std::map<std::string, std::size_t>& suspicions() const override {
    return known_;
  }

 private:
  Trial perform(const Case& one) {
    ScenarioRequest request;
    request.role = model::Role::client;
    request.cases = {one};
    return chase_.access->try_scenario(write_scenario(request));
  }

  const Chase& chase_;
  Suspect suspect_;
  std::map<std::string, std::size_t> known_;
};

class Hunt {
 public:
  Hunt(const std::vector<Chase>& chases, const Generator& generator, const HuntOptions& options,
       const HuntEvents& events)
      : chases_(chases), generator_(generator), options_(options), events_(events) {
    for (const Chase& chase : chases_) {
      const auto suspect = [this, &chase](const Suspicion& suspicion) { look(chase, suspicion); };
      if (chase.role == model::Role::server) {
        quarries_.push_back(std::make_unique<ServerQuarry>(chase, suspect));
      } else {
        quarries_.push_back(std::make_unique<ClientQuarry>(chase, suspect));
      }
    }
  }

  HuntResult run() {
    for (const auto& quarry : quarries_) quarry->begin();
    began_ = Clock::now();
    try {
      while (!over()) {
        batch();
        report_progress();
      }
      if (!interrupted()) {
        for (const auto& quarry : quarries_) quarry->finish();
      }
    } catch (...) {
      // What an interruption breaks off throws whatever it likes.
      if (!interrupted()) throw;
    }
    count_occurrences();
    report_progress();
    result_.interrupted = interrupted();
    for (auto& [key, disagreement] : disagreements_) {
      result_.disagreements.push_back(std::move(disagreement));
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool interrupted() const {
    return options_.interrupted != nullptr && options_.interrupted->load();
  }

  [[nodiscard]] bool over() const {
    if (interrupted()) return true;
    if (options_.only) return result_.counts.inputs > 0;
    if (options_.inputs && result_.counts.inputs >= *options_.inputs) return true;
    if (options_.findings && result_.findings.size() >= *options_.findings) return true;
    return options_.time && Clock::now() - began_ >= *options_.time;
  }

  // A new input, or one that comes of an input whose reaction was of a new kind.
  Lineage next_lineage() {
    if (options_.only) return options_.only->lineage;
    const std::uint64_t index = next_index_++;
    model::Random random(generator_.seed() + index);
    if (!novel_.empty() && random.below(2) == 0) {
      Lineage lineage = novel_[random.below(novel_.size())];
      if (lineage.size() < longest_lineage) {
        lineage.push_back(index);
        return lineage;
      }
    }
    return {index};
  }

  std::size_t batch_size() const {
    if (options_.only) return 1;
    const std::size_t usual =
        chases_.front().role == model::Role::server ? batch_inputs : client_batch_inputs;
    if (!options_.inputs) return usual;
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(usual, *options_.inputs - result_.counts.inputs));
  }

  void batch() {
    std::vector<Input> inputs;
    std::vector<model::Exchange> exchanges;
    for (std::size_t i = 0; i < batch_size(); ++i) {
      inputs.push_back(generator_.make(next_lineage()));
      exchanges.push_back(inputs.back().exchange);
    }
    const std::vector<Case> cases = cases_of(chases_.front(), exchanges);
    for (std::size_t i = 0; i < inputs.size() && !over_in_batch(i); ++i) {
      respond(inputs[i], cases[i]);
      ++result_.counts.inputs;
    }
  }

  // Slow subjects may need longer for a batch than there is time.
  [[nodiscard]] bool over_in_batch(std::size_t number) const { return number > 0 && over(); }

  void respond(const Input& input, const Case& one) {
    std::vector<std::string> words;
    bool is_novel = false;
    for (std::size_t i = 0; i < quarries_.size(); ++i) {
      const auto response = quarries_[i]->respond(input, one);
      if (!response) continue;
      words.push_back(response->word);
      is_novel |= signatures_.insert(std::to_string(i) + "|" + response->signature).second;
    }
    if (words.size() > 1 && words.size() == quarries_.size()) compare(input, one, words);
    if (!is_novel || novel_.size() >= most_novel) return;
    novel_.push_back(input.address.lineage);
    if (events_.on_novel) events_.on_novel(input);
  }

  void compare(const Input& input, const Case& one, const std::vector<std::string>& words) {
    if (std::adjacent_find(words.begin(), words.end(), std::not_equal_to<>()) == words.end()) {
      return;
    }
    std::string key = one.expected.clause;
    for (const std::string& word : words) key += "|" + word;
    Disagreement& kept = disagreements_[key];
    if (kept.occurrences++ > 0) return;
    kept.clause = one.expected.clause;
    kept.expected = expected_word(one.expected);
    kept.reactions = words;
    kept.address = text_of(input.address);
  }

  void look(const Chase& chase, const Suspicion& suspicion) {
    auto outcome = look_into(chase, suspicion, options_.triage_time);
    if (auto* unconfirmed = std::get_if<Unconfirmed>(&outcome)) {
      result_.unconfirmed.push_back(std::move(*unconfirmed));
      return;
    }
    auto& finding = std::get<Finding>(outcome);
    // One fault may show to several oracles.
    for (Finding& earlier : result_.findings) {
      if (signature(earlier) != signature(finding)) continue;
      aliases_[{chase.subject, suspicion.key}] = earlier.key;
      return;
    }
    if (events_.on_finding) events_.on_finding(finding);
    result_.findings.push_back(std::move(finding));
  }

  // Of what is compared or left behind the clause says enough.
  static std::string signature(const Finding& finding) {
    const bool by_cause = finding.oracle == Oracle::reaction || finding.oracle == Oracle::crash;
    return finding.subject + "|" + finding.requirement + "|" +
           (by_cause ? std::string(model::name_of(finding.verdict.cause)) : "") + "|" +
           (finding.verdict.cause == model::Cause::crash ? finding.verdict.process : "") + "|" +
           finding.sanitizer;
  }

  void count_occurrences() {
    for (std::size_t i = 0; i < chases_.size(); ++i) {
      for (const auto& [key, count] : quarries_[i]->suspicions()) {
        const auto alias = aliases_.find({chases_[i].subject, key});
        for (Finding& finding : result_.findings) {
          if (finding.subject != chases_[i].subject) continue;
          if (finding.key == key) finding.occurrences += count - 1;
          if (alias != aliases_.end() && finding.key == alias->second) finding.occurrences += count;
        }
      }
    }
  }

  void report_progress() {
    result_.counts.signatures = signatures_.size();
    result_.counts.findings = result_.findings.size();
    result_.counts.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
    result_.counts.suspicions = 0;
    for (const auto& quarry : quarries_) result_.counts.suspicions += quarry->suspicions().size();
    if (events_.on_progress) events_.on_progress(result_.counts);
  }

  const std::vector<Chase>& chases_;
  const Generator& generator_;
  const HuntOptions& options_;
  const HuntEvents& events_;
  std::vector<std::unique_ptr<Quarry>> quarries_;
  Clock::time_point began_;
  std::uint64_t next_index_ = 0;
  std::vector<Lineage> novel_;
  std::set<std::string> signatures_;
  std::map<std::string, Disagreement> disagreements_;
  std::map<std::pair<std::string, std::string>, std::string> aliases_;
  HuntResult result_;
};

}  // namespace

HuntResult hunt(const std::vector<Chase>& chases, const Generator& generator,
                const HuntOptions& options, const HuntEvents& events) {
  return Hunt(chases, generator, options, events).run();
}

}  // namespace wiretrial::hunt
