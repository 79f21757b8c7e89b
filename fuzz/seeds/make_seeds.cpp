// Writes the inputs that the fuzzers begin with, made from the scenarios: what they send, the files
// themselves, and a record.
//
//   make_seeds SCENARIOS SUBJECT FOLDER
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "fuzz/tools/input.hpp"
#include "harness/load/protocol.hpp"
#include "harness/load/scenarios.hpp"
#include "harness/model/hash.hpp"
#include "harness/model/made_up_everything.hpp"
#include "harness/model/record_json.hpp"
#include "harness/model/sent_bytes.hpp"
#include "harness/protocol/reader.hpp"

namespace {

namespace filesystem = std::filesystem;
using namespace wiretrial;

// What is longer teaches a fuzzer nothing that the shorter does not, and slows it down.
constexpr std::size_t most_seed_bytes = 8192;

// The scenarios of a file resemble each other.
constexpr std::size_t one_scenario_of = 8;

class Folder {
 public:
  explicit Folder(const filesystem::path& path) : path_(path) {
    filesystem::remove_all(path_);
    filesystem::create_directories(path_);
  }

  // Keeps equal inputs once: their name is their hash.
  void add(std::string_view input) const {
    if (input.size() > most_seed_bytes) return;
    model::Hash128 hash;
    hash.add(input);
    std::ofstream(path_ / hash.hexadecimal(), std::ios::binary) << input;
  }

 private:
  filesystem::path path_;
};

std::string read_file(const filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// The header of the stream's first message, as far as it is there.
std::string_view header_in(std::string_view stream) {
  constexpr std::size_t prefix_bytes = 2;
  const auto end = protocol::declared_header_end(stream);
  if (!end) return "";
  return stream.substr(prefix_bytes, *end - prefix_bytes);
}

void write_messages(const filesystem::path& folder, const std::vector<std::string>& sent) {
  const Folder streams(folder / "stream");
  const Folder headers(folder / "header");
  for (const std::string& bytes : sent) {
    streams.add(fuzz::join_input(bytes, 0));
    headers.add(header_in(bytes));
  }
}

void write_scenarios(const filesystem::path& folder, const filesystem::path& scenarios,
                     const filesystem::path& subject) {
  const Folder texts(folder / "scenario");
  texts.add(read_file(subject));
  for (const auto& entry : filesystem::recursive_directory_iterator(scenarios)) {
    if (entry.path().extension() != ".json" || entry.path().string().ends_with("schema.json"))
      continue;
    const std::string text = read_file(entry.path());
    // Scenarios stand in their files each from a line that begins with a brace to the next such
    // line.
    std::size_t seen = 0;
    for (std::size_t at = text.find("\n{"); at != std::string::npos;) {
      const std::size_t next = text.find("\n{", at + 1);
      std::string scenario = text.substr(at + 1, next == std::string::npos ? next : next - at - 1);
      scenario.resize(scenario.find_last_of('}') + 1);
      if (seen++ % one_scenario_of == 0) texts.add(scenario);
      at = next;
    }
  }
}

// Some of the trial's steps and some of its events: together the parts have all of them, and each
// is small enough for a seed.
std::vector<model::TrialRecord> parts_of(const model::TrialRecord& whole) {
  constexpr std::size_t most_of_a_part = 5;
  const std::vector<model::Step>& steps = whole.plan.control;
  const std::vector<model::Event>& events = whole.evidence[0].events;
  std::vector<model::TrialRecord> parts;
  for (std::size_t at = 0; at < std::max(steps.size(), events.size()); at += most_of_a_part) {
    model::TrialRecord part = whole;
    const auto cut = [&](const auto& all) {
      const auto from = all.begin() + static_cast<std::ptrdiff_t>(std::min(at, all.size()));
      const auto to =
          all.begin() + static_cast<std::ptrdiff_t>(std::min(at + most_of_a_part, all.size()));
      return std::remove_cvref_t<decltype(all)>(from, to);
    };
    part.plan.control = cut(steps);
    part.plan.runs[0].steps = part.plan.control;
    part.evidence[0].events = cut(events);
    parts.push_back(std::move(part));
  }
  return parts;
}

void write_records(const filesystem::path& folder) {
  const Folder texts(folder / "record");
  model::Record record = model::made_up::record();
  std::vector<model::TrialRecord> trials = std::exchange(record.trials, {});
  for (model::TrialRecord& part : parts_of(model::made_up::everything()))
    trials.push_back(std::move(part));
  for (const model::TrialRecord& trial : trials) {
    texts.add(model::to_json_line(trial));
    record.trials = {trial};
    texts.add(model::to_json_text(record));
  }
}

void make_seeds(const std::string& scenarios, const std::string& subject,
                const filesystem::path& folder) {
  const load::Protocol protocol = load::load_protocol(scenarios + "/protocol.json");
  std::vector<std::string> sent;
  for (const model::Scenario& scenario : load::load_scenarios({scenarios}, protocol)) {
    for (std::string& bytes : model::sent_bytes(scenario)) sent.push_back(std::move(bytes));
  }
  write_messages(folder, sent);
  write_scenarios(folder, scenarios, subject);
  write_records(folder);
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fprintf(stderr, "usage: %s SCENARIOS SUBJECT FOLDER\n", words[0]);
    return 2;
  }
  try {
    make_seeds(words[1], words[2], words[3]);
    return 0;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "make_seeds: %s\n", problem.what());
    return 1;
  }
}
