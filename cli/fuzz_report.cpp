#include "cli/fuzz_report.hpp"

#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/performance.hpp"
#include "cli/standard_output.hpp"
#include "harness/model/hash.hpp"

namespace wiretrial::cli {

namespace files = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::chrono::milliseconds live_interval(200);
constexpr std::chrono::seconds plain_interval(10);
constexpr std::size_t most_disagreements_told = 20;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string connections_text(const hunt::Finding& finding) {
  if (finding.connections == 1) return fmt::format("{} bytes", finding.bytes);
  return fmt::format("{} connections, the last with {} bytes", finding.connections, finding.bytes);
}

}  // namespace

FuzzProgress::FuzzProgress(std::FILE* stream)
    : stream_(stream),
      terminal_(is_terminal(stream)),
      began_(std::chrono::steady_clock::now()),
      last_(began_) {}

void FuzzProgress::show(const hunt::HuntCounts& counts) {
  const auto now = std::chrono::steady_clock::now();
  const auto interval = terminal_ ? std::chrono::steady_clock::duration(live_interval)
                                  : std::chrono::steady_clock::duration(plain_interval);
  if (now - last_ < interval) return;
  last_ = now;
  const double seconds = seconds_since(began_);
  fmt::print(stream_, "{}{:.0f} s: {} inputs, {:.0f}/s, {} signatures, {} findings{}",
             terminal_ ? "\r\033[K" : "", seconds, counts.inputs,
             static_cast<double>(counts.inputs) / seconds, counts.signatures, counts.findings,
             terminal_ ? "" : "\n");
  std::fflush(stream_);
}

void FuzzProgress::erase() {
  if (terminal_) fmt::print(stream_, "\r\033[K");
}

FuzzFolder::FuzzFolder(const std::string& folder) : folder_(folder) {
  std::error_code error;
  for (const char* name : {"findings", "corpus"}) {
    files::create_directories(folder_ / name, error);
    if (error) {
      throw FileError((folder_ / name).string() +
                      ": cannot be made a directory: " + error.message());
    }
  }
  write(folder_ / "fuzz.json", "{}\n");
  if (failed_) throw FileError((folder_ / "fuzz.json").string() + ": cannot be written");
}

void FuzzFolder::write(const files::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text;
  stream.close();
  if (!stream) failed_ = true;
}

std::string FuzzFolder::keep(const hunt::Finding& finding) {
  const files::path file = folder_ / "findings" / (finding.name + ".json");
  const bool failed_before = std::exchange(failed_, false);
  write(file, finding.scenario);
  if (failed_) {
    fmt::print(stderr, "wiretrial: {}: cannot be written; the scenario goes to standard output\n",
               file.string());
    fmt::print("{}", finding.scenario);
    std::fflush(stdout);
  }
  failed_ = failed_ || failed_before;
  return file.string();
}

void FuzzFolder::keep(const hunt::Input& input) {
  model::Hash128 hash;
  hash.add(input.exchange.bytes);
  // An input can be made again from its address; losing it here costs nothing.
  std::ofstream(folder_ / "corpus" / hash.hexadecimal(), std::ios::binary) << input.exchange.bytes;
}

void FuzzFolder::keep(const hunt::HuntResult& result, const std::vector<std::string>& subjects,
                      std::uint64_t seed) {
  Json json{{"version", 1},
            {"subjects", subjects},
            {"seed", seed},
            {"interrupted", result.interrupted},
            {"inputs", result.counts.inputs},
            {"left_out", result.counts.left_out},
            {"seconds", result.counts.seconds},
            {"seconds_of",
             {{"inputs", result.counts.input_seconds},
              {"restarts", result.counts.restart_seconds},
              {"waiting_for_triage", result.counts.waiting_seconds},
              {"triage_beside", result.counts.triage_seconds}}},
            {"signatures", result.counts.signatures},
            {"findings", Json::array()},
            {"unconfirmed", Json::array()},
            {"untriaged", Json::array()},
            {"disagreements", Json::array()}};
  for (const hunt::Finding& finding : result.findings) {
    json["findings"].push_back({{"file", "findings/" + finding.name + ".json"},
                                {"subject", finding.subject},
                                {"oracle", std::string(model::name_of(finding.oracle))},
                                {"requirement", finding.requirement},
                                {"outcome", std::string(model::name_of(finding.verdict.outcome))},
                                {"cause", std::string(model::name_of(finding.verdict.cause))},
                                {"expected", finding.verdict.expected},
                                {"actual", finding.verdict.actual},
                                {"process", finding.verdict.process},
                                {"sanitizer", finding.sanitizer},
                                {"address", finding.address},
                                {"shown", finding.shown},
                                {"tries", finding.tries},
                                {"connections", finding.connections},
                                {"bytes", finding.bytes},
                                {"found_bytes", finding.found_bytes},
                                {"occurrences", finding.occurrences}});
  }
  for (const hunt::Unconfirmed& one : result.unconfirmed) {
    json["unconfirmed"].push_back({{"subject", one.subject},
                                   {"suspicion", one.key},
                                   {"address", one.address},
                                   {"reason", one.reason}});
  }
  for (const hunt::Untriaged& one : result.untriaged) {
    json["untriaged"].push_back({{"subject", one.subject},
                                 {"suspicion", one.key},
                                 {"address", one.address},
                                 {"occurrences", one.occurrences}});
  }
  for (const hunt::Disagreement& one : result.disagreements) {
    json["disagreements"].push_back({{"clause", one.clause},
                                     {"reference", one.expected},
                                     {"reactions", one.reactions},
                                     {"address", one.address},
                                     {"occurrences", one.occurrences}});
  }
  write(folder_ / "fuzz.json",
        json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

std::string finding_text(const hunt::Finding& finding, const std::string& file,
                         const std::string& subject_file) {
  std::string text = fmt::format(
      "{} {} {} of {}, seen by {}: shown by {} of {} fresh processes\n"
      "  input     {}, made small from {} to {}\n",
      model::name_of(finding.verdict.outcome), finding.requirement,
      model::name_of(finding.verdict.cause), finding.subject, model::name_of(finding.oracle),
      finding.shown, finding.tries, finding.address, finding.found_bytes,
      connections_text(finding));
  if (!finding.verdict.expected.empty()) {
    text += fmt::format("  expected  {}\n", finding.verdict.expected);
  }
  if (!finding.verdict.actual.empty())
    text += fmt::format("  actual    {}\n", finding.verdict.actual);
  if (!finding.sanitizer.empty()) text += fmt::format("  sanitizer {}\n", finding.sanitizer);
  return text + fmt::format("  replay    wiretrial replay {} --subject {}\n", shell_word(file),
                            shell_word(subject_file));
}

std::string summary_text(const hunt::HuntResult& result, const std::vector<std::string>& subjects,
                         std::uint64_t seed, double seconds) {
  std::string text;
  for (const hunt::Unconfirmed& one : result.unconfirmed) {
    text += fmt::format("not confirmed: {} of {} at {}: {}\n", one.key, one.subject, one.address,
                        one.reason);
  }
  for (const hunt::Untriaged& one : result.untriaged) {
    text += fmt::format("not looked into: {} of {} at {}, {} inputs; --input {} looks into it\n",
                        one.key, one.subject, one.address, one.occurrences, one.address);
  }
  if (subjects.size() > 1) {
    text += fmt::format("{} kinds of disagreement\n", result.disagreements.size());
    for (std::size_t i = 0; i < std::min(result.disagreements.size(), most_disagreements_told);
         ++i) {
      const hunt::Disagreement& one = result.disagreements[i];
      text += fmt::format("  {} ({} by the reference):", one.clause, one.expected);
      for (std::size_t j = 0; j < one.reactions.size(); ++j) {
        text += fmt::format(" {} {}{}", subjects[j], one.reactions[j],
                            j + 1 < one.reactions.size() ? "," : "");
      }
      text += fmt::format("; {} inputs, first {}\n", one.occurrences, one.address);
    }
    if (result.disagreements.size() > most_disagreements_told) {
      text += "  the rest stands in fuzz.json\n";
    }
  }
  return text + fmt::format("{} inputs in {:.1f} s, {} signatures, {} findings, seed {}{}\n",
                            result.counts.inputs, seconds, result.counts.signatures,
                            result.findings.size(), seed,
                            result.interrupted ? ", interrupted" : "");
}

}  // namespace wiretrial::cli
