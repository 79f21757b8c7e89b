// What it costs to start a program and to see the end of it, or its first output: the limit for
// whoever starts many.
//
//   bare_starts exit|line COUNT COMMAND...
//
// exit: waits until it ends by itself. line: waits for its first bytes of output, then kills it.
// Prints the seconds that one start takes.
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

bool start_and_end(char** command, bool waits_for_line) {
  int output[2];
  if (::pipe2(output, O_CLOEXEC) != 0) return false;
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  pid_t child = 0;
  const int result = ::posix_spawnp(&child, command[0], &actions, nullptr, command, environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(output[1]);
  std::array<char, 4096> bytes;
  bool good = result == 0 && ::read(output[0], bytes.data(), bytes.size()) > 0;
  if (result == 0) {
    if (waits_for_line) ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    good = good && (waits_for_line || status == 0);
  }
  ::close(output[0]);
  return good;
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) {
    std::fprintf(stderr, "usage: %s exit|line COUNT COMMAND...\n", words[0]);
    return 2;
  }
  const bool waits_for_line = std::string_view(words[1]) == "line";
  const long starts = std::atol(words[2]);
  const auto began = std::chrono::steady_clock::now();
  for (long i = 0; i < starts; ++i) {
    if (!start_and_end(words + 3, waits_for_line)) {
      std::fprintf(stderr, "%s: start %ld of %s failed\n", words[0], i, words[3]);
      return 1;
    }
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  std::printf("%.9f\n", seconds.count() / static_cast<double>(starts));
  return 0;
}
