// Memory that several processes share, without a name in any file system.
#pragma once

#include <cstddef>
#include <string>

namespace wiretrial::exec {

class SharedMemory {
 public:
  // So many bytes of zeros: of memfd_create(2), or, where a container refuses that, of a file in
  // the folder for temporary files. Throws std::system_error.
  explicit SharedMemory(std::size_t size);
  // The memory that another process shares at this path. Throws std::system_error.
  SharedMemory(const std::string& path, std::size_t size);
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  [[nodiscard]] void* address() const { return address_; }
  // Where other processes of this user find it, for as long as this object lives.
  [[nodiscard]] std::string path() const;

 private:
  void map();

  std::size_t size_;
  int descriptor_ = -1;
  void* address_ = nullptr;
};

}  // namespace wiretrial::exec
