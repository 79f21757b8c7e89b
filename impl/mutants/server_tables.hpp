// The parts of what server_deviations() returns.
#pragma once

#include <span>

#include "impl/mutants/registry.hpp"

namespace wiretrial::mutants {

[[nodiscard]] std::span<const Deviation> server_message_mutants();
[[nodiscard]] std::span<const Deviation> server_content_mutants();
[[nodiscard]] std::span<const Deviation> server_text_mutants();
[[nodiscard]] std::span<const Deviation> server_process_mutants();
[[nodiscard]] std::span<const Deviation> server_variants();

}  // namespace wiretrial::mutants
