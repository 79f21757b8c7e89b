#include "harness/exec/descendants.hpp"

#include <filesystem>
#include <fstream>
#include <string>

namespace wiretrial::exec {

namespace {

void add_children(int pid, std::vector<int>& found) {
  namespace files = std::filesystem;
  std::error_code error;
  const files::path tasks = "/proc/" + std::to_string(pid) + "/task";
  for (auto task = files::directory_iterator(tasks, error);
       !error && task != files::directory_iterator(); task.increment(error)) {
    std::ifstream children(task->path() / "children");
    int child = 0;
    while (children >> child) found.push_back(child);
  }
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
