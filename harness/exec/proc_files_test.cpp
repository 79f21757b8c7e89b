#include "harness/exec/proc_files.hpp"

#include <set>

#include <unistd.h>

#include "catch.hpp"

namespace wiretrial::exec {

TEST_CASE("a file of /proc is read whole, and one that is not there is empty") {
  CHECK(read_proc_file("/proc/self/stat").starts_with(std::to_string(::getpid()) + " ("));
  CHECK(read_proc_file("/proc/self/smaps").size() > 4096);
  CHECK(read_proc_file("/proc/0/stat").empty());
}

TEST_CASE("a directory of /proc shows its entries, and one that is not there shows none") {
  std::set<std::string> names;
  const auto keep = [&](int, std::string_view name) { names.insert(std::string(name)); };
  each_proc_entry("/proc/self/task", keep);
  CHECK(names.contains(std::to_string(::getpid())));
  CHECK_FALSE(names.contains("."));
  names.clear();
  each_proc_entry("/proc/0/task", keep);
  CHECK(names.empty());
}

}  // namespace wiretrial::exec
