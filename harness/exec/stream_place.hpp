// Places of a stream that is still arriving: where a proxy's fault is to fire.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/model/proxy_fault.hpp"

namespace wiretrial::exec {

struct FoundPlace {
  std::optional<std::size_t> offset;  // in the stream; nothing while too little of it is there
  std::string impossible;             // why the message has no such place, whatever comes
};

[[nodiscard]] FoundPlace find_place(std::string_view stream, const model::StreamPlace& place);

struct MessageBounds {
  std::size_t begin = 0;
  std::size_t end = 0;  // by the declared length; the stream may not be there yet
};

// The nth message of the stream, from 1; nothing while its end, or that of one before it, is not
// known.
[[nodiscard]] std::optional<MessageBounds> find_message(std::string_view stream,
                                                        std::size_t number);

}  // namespace wiretrial::exec
