// Looks for every planted bug, with all oracles and with all but the one that is to find it; the
// inputs are the same. Each is to be found with it, by it, and not without it.
//
// Every bug stands in the document, where people look what an oracle is good for.
//
//   fuzz_planted SEEDS DOCUMENT [NAME...]
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <set>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/planted/planted.hpp"
#include "fuzz/tools/mutations.hpp"

namespace wiretrial::fuzz {

const InputKind& stream_inputs() {
  static const InputKind kind{"stream", mutate_stream_input};
  return kind;
}
const InputKind& header_inputs() {
  static const InputKind kind{"header", mutate_header_input};
  return kind;
}
const InputKind& byte_inputs() {
  static const InputKind kind{"stream", mutate_bytes_input};
  return kind;
}
const InputKind& scenario_inputs() {
  static const InputKind kind{"scenario", mutate_json_input};
  return kind;
}
const InputKind& record_inputs() {
  static const InputKind kind{"record", mutate_json_input};
  return kind;
}

namespace {

namespace filesystem = std::filesystem;

constexpr std::size_t most_input_bytes = 1024;

// What the process that looks for a bug tells; it lies in memory that both share.
struct Progress {
  std::size_t inputs = 0;
  char oracle[64] = "";
};

Progress* progress = nullptr;

void note_finding(std::string_view oracle) {
  std::strncpy(progress->oracle, std::string(oracle).c_str(), sizeof progress->oracle - 1);
}

std::string read_file(const filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> read_seeds(const filesystem::path& folder) {
  std::vector<filesystem::path> files;
  for (const auto& entry : filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> seeds;
  for (const filesystem::path& file : files) seeds.push_back(read_file(file));
  return seeds;
}

// What the child does: its findings end it.
void look_for(const PlantedBug& bug, const std::vector<std::string>& seeds, OracleSet oracles) {
  on_finding = note_finding;
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, STDERR_FILENO);
  for (std::size_t i = 0; i < bug.most_inputs; ++i) {
    const std::string& seed = seeds[i / 2 % seeds.size()];
    ++progress->inputs;
    const std::size_t most = std::max(most_input_bytes, seed.size());
    bug.try_input(i % 2 == 0 ? seed : bug.inputs.mutate(seed, most, i), oracles);
  }
}

// Returns whether anything was found: by a check, a trap, or a sanitizer.
bool is_found(const PlantedBug& bug, const std::vector<std::string>& seeds, OracleSet oracles) {
  new (progress) Progress;
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      look_for(bug, seeds, oracles);
      ::_exit(0);
    } catch (const std::exception& problem) {
      note_finding(problem.what());
      ::_exit(1);
    }
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
  }
  return status != 0;
}

// What traps has no time to name its oracle: only reads beyond a piece do.
bool is_found_by(Oracle oracle) {
  const std::string_view name = progress->oracle;
  return name.empty() ? oracle == Oracle::exact_chunks : name == name_of(oracle);
}

bool prove(const PlantedBug& bug, const std::vector<std::string>& seeds) {
  const bool found = is_found(bug, seeds, OracleSet::all());
  const std::size_t inputs = progress->inputs;
  const bool is_right = found && is_found_by(bug.oracle);
  std::printf("%-30s %-22s %s after %5zu", bug.name.data(), name_of(bug.oracle).data(),
              is_right ? "found" : "NOT FOUND", inputs);
  if (found && !is_right) std::printf(" (but by: %s)", progress->oracle);
  const bool found_without = is_found(bug, seeds, OracleSet::all().without(bug.oracle));
  std::printf(", without it %s in %zu: %s\n", found_without ? "FOUND TOO" : "not", progress->inputs,
              found_without ? progress->oracle : bug.sentence.data());
  return is_right && !found_without;
}

std::vector<PlantedBug> all_bugs() {
  std::vector<PlantedBug> bugs = planted_streams();
  for (auto make : {planted_sessions, planted_inputs}) {
    for (PlantedBug& bug : make()) bugs.push_back(bug);
  }
  return bugs;
}

bool every_oracle_has_a_bug(const std::vector<PlantedBug>& bugs) {
  std::set<Oracle> proved;
  for (const PlantedBug& bug : bugs) proved.insert(bug.oracle);
  for (std::size_t i = 0; i < static_cast<std::size_t>(Oracle::count); ++i) {
    const auto oracle = static_cast<Oracle>(i);
    if (proved.contains(oracle)) continue;
    std::printf("there is no planted bug for the oracle: %s\n", name_of(oracle).data());
    return false;
  }
  return true;
}

bool every_bug_is_told(const std::vector<PlantedBug>& bugs, const std::string& document) {
  const std::string text = read_file(document);
  bool told = true;
  for (const PlantedBug& bug : bugs) {
    if (text.find("`" + std::string(bug.name) + "`") != std::string::npos) continue;
    std::printf("%s does not name the planted bug %s\n", document.c_str(), bug.name.data());
    told = false;
  }
  return told;
}

bool prove_all(const filesystem::path& seeds, const std::string& document,
               const std::set<std::string>& names) {
  const std::vector<PlantedBug> bugs = all_bugs();
  bool proved = every_oracle_has_a_bug(bugs);
  proved = every_bug_is_told(bugs, document) && proved;
  for (const PlantedBug& bug : bugs) {
    if (!names.empty() && !names.contains(std::string(bug.name))) continue;
    proved = prove(bug, read_seeds(seeds / bug.inputs.seeds)) && proved;
  }
  return proved;
}

}  // namespace
}  // namespace wiretrial::fuzz

int main(int count, char** words) {
  using namespace wiretrial::fuzz;
  if (count < 3) {
    std::fprintf(stderr, "usage: %s SEEDS DOCUMENT [NAME...]\n", words[0]);
    return 2;
  }
  void* const shared =
      ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  progress = static_cast<Progress*>(shared);
  try {
    return prove_all(words[1], words[2], {words + 3, words + count}) ? 0 : 1;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "fuzz_planted: %s\n", problem.what());
    return 2;
  }
}
