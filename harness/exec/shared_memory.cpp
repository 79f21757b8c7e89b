#include "harness/exec/shared_memory.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wiretrial::exec {

namespace {

[[noreturn]] void throw_errno(const std::string& call) {
  throw std::system_error(errno, std::generic_category(), call + ", for memory that is shared");
}

int open_memory() {
  const int memory = ::memfd_create("wiretrial", MFD_CLOEXEC);
  if (memory >= 0) return memory;
  const std::string folder = std::filesystem::temp_directory_path().string();
  const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) throw_errno("memfd_create, or a file in " + folder);
  return file;
}

}  // namespace

SharedMemory::SharedMemory(std::size_t size) : size_(size), descriptor_(open_memory()) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) throw_errno("ftruncate");
  map();
}

SharedMemory::SharedMemory(const std::string& path, std::size_t size)
    : size_(size), descriptor_(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {
  if (descriptor_ < 0) throw_errno("open " + path);
  map();
}

SharedMemory::~SharedMemory() {
  ::munmap(address_, size_);
  ::close(descriptor_);
}

void SharedMemory::map() {
  address_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
  if (address_ == MAP_FAILED) throw_errno("mmap");
}

std::string SharedMemory::path() const {
  return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(descriptor_);
}

}  // namespace wiretrial::exec
