// The header's text of a message that is being built.
#pragma once

#include <cstddef>
#include <string>

#include "harness/protocol/builder.hpp"

namespace wiretrial::protocol {

// The header's bytes, without what stands around its text. `content_size` in bytes is the right
// content's length. Throws BuildError as `build_message` does.
[[nodiscard]] std::string build_header(const MessageSpec& spec, std::size_t content_size,
                                       const FrameDescription& frame);

}  // namespace wiretrial::protocol
