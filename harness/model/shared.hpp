// A value of any size that is kept once, however many hold it.
#pragma once

#include <atomic>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace wiretrial::model {

// A copy costs a counter instead of the value: a plan holds what its scenario holds, and a thousand
// repetitions of a trial hold its steps, and contents of 16 MiB, once. It is read as the value
// itself would be, a text or a list. Copies may be read, changed and destroyed by different
// threads, one copy by one thread at a time.
template <typename Value>
class Shared {
 public:
  Shared() = default;
  // Implicit, as is the way back: it stands where the value would.
  Shared(Value value)  // NOLINT(google-explicit-constructor)
      : value_(value.empty() ? nullptr : std::make_shared<Value>(std::move(value))) {}
  Shared(std::initializer_list<typename Value::value_type> elements) : Shared(Value(elements)) {}

  [[nodiscard]] const Value& get() const { return value_ ? *value_ : none(); }
  operator const Value&() const { return get(); }  // NOLINT(google-explicit-constructor)

  [[nodiscard]] std::size_t size() const { return get().size(); }
  [[nodiscard]] bool empty() const { return get().empty(); }
  [[nodiscard]] const auto& at(std::size_t position) const { return get().at(position); }
  [[nodiscard]] auto begin() const { return get().begin(); }
  [[nodiscard]] auto end() const { return get().end(); }

  // The value, to be changed: from then on this copy has one of its own. The reference is good
  // until the next copy is made.
  [[nodiscard]] Value& own() {
    if (value_.use_count() != 1) value_ = std::make_shared<Value>(get());
    // What another thread read through a copy that is gone was read before this.
    std::atomic_thread_fence(std::memory_order_acquire);
    return *value_;
  }

 private:
  static const Value& none() {
    static const Value empty;
    return empty;
  }

  std::shared_ptr<Value> value_;
};

class SharedText : public Shared<std::string> {
 public:
  using Shared::Shared;
  SharedText(std::string text)  // NOLINT(google-explicit-constructor)
      : Shared(std::move(text)) {}
  SharedText(const char* text)  // NOLINT(google-explicit-constructor)
      : Shared(std::string(text)) {}

  operator std::string_view() const { return get(); }  // NOLINT(google-explicit-constructor)

  friend bool operator==(const SharedText& left, const SharedText& right) {
    return left.get() == right.get();
  }
};

}  // namespace wiretrial::model
