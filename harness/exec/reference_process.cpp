#include "harness/exec/reference_process.hpp"

#include <chrono>
#include <cstdint>
#include <stdexcept>

#include <boost/asio/io_context.hpp>

#include "harness/exec/child.hpp"

namespace wiretrial::exec {

namespace {

constexpr std::chrono::seconds answer_deadline(10);
// What waits for an answer fits the pipe between us (pipe(7)), so that writing to a program that
// waits until we read never blocks. A longer stream is asked about by itself: it is read in full
// before the answer is written.
constexpr std::size_t most_waiting_bytes = 48UL * 1024;

void append_stream(std::string& request, std::string_view stream) {
  const auto length = static_cast<std::uint32_t>(stream.size());
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    request += static_cast<char>(length >> shift & 0xffU);
  }
  request += stream;
}

}  // namespace

class ReferenceProcess::State {
 public:
  explicit State(const std::vector<std::string>& command)
      : program_(command.front()),
        child_(context_, {command, "", {}, true},
               {[this](std::string_view bytes) { take(bytes); },
                [this](std::string_view bytes) { complaint_ += bytes; },
                [this](int) { ended_ = true; }}) {}

  void ask(const std::string& request, std::size_t lines) {
    wanted_ = lines_.size() + lines;
    if (!child_.write(request)) ended_ = true;
    const auto latest = std::chrono::steady_clock::now() + answer_deadline;
    while (lines_.size() < wanted_ && !ended_ && std::chrono::steady_clock::now() < latest) {
      context_.restart();
      context_.run_one_for(std::chrono::milliseconds(100));
    }
    if (lines_.size() < wanted_) {
      throw std::runtime_error(program_ + (ended_ ? ": ended" : ": gave no answer") +
                               (complaint_.empty() ? "" : "; it said: " + complaint_));
    }
  }

  [[nodiscard]] std::vector<std::string> take_lines() { return std::exchange(lines_, {}); }

 private:
  void take(std::string_view bytes) {
    for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
      part_ += bytes.substr(0, end);
      lines_.push_back(std::exchange(part_, {}));
      bytes.remove_prefix(end + 1);
    }
    part_ += bytes;
  }

  std::string program_;
  boost::asio::io_context context_{1};
  std::vector<std::string> lines_;
  std::string part_;
  std::string complaint_;
  std::size_t wanted_ = 0;
  bool ended_ = false;
  Child child_;
};

ReferenceProcess::ReferenceProcess(const std::vector<std::string>& command)
    : state_(std::make_unique<State>(command)) {}

ReferenceProcess::~ReferenceProcess() = default;

std::vector<std::string> ReferenceProcess::ask(std::span<const std::string_view> streams) {
  std::string request;
  std::size_t waiting = 0;
  for (const std::string_view stream : streams) {
    if (waiting > 0 && request.size() + stream.size() > most_waiting_bytes) {
      state_->ask(request, waiting);
      request.clear();
      waiting = 0;
    }
    append_stream(request, stream);
    ++waiting;
  }
  if (waiting > 0) state_->ask(request, waiting);
  return state_->take_lines();
}

}  // namespace wiretrial::exec
