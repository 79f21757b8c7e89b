#include "harness/exec/pipe_writer.hpp"

#include <cerrno>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <unistd.h>

namespace wiretrial::exec {

bool PipeWriter::write(std::string_view bytes) {
  if (broken_ || finishing_) return false;
  if (being_written_.empty()) bytes.remove_prefix(write_now(bytes));
  rest_ += bytes;
  if (being_written_.empty()) write_rest();
  return !broken_;
}

void PipeWriter::finish() {
  finishing_ = true;
  if (unwritten() == 0) close();
}

void PipeWriter::close() {
  broken_ = true;
  on_written_ = nullptr;
  boost::system::error_code ignored;
  pipe_.close(ignored);
}

// What the reader shall have although the event loop does not run for a while, such as a signal.
std::size_t PipeWriter::write_now(std::string_view bytes) {
  const int descriptor = pipe_.native_handle();
  if (!std::exchange(non_blocking_, true)) {
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  }
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t length = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (length < 0 && errno == EINTR) continue;
    if (length < 0 && errno != EAGAIN) broken_ = true;
    if (length <= 0) break;
    done += static_cast<std::size_t>(length);
  }
  return done;
}

void PipeWriter::write_rest() {
  if (broken_ || rest_.empty()) return;
  being_written_ = std::exchange(rest_, {});
  boost::asio::async_write(
      pipe_, boost::asio::buffer(being_written_),
      [self = shared_from_this()](boost::system::error_code error, std::size_t) {
        self->being_written_.clear();
        if (error) self->broken_ = true;
        self->write_rest();
        if (self->on_written_) self->on_written_();
        if (self->finishing_ && self->unwritten() == 0) self->close();
      });
}

}  // namespace wiretrial::exec
