#include "harness/exec/packet_filter.hpp"

#include <charconv>

#include "harness/exec/program.hpp"
#include "harness/model/bytes.hpp"

namespace wiretrial::exec {

namespace {

using model::PacketAction;
using model::PacketKind;
using model::PacketWay;

constexpr const char* make_table =
    "add table inet wiretrial\n"
    "add chain inet wiretrial faults { type filter hook input priority 0; }\n";
constexpr const char* remove_table = "delete table inet wiretrial\n";
constexpr int address_byte_bits = 8;

std::string counter_name(std::size_t number) {
  return "rule" + std::to_string(number);
}

const char* statement(PacketAction action) {
  switch (action) {
    case PacketAction::drop:
      return "drop";
    case PacketAction::reset:
      return "reject with tcp reset";
    case PacketAction::port_unreachable:
      return "reject with icmp type port-unreachable";
    case PacketAction::host_unreachable:
      return "reject with icmp type host-unreachable";
    case PacketAction::net_unreachable:
      return "reject with icmp type net-unreachable";
    case PacketAction::protocol_unreachable:
      return "reject with icmp type prot-unreachable";
    case PacketAction::admin_prohibited:
      return "reject with icmp type admin-prohibited";
  }
  return "drop";
}

std::string condition(const PacketRule& rule, bool toward_server) {
  const model::FilterPackets& what = rule.what;
  std::string text;
  if (!rule.server_address.empty()) {
    text += std::string("ip ") + (toward_server ? "daddr " : "saddr ") + rule.server_address + " ";
  }
  text += std::string("tcp ") + (toward_server ? "dport " : "sport ") +
          std::to_string(rule.server_port) + " ";
  if (what.of == PacketKind::connecting) text += "tcp flags & syn == syn ";
  if (what.of == PacketKind::established) text += "tcp flags & syn == 0 ";
  // Whatever the first byte is: there is one.
  if (what.of == PacketKind::with_content) text += "@ih,0,8 >= 0 ";
  // A reset is never answered by one (RFC 9293 3.5.2), and the answers of a rule for both ways pass
  // the rule.
  if (what.action == PacketAction::reset) text += "tcp flags & rst == 0 ";
  if (!what.beginning.empty()) {
    text += "@ih,0," + std::to_string(what.beginning.size() * address_byte_bits) + " 0x" +
            model::to_hex(what.beginning) + " ";
  }
  if (what.every > 1) {
    text += "numgen inc mod " + std::to_string(what.every) +
            " == " + std::to_string(what.every - 1) + " ";
  }
  if (what.after_bytes > 0) text += "quota over " + std::to_string(what.after_bytes) + " bytes ";
  return text;
}

}  // namespace

std::string describe(const model::FilterPackets& what) {
  std::string text(model::name_of(what.action));
  if (what.every > 1) text += " every " + std::to_string(what.every);
  if (what.of != PacketKind::all) text += " of " + std::string(model::name_of(what.of));
  text += " toward " + std::string(model::name_of(what.toward));
  if (what.after_bytes > 0) text += " after " + std::to_string(what.after_bytes) + " bytes";
  if (!what.beginning.empty()) text += " beginning with " + model::to_hex(what.beginning);
  return text;
}

std::string commands_for(const PacketRule& rule, std::size_t number) {
  const std::string counter = counter_name(number);
  std::string commands = "add counter inet wiretrial " + counter + "\n";
  const auto add = [&](bool toward_server) {
    commands += "add rule inet wiretrial faults " + condition(rule, toward_server) +
                "counter name " + counter + " " + statement(rule.what.action) + "\n";
  };
  if (rule.what.toward != PacketWay::client) add(true);
  if (rule.what.toward != PacketWay::server) add(false);
  return commands;
}

std::vector<std::uint64_t> counts_in(std::string_view listing, std::size_t rules) {
  constexpr std::string_view word = "packets ";
  std::vector<std::uint64_t> counts(rules, 0);
  for (std::size_t i = 0; i < rules; ++i) {
    const auto at = listing.find("counter " + counter_name(i) + " {");
    const auto digits = at == std::string_view::npos ? at : listing.find(word, at);
    if (digits == std::string_view::npos) continue;
    const char* begin = listing.data() + digits + word.size();
    std::from_chars(begin, listing.data() + listing.size(), counts[i]);
  }
  return counts;
}

void PacketFilter::add(PacketRule rule) {
  const std::string commands = commands_for(rule, rules_.size());
  run_administration_program("nft", {"-f", "-"}, (has_table_ ? "" : make_table) + commands);
  has_table_ = true;
  rules_.push_back(std::move(rule));
}

std::vector<std::uint64_t> PacketFilter::counts() const {
  if (!has_table_) return {};
  return counts_in(
      run_administration_program("nft", {"list", "counters", "table", "inet", "wiretrial"}),
      rules_.size());
}

void PacketFilter::clear() {
  if (!has_table_) return;
  run_administration_program("nft", {"-f", "-"}, remove_table);
  has_table_ = false;
  rules_.clear();
}

}  // namespace wiretrial::exec
