#include "harness/preload/library.hpp"

#include <cerrno>
#include <cstdlib>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/preload/storm.hpp"

namespace wiretrial::preload {

namespace {

Channel* shared = nullptr;

// Raw calls: the hooks of this library must not see them, nor the program's own interposers.
Channel* open_channel(const char* path) {
  const long descriptor = ::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  if (descriptor < 0) return nullptr;
  void* memory = ::mmap(nullptr, sizeof(Channel), PROT_READ | PROT_WRITE, MAP_SHARED,
                        static_cast<int>(descriptor), 0);
  ::syscall(SYS_close, descriptor);
  if (memory == MAP_FAILED) return nullptr;
  auto* found = static_cast<Channel*>(memory);
  return found->magic == channel_magic ? found : nullptr;
}

__attribute__((constructor)) void begin() {
  const int error_before = errno;
  const char* path = std::getenv(channel_variable);
  if (path != nullptr) shared = open_channel(path);
  if (shared != nullptr) {
    shared->reported.fetch_add(1, std::memory_order_relaxed);
    begin_storm(*shared);
  }
  errno = error_before;
}

}  // namespace

Channel* channel() {
  return shared;
}

void* next_function(const char* name) {
  void* found = ::dlsym(RTLD_NEXT, name);
  if (found == nullptr) ::abort();
  return found;
}

void note_result(ssize_t result) {
  if (result >= 0 || errno != EINTR || shared == nullptr || shared->storm_interval_us == 0) return;
  shared->storm_struck.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace wiretrial::preload
