// A file descriptor with an owner, and the error of a call on one.
#pragma once

#include <cerrno>
#include <string>
#include <utility>

#include <unistd.h>

#include "impl/sockets/outcome.hpp"

namespace wiretrial::impl {

// Closes what it owns when it goes.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  ~Descriptor() { close(); }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool valid() const { return number_ >= 0; }

  // Not tried again after EINTR: on Linux the descriptor is free by then (close(2)).
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

// Thrown when a call failed and trying it again is no remedy.
struct CallError {
  std::string call;
  int error_number = 0;
  Outcome outcome = Outcome::failed;

  CallError(std::string name, int number)
      : call(std::move(name)), error_number(number), outcome(outcome_of(number)) {}
  CallError(std::string name, int number, Outcome what)
      : call(std::move(name)), error_number(number), outcome(what) {}
};

// `result` as it is; throws CallError with errno when it is negative.
template <class Result>
Result checked(Result result, const char* call) {
  if (result < 0) throw CallError(call, errno);
  return result;
}

}  // namespace wiretrial::impl
