// The parts of what client_deviations() returns.
#pragma once

#include <span>
#include <string_view>

#include "impl/mutants/registry.hpp"

namespace wiretrial::mutants {

// Those that a client shares with a server, by the names that they have there: who receives a
// message makes the same mistakes in either role.
[[nodiscard]] std::span<const std::string_view> client_names_of_servers();

[[nodiscard]] std::span<const Deviation> client_message_mutants();
[[nodiscard]] std::span<const Deviation> client_process_mutants();
[[nodiscard]] std::span<const Deviation> client_variants();

}  // namespace wiretrial::mutants
