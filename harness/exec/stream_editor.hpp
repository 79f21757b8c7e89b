// The faults of a proxy that change bytes on their way (docs/FAULTS.md P8, P9). Pure: bytes in,
// bytes out.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/proxy_fault.hpp"

namespace wiretrial::exec {

// Whether the kind changes bytes, which is what an editor does.
[[nodiscard]] bool changes_bytes(model::ProxyFaultKind kind);

// Edits one direction of one connection, once. Bytes whose fate is not known yet are held back.
class StreamEditor {
 public:
  // `earlier` is what the same direction of the connection before carried (splice); it is copied.
  StreamEditor(model::ProxyFault fault, std::string earlier);

  // What goes on, now that these bytes came.
  [[nodiscard]] std::string feed(std::string_view bytes);
  // What was held back, at the end of the stream.
  [[nodiscard]] std::string finish();

  [[nodiscard]] bool fired() const { return fired_; }
  // Once fired: the offset in the stream that came, and what was done ("bit 3 of byte 7 flipped").
  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] const std::string& done() const { return done_; }
  // Why the message has no such place; empty while it may still come.
  [[nodiscard]] const std::string& impossible() const { return impossible_; }

 private:
  std::string edit_at_place();
  std::string edit_message();
  std::string take(std::size_t until);
  std::string fire(std::size_t offset, std::string done, std::string bytes);
  std::string rewritten(std::string_view message, std::string& done) const;

  model::ProxyFault fault_;
  std::string earlier_;
  std::string stream_;      // all that came
  std::size_t passed_ = 0;  // of it, went on or was taken out
  bool fired_ = false;
  bool swallows_ = false;  // a splice: nothing of the stream itself goes on any more
  std::size_t offset_ = 0;
  std::string done_;
  std::string impossible_;
};

}  // namespace wiretrial::exec
