// For tests only: runs a program whose system calls are refused as containers refuse them
// (seccomp(2)). Usage: refuse_calls CALL=ERROR... -- PROGRAM ARGUMENT...; `socket:16` is the call
// with 16 as its first argument.
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

const std::map<std::string, std::uint32_t> numbers{{"pidfd_open", SYS_pidfd_open},
                                                   {"clone3", SYS_clone3},
                                                   {"memfd_create", SYS_memfd_create},
                                                   {"close_range", SYS_close_range},
                                                   {"unshare", SYS_unshare},
                                                   {"ptrace", SYS_ptrace},
                                                   {"mount", SYS_mount},
                                                   {"socket", SYS_socket},
                                                   {"prlimit64", SYS_prlimit64}};
const std::map<std::string, std::uint32_t> errors{{"EPERM", EPERM}, {"ENOSYS", ENOSYS}};

void add_rule(std::vector<sock_filter>& program, const std::string& rule) {
  const std::size_t equals = rule.find('=');
  const std::size_t colon = rule.find(':');
  const std::uint32_t number = numbers.at(rule.substr(0, std::min(equals, colon)));
  const sock_filter refuse =
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | errors.at(rule.substr(equals + 1)));
  program.push_back(
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offsetof(seccomp_data, nr))));
  if (colon == std::string::npos) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
  } else {
    const auto argument = static_cast<std::uint32_t>(std::atoi(rule.c_str() + colon + 1));
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3));
    program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                               static_cast<std::uint32_t>(offsetof(seccomp_data, args))));
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, argument, 0, 1));
  }
  program.push_back(refuse);
}

}  // namespace

int main(int count, char** words) {
  std::vector<sock_filter> program;
  int word = 1;
  for (; word < count && std::strcmp(words[word], "--") != 0; ++word) {
    add_rule(program, words[word]);
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (word + 1 >= count || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    std::perror("refuse_calls");
    return EXIT_FAILURE;
  }
  ::execvp(words[word + 1], words + word + 1);
  std::perror(words[word + 1]);
  return EXIT_FAILURE;
}
