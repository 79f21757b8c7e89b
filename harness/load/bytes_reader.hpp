// BYTES of a scenario -> bytes with spans.
#pragma once

#include <map>
#include <string>

#include "harness/load/place.hpp"
#include "harness/model/byte_match.hpp"
#include "harness/model/requirement.hpp"
#include "harness/protocol/frame.hpp"

namespace wiretrial::load {

// What the reading of bytes needs to know beyond the bytes' own text.
struct BytesContext {
  const protocol::FrameDescription* frame = nullptr;
  const std::map<std::string, model::Bytes>* messages = nullptr;
  const std::map<std::string, model::FrameLayout>* frames = nullptr;  // those that have a name
  model::Role role = model::Role::server;  // of the subject: a server gets a client's opaque type
};

// A name of a message, an array of BYTES, or an object with one of hex, text, repeat, random,
// message. Random bytes are zeros in a span `random` that the plan fills. Where pieces have spans
// of the same name, later ones get a number behind it
// ("header2"), so that each offset has one name. Faults are reported at their place.
[[nodiscard]] model::Bytes read_bytes(const Place& place, const BytesContext& context);

}  // namespace wiretrial::load
