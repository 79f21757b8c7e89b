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
    while (true) {
      const char first = scanner_.next();
      const bool opens = first == '{' || first == '[';
      if (opens ? !open_container(first) : !scanner_.read_scalar()) return false;
      if (opens && scanner_.next() != open_.closing()) {
        if (!begin_element()) return false;
        continue;
      }
      if (!close_containers()) return false;
      if (open_.empty()) return true;
    }
  }

 private:
  bool open_container(char bracket) {
    if (open_.full()) {
      return scanner_.fail_as(Clause::hdr_6, scanner_.position(), "the header nests too deep");
    }
    open_.open(bracket == '{');
    scanner_.step();
    scanner_.skip_space();
    return true;
  }

  // After a value: closes every container that ends here, or steps to the next element.
  bool close_containers() {
    while (!open_.empty()) {
      if (scanner_.take_comma()) return begin_element();
      if (!scanner_.expect(open_.closing(), "a container is not closed")) return false;
      open_.close();
    }
    return true;
  }

  bool begin_element() {
    if (!open_.innermost_is_object()) return true;
    return scanner_.read_string() && scanner_.expect_colon();
  }

  JsonScanner& scanner_;
  OpenContainers open_;
};

}  // namespace

bool skip_value(JsonScanner& scanner) {
  return ValueSkipper(scanner).skip();
}

}  // namespace wiretrial::impl
