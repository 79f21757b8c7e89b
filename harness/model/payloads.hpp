// Long payloads lie beside the record, in files named by the hash of their content.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/model/record.hpp"

namespace wiretrial::model {

// XXH3, 128 bits, as 32 lower-case hexadecimal digits (canonical, the same on every machine). No
// protection against an attacker who makes collisions on purpose: a record is evidence for its
// owner.
[[nodiscard]] std::string payload_hash(std::string_view data);

// How many bytes a plan has in messages to send and to expect, and so about what it takes in
// memory.
[[nodiscard]] std::size_t payload_bytes(const Plan& plan);

// Moves every Bytes.data and Event.data that is longer than `inline_payload_limit_bytes` to
// `directory`/hash, which is made when needed, and leaves the hash in `payload`. An event without a
// length gets that of its data. Throws std::filesystem::filesystem_error when a file cannot be
// written; the trial may then be stored in part.
void store_payloads(TrialRecord& trial, const std::filesystem::path& directory);

// Undoes store_payloads. Throws RecordError when a payload is absent, has another hash or is named
// by anything but a hash.
void load_payloads(TrialRecord& trial, const std::filesystem::path& directory);

}  // namespace wiretrial::model
