// For tests only: starts programs as a user would, without a shell, and says what became of them.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace wiretrial::tests {

// No command of these tests takes longer on a loaded machine; one that does is killed and fails.
inline constexpr std::chrono::seconds usual_time_limit{300};

// A directory of its own below the system's temporary one, removed at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string path(const std::string& name = "") const;
  // Writes a file and returns its path.
  std::string write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

// The words of a command as a shell would find them: single quotes are taken away, nothing else.
[[nodiscard]] std::vector<std::string> words_of(const std::string& command);

[[nodiscard]] std::string read_file(const std::string& path);

// `build/<preset>/bin/NAME`.
[[nodiscard]] std::string built(const std::string& name);
// A path below the top of the source tree; an absolute one as it is.
[[nodiscard]] std::string source(const std::string& name);

struct Finished {
  int status = -1;  // of an exit; 128 + signal where a signal ended the program; -1 after time out
  std::string output;
  std::string error;
};

// A started program. Its outputs go to files, so that no full pipe stops it.
class Program {
 public:
  // Starts `words[0]` with the rest as arguments in `directory` (empty: the current one). Fails the
  // test when it cannot be started.
  explicit Program(const std::vector<std::string>& words, const std::string& directory = "");
  // Kills what still runs.
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }
  void send(int signal) const;
  [[nodiscard]] std::string output_so_far() const;
  // Waits for the end; after the limit the program is killed and the test fails.
  Finished wait(std::chrono::seconds limit = usual_time_limit);
  // What it, its children and theirs have in their environment and nobody else has.
  [[nodiscard]] const std::string& mark() const { return mark_; }

 private:
  Folder folder_;
  std::string mark_;
  pid_t id_ = 0;
};

// Runs `wiretrial` with these arguments to its end.
[[nodiscard]] Finished wiretrial(std::vector<std::string> arguments,
                                 const std::string& directory = "");

// Asks again and again until `holds` says yes; false when it did not before the limit.
[[nodiscard]] bool eventually(const std::function<bool()>& holds,
                              std::chrono::seconds limit = usual_time_limit);

// The processes that have the mark in their environment, each as "id command line".
[[nodiscard]] std::vector<std::string> processes_with(const std::string& mark);

// Whether the program is found, where administrators have theirs as well; says when it is not.
[[nodiscard]] bool is_installed(const std::string& program);

}  // namespace wiretrial::tests
