#include "impl/wire/value_skipper.hpp"

#include <cstdint>

#include "impl/wire/limits.hpp"

namespace wiretrial::impl {
namespace {

// Which containers are open: one bit each, set for an object, the innermost lowest.
class OpenContainers {
 public:
  [[nodiscard]] bool empty() const { return depth_ == 0; }
  [[nodiscard]] bool full() const { return depth_ == max_header_nesting; }
  [[nodiscard]] bool innermost_is_object() const { return (kinds_ & 1U) != 0; }
  [[nodiscard]] char closing() const { return innermost_is_object() ? '}' : ']'; }

  void open(bool is_object) {
    kinds_ = (kinds_ << 1) | (is_object ? 1U : 0U);
    ++depth_;
  }

  void close() {
    kinds_ >>= 1;
    --depth_;
  }

 private:
  static_assert(max_header_nesting <= 64, "one bit for each open container");
  std::uint64_t kinds_ = 0;
  unsigned depth_ = 0;
};

class ValueSkipper {
 public:
  explicit ValueSkipper(JsonScanner& scanner) : scanner_(scanner) {}

  bool skip() {
    do {
      if (!begin_value()) return false;
    } while (value_follows_);
    return true;
  }

 private:
  // Steps to the end of a scalar or of an empty container, or into a container.
  bool begin_value() {
    const bool is_object = scanner_.next_is('{');
    if (!is_object && !scanner_.next_is('[')) return scanner_.read_scalar() && end_value();
    if (open_.full()) {
      return scanner_.fail_as(Clause::hdr_6, scanner_.position(), "the header nests too deep");
    }
    open_.open(is_object);
    scanner_.take(is_object ? '{' : '[');
    scanner_.skip_space();
    if (!scanner_.take(open_.closing())) return begin_element();
    open_.close();
    return end_value();
  }

  // After a value: closes every container that ends here, or steps to the next element.
  bool end_value() {
    value_follows_ = false;
    while (!open_.empty()) {
      scanner_.skip_space();
      if (scanner_.take(',')) {
        scanner_.skip_space();
        return begin_element();
      }
      if (!scanner_.expect(open_.closing(), "a container is not closed")) return false;
      open_.close();
    }
    return true;
  }

  bool begin_element() {
    value_follows_ = true;
    if (!open_.innermost_is_object()) return true;
    if (!scanner_.read_string()) return false;
    scanner_.skip_space();
    if (!scanner_.expect(':', "a member's name needs : after it")) return false;
    scanner_.skip_space();
    return true;
  }

  JsonScanner& scanner_;
  OpenContainers open_;
  bool value_follows_ = false;
};

}  // namespace

bool skip_value(JsonScanner& scanner) {
  return ValueSkipper(scanner).skip();
}

}  // namespace wiretrial::impl
