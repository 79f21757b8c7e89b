// The names in evidence of connections that a client makes besides those that its scenario accepts.
#pragma once

#include <string>
#include <string_view>

namespace wiretrial::model {

// "further#1", "further#2", ... in the order of their coming, for each run. No scenario names a
// connection so: `#` is for the members of groups.
inline constexpr std::string_view further_prefix = "further#";

[[nodiscard]] inline std::string further_name(std::size_t number) {
  return std::string(further_prefix) + std::to_string(number);
}

[[nodiscard]] inline bool is_further(std::string_view connection) {
  return connection.starts_with(further_prefix);
}

}  // namespace wiretrial::model
