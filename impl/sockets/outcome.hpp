// What an errno means for a program that uses sockets: the reaction, its word and its exit status
// (PROTOCOL.md, "Sockets").
#pragma once

#include <string>
#include <string_view>

namespace wiretrial::impl {

enum class Outcome {
  ok,
  failed,
  refused,
  unreachable,
  timed_out,
  closed,
  address,
  resources,
  denied,
  unsupported,
  misused,
  unresolvable,
  would_block,
};

// The word of an outcome in a report.
[[nodiscard]] std::string_view word_of(Outcome outcome);

// The exit status of a program that ends so; 2 is none of them, since it is for bad usage.
[[nodiscard]] int exit_status_of(Outcome outcome);

// What it means that a call failed with `error_number` (errno(3)), once it was not overcome by
// trying again. `ok` for 0, `failed` for what is not in the table.
[[nodiscard]] Outcome outcome_of(int error_number);

// The symbol, ECONNREFUSED for one; empty for 0, the number as text for what is not in the table.
[[nodiscard]] std::string name_of_error(int error_number);

}  // namespace wiretrial::impl
