#include "harness/exec/descendants.hpp"

#include <charconv>
#include <string>
#include <string_view>

#include "harness/exec/proc_files.hpp"

namespace wiretrial::exec {

namespace {

// Calls `take` with each of the numbers in the text.
template <typename Take>
void each_number(std::string_view text, const Take& take) {
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end; ++at) {
    int number = 0;
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc()) continue;
    take(number);
    at = read.ptr;
  }
}

// Notes the threads of the process at `place`, and puts its children behind the tree's end.
void look_at(std::size_t place, std::vector<ProcessOfTree>& tree) {
  const int pid = tree[place].pid;
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  each_proc_entry(tasks, [&](int, std::string_view task) {
    each_number(task, [&](int thread) { tree[place].threads.push_back(thread); });
    each_number(read_proc_file(tasks + "/" + std::string(task) + "/children"), [&](int child) {
      tree.push_back({child, pid, {}});
    });
  });
}

}  // namespace

std::vector<ProcessOfTree> process_tree(int pid) {
  constexpr std::size_t most_processes = 10'000;  // a fork bomb must not hold us up
  std::vector<ProcessOfTree> tree{{pid, 0, {}}};
  for (std::size_t i = 0; i < tree.size() && tree.size() < most_processes; ++i) look_at(i, tree);
  return tree;
}

std::vector<int> descendants_of(int pid) {
  std::vector<int> found;
  for (const ProcessOfTree& process : process_tree(pid)) found.push_back(process.pid);
  found.erase(found.begin());
  return found;
}

std::vector<int> children_of(int pid) {
  std::vector<int> children;
  const std::string id = std::to_string(pid);
  each_number(read_proc_file("/proc/" + id + "/task/" + id + "/children"),
              [&](int child) { children.push_back(child); });
  return children;
}

}  // namespace wiretrial::exec
