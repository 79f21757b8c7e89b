// Writing to a pipe without ever waiting for its reader, who may be waiting for us.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/writable_pipe.hpp>

namespace wiretrial::exec {

// What the pipe has no room for is kept, and written while the event loop of the pipe runs.
class PipeWriter : public std::enable_shared_from_this<PipeWriter> {
 public:
  // `on_written` is called from the event loop whenever what was kept has become less, and when
  // nobody can read it any more. To be made with std::make_shared.
  explicit PipeWriter(boost::asio::writable_pipe pipe, std::function<void()> on_written = {})
      : pipe_(std::move(pipe)), on_written_(std::move(on_written)) {}

  // To open it later, before the first write.
  [[nodiscard]] boost::asio::writable_pipe& pipe() { return pipe_; }

  // False when nobody can read it any more, as far as is known.
  bool write(std::string_view bytes);
  // How many bytes are kept.
  [[nodiscard]] std::size_t unwritten() const { return being_written_.size() + rest_.size(); }
  // Closes the pipe as soon as nothing is kept.
  void finish();
  // Closes it at once. `on_written` is not called any more.
  void close();

 private:
  [[nodiscard]] std::size_t write_now(std::string_view bytes);
  void write_rest();

  boost::asio::writable_pipe pipe_;
  std::function<void()> on_written_;
  std::string being_written_;
  std::string rest_;
  bool non_blocking_ = false;
  bool finishing_ = false;
  bool broken_ = false;
};

}  // namespace wiretrial::exec
