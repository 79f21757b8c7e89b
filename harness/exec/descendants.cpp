#include "harness/exec/descendants.hpp"

#include <charconv>
#include <string>

#include "harness/exec/proc_files.hpp"

namespace wiretrial::exec {

namespace {

void add_children(int pid, std::vector<int>& found) {
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  each_proc_entry(tasks, [&](int, std::string_view task) {
    const std::string children = read_proc_file(tasks + "/" + std::string(task) + "/children");
    const char* const end = children.data() + children.size();
    for (const char* at = children.data(); at < end; ++at) {
      int child = 0;
      const auto read = std::from_chars(at, end, child);
      if (read.ec != std::errc()) continue;
      found.push_back(child);
      at = read.ptr;
    }
  });
}

}  // namespace

std::vector<int> descendants_of(int pid) {
  constexpr std::size_t most_processes = 10'000;  // a fork bomb must not hold us up
  std::vector<int> found;
  add_children(pid, found);
  for (std::size_t i = 0; i < found.size() && found.size() < most_processes; ++i) {
    add_children(found[i], found);
  }
  return found;
}

}  // namespace wiretrial::exec
