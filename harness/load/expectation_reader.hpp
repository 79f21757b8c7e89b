// EXPECTATION and MATCH of a scenario -> model values.
#pragma once

#include "harness/load/bytes_reader.hpp"
#include "harness/load/place.hpp"
#include "harness/model/expectation.hpp"
#include "harness/model/requirement.hpp"

namespace wiretrial::load {

// The value of an `expect` step: a word, or an object with a word and its modifiers. Unknown words
// get a near miss; a word of the other role, and a match that the word cannot have, are reported.
[[nodiscard]] model::Expectation read_expectation(const Place& place, const BytesContext& context);

// Whether the word is about what a server does on its connection; the others are about a client.
[[nodiscard]] bool is_about_server(model::ExpectationKind kind);

}  // namespace wiretrial::load
