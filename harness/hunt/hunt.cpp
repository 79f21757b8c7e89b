#include "harness/hunt/hunt.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "harness/hunt/known_kinds.hpp"
#include "harness/hunt/quarry.hpp"
#include "harness/hunt/triage_queue.hpp"
#include "harness/model/random.hpp"

namespace wiretrial::hunt {

using Clock = std::chrono::steady_clock;
using Lineage = std::vector<std::uint64_t>;

namespace {

// The reference is asked about so many inputs at once.
constexpr std::size_t batch_inputs = 64;
constexpr std::size_t client_batch_inputs = 8;
constexpr std::size_t most_novel = 4096;
// Making a finding small takes no more than that, and no more than one part in so many of the time.
constexpr std::chrono::milliseconds most_triage_time(60'000);
constexpr int one_triage_of = 4;
// The last part in so many of the time belongs to triage, if it still has something to do.
constexpr int one_late_of = 6;
constexpr std::chrono::milliseconds longest_wait(50);

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

// Sets a flag when the time is up or the user wants an end, whatever the hunt is in meanwhile.
class EndWatch {
 public:
  EndWatch(std::atomic<bool>& over, const std::atomic<bool>* interrupted,
           std::optional<Clock::time_point> end)
      : thread_([this, &over, interrupted, end] {
          std::unique_lock lock(mutex_);
          while (!changed_.wait_for(lock, interval, [this] { return done_; })) {
            if ((interrupted != nullptr && *interrupted) || (end && Clock::now() >= *end)) {
              over.store(true);
            }
          }
        }) {}
  ~EndWatch() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  EndWatch(const EndWatch&) = delete;
  EndWatch& operator=(const EndWatch&) = delete;

 private:
  static constexpr std::chrono::milliseconds interval{20};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
};

double seconds_of(Clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

class Hunt {
 public:
  Hunt(Party& party, const Generator& generator, const HuntOptions& options,
       const HuntEvents& events)
      : chases_(party.hunted),
        over_(party.over),
        generator_(generator),
        options_(options),
        events_(events),
        queue_(party.tried, party.over, triage_time(options)) {
    for (const Chase& chase : chases_) {
      kinds_.emplace_back(queue_, kinds_.size());
      quarries_.push_back(make_quarry(chase, kinds_.back()));
    }
  }

  HuntResult run() {
    const auto end = options_.time ? std::optional(began_ + *options_.time) : std::nullopt;
    const EndWatch watch(over_, options_.interrupted, end);
    try {
      for (const auto& quarry : quarries_) quarry->begin();
      first_starts_ = all_restarts();
      has_begun_ = true;
      go_through_inputs();
      if (!enough_findings()) finish_quarries();
      while (!over_ && !enough_findings() && !queue_.idle()) wait_for_triage();
    } catch (const NoQuarry& problem) {
      if (!has_begun_) throw;
      result_.broken_off = problem.what();
    } catch (...) {
      // What is broken off throws whatever it likes, also before the watch has said that it is
      // over.
      if (!over_ && !is_interrupted()) throw;
    }
    queue_.stop();
    collect();
    return conclude();
  }

 private:
  static std::chrono::milliseconds triage_time(const HuntOptions& options) {
    if (!options.time) return most_triage_time;
    return std::min(most_triage_time, *options.time / one_triage_of);
  }

  void go_through_inputs() {
    bool finished = false;
    while (!enough()) {
      const bool late =
          options_.time && Clock::now() - began_ >= *options_.time - *options_.time / one_late_of;
      // What is left behind is seen when one looks for it, and there is time to look into it now.
      if (late && !std::exchange(finished, true)) finish_quarries();
      if (late && !queue_.idle()) {
        wait_for_triage();
      } else {
        batch();
      }
      report_progress();
    }
  }

  void finish_quarries() {
    for (const auto& quarry : quarries_) quarry->finish();
  }

  void wait_for_triage() {
    const auto began = Clock::now();
    queue_.wait(longest_wait);
    result_.counts.waiting_seconds += seconds_of(Clock::now() - began);
    collect();
    report_progress();
  }

  HuntResult conclude() {
    count_occurrences();
    report_progress();
    result_.interrupted = is_interrupted();
    for (std::size_t i = 0; i < chases_.size(); ++i) {
      const auto list = kinds_[i].untriaged(chases_[i].subject);
      result_.untriaged.insert(result_.untriaged.end(), list.begin(), list.end());
    }
    for (auto& [key, disagreement] : disagreements_) {
      result_.disagreements.push_back(std::move(disagreement));
    }
    return std::move(result_);
  }

  [[nodiscard]] bool is_interrupted() const {
    return options_.interrupted != nullptr && *options_.interrupted;
  }

  [[nodiscard]] bool enough_findings() const {
    return options_.findings && result_.findings.size() >= *options_.findings;
  }

  [[nodiscard]] bool enough() const {
    if (over_ || enough_findings()) return true;
    if (options_.only) return result_.counts.inputs > 0;
    return options_.inputs && result_.counts.inputs >= *options_.inputs;
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
    const auto began = Clock::now();
    std::vector<Input> inputs;
    std::vector<model::Exchange> exchanges;
    for (std::size_t i = 0; i < batch_size(); ++i) {
      inputs.push_back(generator_.make(next_lineage()));
      exchanges.push_back(inputs.back().exchange);
    }
    const std::vector<Case> cases = cases_of(chases_.front(), exchanges);
    for (std::size_t i = 0; i < inputs.size() && !enough(); ++i) {
      ++(respond(inputs[i], cases[i]) ? result_.counts.inputs : result_.counts.left_out);
      collect();
    }
    batches_ += Clock::now() - began;
  }

  // False when no subject was given it.
  bool respond(const Input& input, const Case& one) {
    std::vector<std::string> words;
    bool is_novel = false;
    bool is_known = false;
    for (std::size_t i = 0; i < quarries_.size(); ++i) {
      auto response = quarries_[i]->respond(input, one);
      if (!response) continue;
      words.push_back(std::move(response->word));
      is_novel |= signatures_.insert(std::to_string(i) + "|" + response->signature).second;
      is_known |= response->known;
    }
    if (words.size() > 1 && words.size() == quarries_.size()) compare(input, one, words);
    // What comes of one that shows something known would mostly show the same.
    if (is_novel && !is_known && novel_.size() < most_novel) {
      novel_.push_back(input.address.lineage);
      if (events_.on_novel) events_.on_novel(input);
    }
    return !words.empty();
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

  // Takes in what triage has found out.
  void collect() {
    for (TriageQueue::Result& one : queue_.take()) {
      KnownKinds& kinds = kinds_[one.chase];
      if (auto* unconfirmed = std::get_if<Unconfirmed>(&one.outcome)) {
        kinds.dismiss(one.key);
        result_.unconfirmed.push_back(std::move(*unconfirmed));
        continue;
      }
      kinds.confirm(one.key);
      if (auto* finding = std::get_if<Finding>(&one.outcome)) {
        if (events_.on_finding) events_.on_finding(*finding);
        result_.findings.push_back(std::move(*finding));
      }
      const auto* repeated = std::get_if<Repeated>(&one.outcome);
      findings_[{chases_[one.chase].subject, one.key}] =
          repeated != nullptr ? repeated->key : one.key;
    }
  }

  void count_occurrences() {
    for (std::size_t i = 0; i < chases_.size(); ++i) {
      for (Finding& finding : result_.findings) {
        if (finding.subject != chases_[i].subject) continue;
        finding.occurrences = 0;
        for (const auto& [kind, key] : findings_) {
          if (kind.first != finding.subject || key != finding.key) continue;
          finding.occurrences += kinds_[i].occurrences(kind.second);
        }
      }
    }
  }

  [[nodiscard]] std::chrono::nanoseconds all_restarts() const {
    std::chrono::nanoseconds sum(0);
    for (const auto& quarry : quarries_) sum += quarry->restarts();
    return sum;
  }

  void report_progress() {
    HuntCounts& counts = result_.counts;
    counts.signatures = signatures_.size();
    counts.findings = result_.findings.size();
    counts.seconds = seconds_of(Clock::now() - began_);
    counts.suspicions = 0;
    for (const KnownKinds& kinds : kinds_) counts.suspicions += kinds.size();
    const auto restarts = all_restarts();
    counts.restart_seconds = seconds_of(restarts);
    counts.input_seconds = has_begun_ ? seconds_of(batches_ - (restarts - first_starts_)) : 0;
    counts.triage_seconds = queue_.seconds();
    if (events_.on_progress) events_.on_progress(counts);
  }

  const std::vector<Chase>& chases_;
  std::atomic<bool>& over_;
  const Generator& generator_;
  const HuntOptions& options_;
  const HuntEvents& events_;
  Clock::time_point began_ = Clock::now();
  bool has_begun_ = false;
  Clock::duration batches_{0};
  std::chrono::nanoseconds first_starts_{0};
  std::uint64_t next_index_ = 0;
  std::vector<Lineage> novel_;
  std::set<std::string> signatures_;
  std::map<std::string, Disagreement> disagreements_;
  std::map<std::pair<std::string, std::string>, std::string> findings_;  // of subject and kind
  HuntResult result_;
  TriageQueue queue_;
  std::deque<KnownKinds> kinds_;  // of each subject, like the quarries
  std::vector<std::unique_ptr<Quarry>> quarries_;
};

}  // namespace

HuntResult hunt(Party& party, const Generator& generator, const HuntOptions& options,
                const HuntEvents& events) {
  return Hunt(party, generator, options, events).run();
}

}  // namespace wiretrial::hunt
