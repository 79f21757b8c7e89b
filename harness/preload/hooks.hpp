// For the sources that stand in for calls of the C library.
#pragma once

#include "harness/preload/decision.hpp"

#define WIRETRIAL_HOOK extern "C" __attribute__((visibility("default")))

namespace wiretrial::preload {

// What is to be done to a call on this descriptor; nothing when it is no TCP socket or there is no
// channel. `can_be_short` says whether the call may do less than it was asked.
[[nodiscard]] Decision consider(Call call, int descriptor, std::size_t length, bool can_be_short);

}  // namespace wiretrial::preload
