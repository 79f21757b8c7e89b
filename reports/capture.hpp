// The evidence of a trial -> packets, as Wireshark reads them. Nothing is captured: the packets are
// made from the evidence, offline and without privileges.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// Where everybody is in such a file: the evidence has no addresses. Those of RFC 5737 belong to
// nobody.
inline constexpr const char* counterpart_address = "192.0.2.1";
inline constexpr const char* server_address = "192.0.2.2";
inline constexpr const char* client_address = "192.0.2.3";
inline constexpr std::uint16_t server_port = 65432;

// A pcapng file of the trial, whose payloads have been loaded (payloads.hpp). Each connection of
// each run is a stream; data stands in the segments of the evidence, at its times; runs follow one
// another. Comments on packets say which event of the evidence they are, where the verdict was
// judged, which faults were injected, and what happened between them. Repeats of a trial come one
// behind the other. What the evidence does not have is simplified (docs/WIRESHARK.md).
[[nodiscard]] std::string render_pcapng(const model::Record& record,
                                        const std::vector<model::TrialRecord>& repeats);

}  // namespace wiretrial::reports
