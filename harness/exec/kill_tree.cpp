#include "harness/exec/kill_tree.hpp"

#include <csignal>
#include <set>
#include <thread>
#include <vector>

#include "harness/exec/descendants.hpp"
#include "harness/exec/vitals.hpp"

namespace wiretrial::exec {

namespace {

constexpr std::chrono::milliseconds between_rounds(1);

// Kills those that have no children any more; how many live still.
std::size_t kill_leaves(int pid) {
  const std::vector<ProcessOfTree> tree = process_tree(pid);
  std::set<int> have_children;
  std::size_t living = 0;
  for (std::size_t i = tree.size() - 1; i > 0; --i) {
    const bool lives = !is_exiting(tree[i].pid);
    if (lives) {
      ++living;
      have_children.insert(tree[i].parent_pid);
    }
    // One whose first thread has ended looks dead and is not.
    if (!lives || !have_children.contains(tree[i].pid)) ::kill(tree[i].pid, SIGKILL);
  }
  return living;
}

}  // namespace

bool kill_below(int pid, std::chrono::milliseconds longest) {
  const auto deadline = std::chrono::steady_clock::now() + longest;
  while (kill_leaves(pid) > 0) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(between_rounds);
  }
  return true;
}

}  // namespace wiretrial::exec
