#include "harness/exec/fault_channel.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <new>
#include <stdexcept>

#include "harness/model/system_names.hpp"

namespace wiretrial::exec {

using preload::Channel;
using preload::Entry;
using preload::Rule;

namespace {

// Signals of a storm, in each process: a bound, should the subject live long.
constexpr std::uint32_t storm_signals = 5'000;
// So many decisions of one step are written out.
constexpr int shown_decisions = 24;

static_assert(model::Names<model::InjectedCall>::table.size() == preload::call_kinds,
              "the two enumerations have the same order");

Rule rule_for(const model::Inject& inject) {
  Rule rule;
  rule.call = static_cast<preload::Call>(inject.call);
  rule.error = model::number_of(model::error_names, inject.error).value_or(0);
  rule.length = inject.length;
  rule.socket = static_cast<std::uint32_t>(inject.socket);
  rule.nth = static_cast<std::uint32_t>(inject.nth);
  rule.first = static_cast<std::uint32_t>(inject.first);
  rule.every = static_cast<std::uint32_t>(inject.every);
  rule.percent = static_cast<std::uint32_t>(inject.percent);
  return rule;
}

std::string words_for(const model::Inject& inject) {
  const std::string call(model::name_of(inject.call));
  std::string words = inject.error.empty()
                          ? call + " moves at most " + std::to_string(inject.length) + " bytes"
                          : call + " fails with " + inject.error;
  const std::pair<const char*, std::size_t> conditions[] = {{"socket", inject.socket},
                                                            {"nth", inject.nth},
                                                            {"first", inject.first},
                                                            {"every", inject.every},
                                                            {"percent", inject.percent}};
  for (const auto& [name, value] : conditions) {
    if (value > 0) words += std::string(", ") + name + " " + std::to_string(value);
  }
  return words;
}

std::string line_for(const Entry& entry, const model::Inject& inject) {
  std::string line = "call " + std::to_string(entry.count);
  if (entry.socket > 0) line += " on socket " + std::to_string(entry.socket);
  if (inject.error.empty()) {
    return line + ": " + std::to_string(entry.given) + " of " + std::to_string(entry.requested) +
           " bytes\n";
  }
  return line + ": " + inject.error +
         (entry.requested > 0 ? ", " + std::to_string(entry.requested) + " bytes asked for" : "") +
         "\n";
}

}  // namespace

std::vector<ArmedStep> armed_steps(const std::vector<model::Step>& steps) {
  std::vector<ArmedStep> armed;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool is_armed = std::holds_alternative<model::Inject>(steps[i]) ||
                          std::holds_alternative<model::Storm>(steps[i]);
    if (is_armed) armed.push_back({std::to_string(i), steps[i]});
  }
  return armed;
}

FaultChannel::FaultChannel(std::vector<ArmedStep> steps, std::uint64_t seed)
    : steps_(std::move(steps)) {
  if (steps_.size() > preload::most_rules) throw std::invalid_argument("too many faults in a run");
  channel_ = new (memory_.address()) Channel();
  channel_->seed = seed;
  for (const ArmedStep& armed : steps_) {
    if (const auto* inject = std::get_if<model::Inject>(&armed.step)) {
      channel_->rules[channel_->rule_count++] = rule_for(*inject);
    } else if (const auto* storm = std::get_if<model::Storm>(&armed.step)) {
      channel_->storm_interval_us =
          static_cast<std::uint32_t>(std::chrono::microseconds(storm->interval).count());
      channel_->storm_signals = storm_signals;
    }
  }
}

std::vector<std::string> FaultChannel::environment(const std::string& library) const {
  // Read while no thread writes it. NOLINTBEGIN(concurrency-mt-unsafe)
  const char* preloaded = std::getenv("LD_PRELOAD");
  const char* sanitizer = std::getenv("ASAN_OPTIONS");
  // NOLINTEND(concurrency-mt-unsafe)
  const std::string others = preloaded == nullptr ? "" : std::string(":") + preloaded;
  const std::string options = sanitizer == nullptr ? "" : std::string(sanitizer) + ":";
  // AddressSanitizer refuses to start behind another library unless it is told that it may.
  return {"LD_PRELOAD=" + library + others, preload::channel_variable + ("=" + path()),
          "ASAN_OPTIONS=" + options + "verify_asan_link_order=0"};
}

bool FaultChannel::reached() const {
  return channel_->reported.load() > 0;
}

bool FaultChannel::has_storm() const {
  return channel_->storm_interval_us > 0;
}

std::vector<FaultReport> FaultChannel::report() const {
  std::vector<FaultReport> reports;
  std::size_t rule = 0;
  for (const ArmedStep& armed : steps_) {
    reports.push_back(std::holds_alternative<model::Storm>(armed.step)
                          ? report_storm(armed)
                          : report_rule(rule++, armed));
  }
  return reports;
}

FaultReport FaultChannel::report_rule(std::size_t rule, const ArmedStep& armed) const {
  const auto& inject = std::get<model::Inject>(armed.step);
  const std::uint32_t times = channel_->fired[rule].load();
  FaultReport report{armed.position, times > 0, words_for(inject), "", {}};
  int shown = 0;
  const std::size_t entries =
      std::min<std::size_t>(channel_->entry_count.load(), preload::most_entries);
  for (std::size_t i = 0; i < entries && shown < shown_decisions; ++i) {
    const Entry& entry = channel_->entries[i];
    if (entry.written.load(std::memory_order_acquire) == 0 || entry.rule != rule) continue;
    report.decisions += line_for(entry, inject);
    ++shown;
  }
  const std::int64_t left = static_cast<std::int64_t>(times) - shown;
  if (left > 0) report.decisions += "and " + std::to_string(left) + " more\n";
  report.figures = {{"calls", channel_->calls[rule].load()}, {"times", times}};
  return report;
}

FaultReport FaultChannel::report_storm(const ArmedStep& armed) const {
  const auto& storm = std::get<model::Storm>(armed.step);
  const std::uint32_t sent = channel_->storm_sent.load();
  return {armed.position,
          sent > 0,
          "a signal every " + std::to_string(storm.interval.count()) + " ms",
          "",
          {{"signals", sent}, {"calls_interrupted", channel_->storm_struck.load()}}};
}

}  // namespace wiretrial::exec
