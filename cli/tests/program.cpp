#include "cli/tests/program.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"

namespace wiretrial::tests {

namespace files = std::filesystem;

namespace {

constexpr int polling_interval_ms = 5;

std::string unique_name() {
  static std::atomic<int> count{0};
  return "wiretrial-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_with(const std::string& mark) {
  std::vector<std::string> variables{mark};
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    variables.emplace_back(*variable);
  }
  return variables;
}

int result_of(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

// Whether the child ended before the limit; it is not reaped.
bool ends_within(pid_t child, std::chrono::milliseconds limit) {
  const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  if (descriptor < 0) return false;
  pollfd waiting{descriptor, POLLIN, 0};
  const bool ended = ::poll(&waiting, 1, static_cast<int>(limit.count())) == 1;
  ::close(descriptor);
  return ended;
}

}  // namespace

Folder::Folder() : path_(files::temp_directory_path() / unique_name()) {
  files::create_directories(path_);
}

Folder::~Folder() {
  std::error_code ignored;
  files::remove_all(path_, ignored);
}

std::string Folder::path(const std::string& name) const {
  return name.empty() ? path_.string() : (path_ / name).string();
}

std::string Folder::write(const std::string& name, const std::string& text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
  return path(name);
}

std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words{""};
  bool quoted = false;
  for (const char character : command) {
    if (character == '\'') {
      quoted = !quoted;
    } else if (character == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += character;
    }
  }
  return words;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string built(const std::string& name) {
  return WIRETRIAL_BIN_DIR "/" + name;
}

std::string source(const std::string& name) {
  return std::filesystem::path(WIRETRIAL_SOURCE_DIR) / name;
}

Program::Program(const std::vector<std::string>& words, const std::string& directory)
    : mark_("WIRETRIAL_TEST_MARK=" + unique_name()) {
  std::vector<std::string> arguments = words;
  std::vector<std::string> variables = environment_with(mark_);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  const auto open = [&](int descriptor, const std::string& path, int flags) {
    ::posix_spawn_file_actions_addopen(&actions, descriptor, path.c_str(), flags, 0600);
  };
  open(STDIN_FILENO, "/dev/null", O_RDONLY);
  open(STDOUT_FILENO, folder_.path("output"), O_WRONLY | O_CREAT);
  open(STDERR_FILENO, folder_.path("error"), O_WRONLY | O_CREAT);
  if (!directory.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  const int failure = ::posix_spawnp(&id_, words[0].c_str(), &actions, nullptr,
                                     pointers(arguments).data(), pointers(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) FAIL(words[0] << ": " << std::strerror(failure));
}

Program::~Program() {
  if (id_ == 0) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

void Program::send(int signal) const {
  ::kill(id_, signal);
}

std::string Program::output_so_far() const {
  return read_file(folder_.path("output"));
}

Finished Program::wait(std::chrono::seconds limit) {
  const bool ended = ends_within(id_, limit);
  if (!ended) ::kill(id_, SIGKILL);
  int status = 0;
  ::waitpid(id_, &status, 0);
  id_ = 0;
  Finished finished{ended ? result_of(status) : -1, read_file(folder_.path("output")),
                    read_file(folder_.path("error"))};
  if (!ended) FAIL_CHECK("not ended after " << limit.count() << " s: " << finished.error);
  return finished;
}

Finished wiretrial(std::vector<std::string> arguments, const std::string& directory) {
  arguments.insert(arguments.begin(), built("wiretrial"));
  return Program(arguments, directory).wait();
}

bool eventually(const std::function<bool()>& holds, std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    ::poll(nullptr, 0, polling_interval_ms);
  }
  return true;
}

std::vector<std::string> processes_with(const std::string& mark) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : files::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    // The variables are separated by NUL; the mark is the first one or follows one.
    const std::string variables = '\0' + read_file("/proc/" + name + "/environ");
    if (variables.find('\0' + mark + '\0') == std::string::npos) continue;
    std::string command = read_file("/proc/" + name + "/cmdline");
    for (char& character : command) character = character == '\0' ? ' ' : character;
    found.push_back(name + " " + command);
  }
  return found;
}

bool is_installed(const std::string& program) {
  Program look({"sh", "-c", "PATH=$PATH:/usr/sbin command -v " + program});
  if (look.wait().status == 0) return true;
  WARN("skipped: " << program << " is not installed");
  return false;
}

}  // namespace wiretrial::tests
