// Reads the response to a GET request of HTTP/1.0 (PROTOCOL.md FET-3 to FET-6, FET-12).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wiretrial::impl {

// The status line and all fields: what is longer is no head that a server means.
inline constexpr std::size_t largest_head_bytes = 64 * 1024;

// Bytes in, body out; no part of the body is kept.
class HttpResponse {
 public:
  enum class State {
    head,
    body,
    // The body is there in full.
    complete,
    // The server answered with a status that is no success: status_line() has it.
    refused,
    // No response that can be trusted: error() says why.
    wrong,
  };

  // Takes the next bytes of the connection and returns those of them that belong to the body; what
  // follows the body is dropped.
  [[nodiscard]] std::string_view receive(std::string_view bytes);

  // The stream has ended, without a reset. This completes a body of no declared length, and is
  // wrong anywhere else.
  void receive_end();

  [[nodiscard]] State state() const { return state_; }
  // Whether nothing that may still come changes anything.
  [[nodiscard]] bool is_over() const { return state_ > State::body; }
  // Without its line end; empty until it is there.
  [[nodiscard]] const std::string& status_line() const { return status_line_; }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  [[nodiscard]] std::size_t receive_head(std::string_view bytes);
  void end_line();
  void read_status_line();
  void read_field();
  void read_length(std::string_view value);
  void end_head();
  void fail(std::string reason);

  State state_ = State::head;
  std::size_t head_bytes_ = 0;
  std::string line_;
  std::string status_line_;
  std::string error_;
  std::optional<std::uint64_t> length_;
  std::uint64_t body_bytes_ = 0;
};

}  // namespace wiretrial::impl
