// Rules for packets, as nft(8) has them, in the network namespace of this process.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/packet_step.hpp"

namespace wiretrial::exec {

// A rule that is in force, or was.
struct PacketRule {
  model::FilterPackets what;
  std::uint16_t server_port = 0;
  std::string server_address;  // only packets to or from it; empty: any
};

// What the rule does, in words without ports and addresses: "drop every 3 of established toward
// server".
[[nodiscard]] std::string describe(const model::FilterPackets& what);

// The nft commands that put the rule, number `number` of its table, in force: one for each way.
[[nodiscard]] std::string commands_for(const PacketRule& rule, std::size_t number);

// How many packets each of the first `rules` rules caught, from what `nft list counters` wrote.
[[nodiscard]] std::vector<std::uint64_t> counts_in(std::string_view listing, std::size_t rules);

// One table of rules. Only for a process in a network namespace of its own. Every member throws
// std::runtime_error with what nft said when it fails.
class PacketFilter {
 public:
  void add(PacketRule rule);
  // Packets caught so far, by each rule in the order of adding.
  [[nodiscard]] std::vector<std::uint64_t> counts() const;
  [[nodiscard]] const std::vector<PacketRule>& rules() const { return rules_; }
  // Takes all rules away.
  void clear();

 private:
  std::vector<PacketRule> rules_;
  bool has_table_ = false;
};

}  // namespace wiretrial::exec
