#include "harness/exec/tracer.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/exec/traced_call.hpp"

namespace wiretrial::exec {

#if defined(__x86_64__)

namespace {

constexpr int cannot_start_status = 127;
constexpr long trace_options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
                               PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;

preload::Channel* open_channel(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  void* memory =
      ::mmap(nullptr, sizeof(preload::Channel), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  auto* channel = memory == MAP_FAILED ? nullptr : static_cast<preload::Channel*>(memory);
  return channel != nullptr && channel->magic == preload::channel_magic ? channel : nullptr;
}

// Only the calls that the tracer wants stop the program; the others run at full speed.
bool install_filter() {
  std::vector<sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
                                   BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
                                   BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
                                   BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const TracedNumber& traced : traced_numbers()) {
    program.push_back(
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(traced.number), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

bool is_stopping(int signal) {
  return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

// Lets a stopped thread go on as it would without a tracer.
void go_on(CallClamp& clamp, pid_t thread, int status) {
  const int event = status >> 16;
  const int signal = WSTOPSIG(status);
  if (signal == (SIGTRAP | 0x80)) {
    clamp.put_back(thread);
    ::ptrace(PTRACE_CONT, thread, nullptr, nullptr);
  } else if (event == PTRACE_EVENT_SECCOMP) {
    const bool changed = clamp.before_call(thread);
    ::ptrace(changed ? PTRACE_SYSCALL : PTRACE_CONT, thread, nullptr, nullptr);
  } else if (event == PTRACE_EVENT_STOP && is_stopping(signal)) {
    ::ptrace(PTRACE_LISTEN, thread, nullptr, nullptr);  // stopped it stays, until SIGCONT
  } else {
    const long passed_on = event == 0 ? signal : 0;
    ::ptrace(PTRACE_CONT, thread, nullptr, passed_on);
  }
}

[[noreturn]] void follow(preload::Channel& channel) {
  CallClamp clamp(channel);
  while (true) {
    int status = 0;
    const pid_t thread = ::waitpid(-1, &status, __WALL);
    if (thread < 0 && errno == EINTR) continue;
    if (thread < 0) ::_exit(EXIT_SUCCESS);  // the last of them has ended
    if (WIFSTOPPED(status)) go_on(clamp, thread, status);
  }
}

// The tracer holds nothing of the program's: a pipe would stay open for as long as it lives.
void let_go_of_streams() {
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) ::dup2(nowhere, stream);
  if (nowhere > STDERR_FILENO) ::close(nowhere);
}

[[noreturn]] void trace_program(pid_t program, int may_begin, int result,
                                preload::Channel& channel) {
  const pid_t own = ::getpid();
  char go = 0;
  if (::write(result, &own, sizeof own) != sizeof own || ::read(may_begin, &go, 1) != 1) {
    ::_exit(EXIT_FAILURE);
  }
  const bool traced = ::ptrace(PTRACE_SEIZE, program, nullptr, trace_options) == 0;
  const char answer = traced ? 1 : 0;
  if (traced) channel.reported.fetch_add(1);
  if (::write(result, &answer, 1) != 1 || !traced) ::_exit(EXIT_FAILURE);
  ::close(may_begin);
  ::close(result);
  let_go_of_streams();
  follow(channel);
}

// Starts the tracer beside us: a child of a child that has ended belongs to somebody above, and
// the program never meets it among its own.
bool begin_tracer(preload::Channel& channel) {
  int may_begin[2];
  int result[2];
  if (::pipe2(may_begin, O_CLOEXEC) != 0 || ::pipe2(result, O_CLOEXEC) != 0) return false;
  const pid_t program = ::getpid();
  const pid_t between = ::fork();
  if (between == 0) {
    if (::fork() == 0) trace_program(program, may_begin[0], result[1], channel);
    ::_exit(EXIT_SUCCESS);
  }
  ::close(may_begin[0]);
  ::close(result[1]);
  if (between < 0) return false;
  ::waitpid(between, nullptr, 0);
  pid_t tracer = 0;
  char answer = 0;
  if (::read(result[0], &tracer, sizeof tracer) == sizeof tracer) {
    ::prctl(PR_SET_PTRACER, tracer, 0, 0, 0);  // where only ancestors may trace (Yama)
    const char go = 1;
    if (::write(may_begin[1], &go, 1) == 1 && ::read(result[0], &answer, 1) != 1) answer = 0;
  }
  ::close(may_begin[1]);
  ::close(result[0]);
  return answer == 1;
}

}  // namespace

int run_tracer(const std::vector<std::string>& words) {
  if (words.size() < 2) return cannot_start_status;
  preload::Channel* channel = open_channel(words[0]);
  if (channel != nullptr && begin_tracer(*channel) && !install_filter()) {
    channel->reported.store(0);
  }
  std::vector<char*> arguments;
  for (std::size_t i = 1; i < words.size(); ++i) {
    arguments.push_back(const_cast<char*>(words[i].c_str()));
  }
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  std::perror(arguments[0]);
  return cannot_start_status;
}

std::string missing_tracer() {
  const pid_t child = ::fork();
  if (child < 0) return "no process can be started to be traced";
  if (child == 0) {
    const bool may = ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0;
    ::_exit(may ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) return "";
  return "this machine lets nobody trace a process (ptrace)";
}

#else

int run_tracer(const std::vector<std::string>& words) {
  if (words.size() < 2) return 127;
  std::vector<char*> arguments;
  for (std::size_t i = 1; i < words.size(); ++i) {
    arguments.push_back(const_cast<char*>(words[i].c_str()));
  }
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  return 127;
}

std::string missing_tracer() {
  return "the tracer knows the registers of x86-64 only";
}

#endif

}  // namespace wiretrial::exec
