// Runs a target without a fuzzer: on every file given or below a directory given, and on inputs
// made from those by the target's own mutator, always the same ones.
//
//   replay_X MUTATIONS PATH...
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/tools/target.hpp"

namespace {

namespace filesystem = std::filesystem;
using namespace wiretrial::fuzz;

// Like the limit that the fuzzers have in short runs.
constexpr std::size_t most_input_bytes = 4096;

std::vector<std::string> files_of(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : filesystem::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    std::fprintf(stderr, "replay: cannot read %s\n", file.c_str());
    std::exit(2);
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

bool wiretrial::fuzz::tries_everything() {
  return true;
}

int main(int count, char** words) {
  if (count < 3) {
    std::fprintf(stderr, "usage: %s MUTATIONS PATH...\n", words[0]);
    return 2;
  }
  const std::uint64_t mutations = std::strtoull(words[1], nullptr, 10);
  std::vector<std::string> inputs;
  for (const std::string& file : files_of({words + 2, words + count})) {
    inputs.push_back(read_file(file));
    std::fprintf(stderr, "replay: %s\n", file.c_str());
    test_one_input(inputs.back());
  }
  if (inputs.empty()) {
    std::fprintf(stderr, "replay: there is no input\n");
    return 2;
  }
  for (std::uint64_t seed = 0; seed < mutations; ++seed) {
    const std::string& input = inputs[seed % inputs.size()];
    std::fprintf(stderr, "replay: mutation %llu\n", static_cast<unsigned long long>(seed));
    test_one_input(mutate_input(input, std::max(most_input_bytes, input.size()), seed));
  }
  return 0;
}
