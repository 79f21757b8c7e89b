// "Did you mean": the likeliest word in place of one that nobody knows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wiretrial::model {

// The candidate that is fewest edits away (insert, delete, replace, or swap neighbours), or an
// empty text when even that one is too far to be meant. Of equally near ones the first.
[[nodiscard]] std::string near_miss(std::string_view word, std::span<const std::string> candidates);

// `, did you mean "connect"?`, or an empty text: the end of an error message about a word nobody
// knows.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       std::span<const std::string> candidates);

}  // namespace wiretrial::model
