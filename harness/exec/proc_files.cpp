#include "harness/exec/proc_files.hpp"

#include <array>
#include <cerrno>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace wiretrial::exec {

std::string read_proc_file(const std::string& path) {
  std::string content;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return content;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t length = ::read(file, buffer.data(), buffer.size());
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) break;
    content.append(buffer.data(), static_cast<std::size_t>(length));
    // Records are given whole, as many as there is room for: so much room is left only at the end.
    if (static_cast<std::size_t>(length) < buffer.size() / 2) break;
  }
  ::close(file);
  return content;
}

void each_proc_entry(const std::string& path,
                     const std::function<void(int directory, std::string_view name)>& visit) {
  DIR* directory = ::opendir(path.c_str());
  if (directory == nullptr) return;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name(entry->d_name);
    if (name != "." && name != "..") visit(::dirfd(directory), name);
  }
  ::closedir(directory);
}

}  // namespace wiretrial::exec
