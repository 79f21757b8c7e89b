#include "harness/exec/reference_process.hpp"

#include <chrono>
#include <cstdint>
#include <stdexcept>

#include <boost/asio/io_context.hpp>

#include "harness/exec/child.hpp"
#include "harness/exec/worker.hpp"

namespace wiretrial::exec {

namespace {

constexpr std::chrono::milliseconds answer_deadline(10'000);
constexpr std::chrono::milliseconds reference_loop_turn(50);

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
  State(const std::vector<std::string>& command, const std::atomic<bool>& interrupted)
      : program_(command.front()),
        interrupted_(interrupted),
        child_(context_, {command, "", {}, true},
               {[this](std::string_view bytes) { take(bytes); },
                [this](std::string_view bytes) { complaint_ += bytes; },
                [this](int) { ended_ = true; }}) {}

  std::vector<std::string> ask(const std::string& request, std::size_t lines) {
    if (!child_.write(request)) ended_ = true;
    std::size_t lines_before = 0;
    for (int idle_turns = 0;
         lines_.size() < lines && !ended_ && idle_turns * reference_loop_turn < answer_deadline;) {
      if (interrupted_.load()) throw Interrupted();
      context_.restart();
      const bool idle = context_.run_one_for(reference_loop_turn) == 0;
      idle_turns = idle && lines_.size() == lines_before ? idle_turns + 1 : 0;
      lines_before = lines_.size();
    }
    if (lines_.size() < lines) {
      throw std::runtime_error(program_ + (ended_ ? ": ended" : ": gave no answer") +
                               (complaint_.empty() ? "" : "; it said: " + complaint_));
    }
    return std::exchange(lines_, {});
  }

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
  const std::atomic<bool>& interrupted_;
  boost::asio::io_context context_{1};
  std::vector<std::string> lines_;
  std::string part_;
  std::string complaint_;
  bool ended_ = false;
  Child child_;
};

ReferenceProcess::ReferenceProcess(const std::vector<std::string>& command,
                                   const std::atomic<bool>& interrupted)
    : state_(std::make_unique<State>(command, interrupted)) {}

ReferenceProcess::~ReferenceProcess() = default;

std::vector<std::string> ReferenceProcess::ask(std::span<const std::string_view> streams) {
  std::string request;
  for (const std::string_view stream : streams) append_stream(request, stream);
  return state_->ask(request, streams.size());
}

}  // namespace wiretrial::exec
