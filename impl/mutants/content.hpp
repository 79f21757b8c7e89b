// What the content of a message means (PROTOCOL.md CNT-1 to CNT-13).
#pragma once

#include <optional>
#include <string>

#include "impl/mutants/json.hpp"
#include "impl/mutants/message.hpp"
#include "impl/mutants/rules.hpp"

namespace wiretrial::mutants {

// The JSON text of a message whose content is JSON; nothing if it is to be rejected.
[[nodiscard]] std::optional<JsonValue> read_json_content(const Message& message,
                                                         const ContentRules& rules);

// The bytes of a message whose content is opaque; nothing if it is to be rejected.
[[nodiscard]] std::optional<std::string> read_opaque_content(const Message& message,
                                                             const ContentRules& rules);

}  // namespace wiretrial::mutants
