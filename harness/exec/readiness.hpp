// Says why a server did not serve, so that whoever described it knows what to mend.
#pragma once

#include <chrono>
#include <string>

namespace wiretrial::exec {

// Of a server that runs and does not listen on `place`: how long was waited, where it listens
// instead, whether it is at work, its last words, and what would help.
[[nodiscard]] std::string why_not_listening(int pid, const std::string& place,
                                            std::chrono::milliseconds waited,
                                            const std::string& last_words);

// Of a server that has ended as `how` says: its last words, and what it left behind below `guard`,
// the process that adopts it.
[[nodiscard]] std::string why_ended_early(int guard, const std::string& how,
                                          const std::string& place, const std::string& last_words);

}  // namespace wiretrial::exec
