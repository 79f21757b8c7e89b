// Bytes as they come, to one message (PROTOCOL.md FRM-1 to FRM-6, HDR-9). No socket and no clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "impl/mutants/message.hpp"
#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

class MessageReader {
 public:
  enum class State { needs_more, complete, rejected };

  // `rules` must outlive the reader. `content_limit_bytes` is the largest content that is taken.
  MessageReader(const Rules& rules, std::size_t content_limit_bytes);

  // Takes what one read brought. Once the state is not needs_more any more, nothing is taken.
  State feed(std::string_view bytes);

  // The stream has ended: what is not complete is rejected (FRM-4).
  State end();

  [[nodiscard]] State state() const { return state_; }

  // The first bytes that came behind the message, which belong to no message (FRM-7, FRM-9).
  [[nodiscard]] const std::string& surplus() const { return surplus_; }

  // When complete: the message. Call it once.
  [[nodiscard]] Message take_message();

 private:
  void take(std::string_view& bytes);
  void begin_header(std::uint32_t length);
  void begin_content();
  [[nodiscard]] bool content_is_complete() const;
  void complete(std::string_view& bytes_behind);
  void make_faults_at_read_end(std::size_t content_bytes_before);

  const Rules& rules_;
  std::size_t content_limit_bytes_;
  State state_ = State::needs_more;
  enum class Part { prefix, header, content } part_ = Part::prefix;
  std::string prefix_;
  std::string header_bytes_;
  std::size_t header_length_ = 0;
  Message message_;
  bool too_long_ = false;
  std::size_t reads_ = 0;
  std::string copy_;
  std::string surplus_;
};

}  // namespace wiretrial::mutants
