// What impl/ and harness/protocol write, both of them read, and it is what was written: messages,
// JSON strings, and text in every encoding.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "fuzz/tools/oracles.hpp"
#include "impl/wire/message.hpp"

namespace wiretrial::fuzz {

using Encoder = std::function<std::string(const impl::Message&)>;

// Makes a message out of `input`, whatever that is, and checks what `encode` makes of it.
void check_round_trip(const Encoder& encode, std::string_view input, OracleSet oracles);

}  // namespace wiretrial::fuzz
