#include "cli/standard_output.hpp"

#include <atomic>
#include <cerrno>

#include <unistd.h>

namespace wiretrial::cli {

namespace {

struct Stream {
  int descriptor;
  std::atomic<int> error{0};
};

Stream output{STDOUT_FILENO};
Stream error_output{STDERR_FILENO};

// Says that all was written in any case: fmt::print throws otherwise, in whichever thread it is.
ssize_t write_or_lose(void* cookie, const char* bytes, std::size_t size) {
  auto& stream = *static_cast<Stream*>(cookie);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t length = ::write(stream.descriptor, bytes + done, size - done);
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) {
      int none = 0;
      stream.error.compare_exchange_strong(none, errno);
      break;
    }
    done += static_cast<std::size_t>(length);
  }
  return static_cast<ssize_t>(size);
}

void replace(std::FILE*& file, Stream& stream, int buffering) {
  std::FILE* forgiving = ::fopencookie(&stream, "w", {nullptr, write_or_lose, nullptr, nullptr});
  if (forgiving == nullptr) return;
  std::setvbuf(forgiving, nullptr, buffering, BUFSIZ);
  file = forgiving;
}

}  // namespace

void let_output_be_lost() {
  replace(stdout, output, ::isatty(STDOUT_FILENO) != 0 ? _IOLBF : _IOFBF);
  replace(stderr, error_output, _IONBF);
}

int error_of_standard_output() {
  std::fflush(stdout);
  return output.error.load();
}

bool is_terminal(std::FILE* stream) {
  const int descriptor = stream == stdout   ? STDOUT_FILENO
                         : stream == stderr ? STDERR_FILENO
                                            : ::fileno(stream);
  return ::isatty(descriptor) != 0;
}

}  // namespace wiretrial::cli
