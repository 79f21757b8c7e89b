// The process tree below a process, from /proc (proc(5)).
#pragma once

#include <vector>

namespace wiretrial::exec {

struct ProcessOfTree {
  int pid = 0;
  int parent_pid = 0;        // of the first of the tree it is not known
  std::vector<int> threads;  // none when it is gone
};

// `pid` itself, and every living or unreaped descendant, children before grandchildren.
[[nodiscard]] std::vector<ProcessOfTree> process_tree(int pid);

// The same without `pid` itself.
[[nodiscard]] std::vector<int> descendants_of(int pid);

// The living or unreaped children of a process that has a single thread.
[[nodiscard]] std::vector<int> children_of(int pid);

}  // namespace wiretrial::exec
