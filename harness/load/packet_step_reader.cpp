#include "harness/load/packet_step_reader.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "harness/load/word.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using model::Step;
using Texts = std::vector<std::string>;

constexpr std::int64_t most_percent = 100;
constexpr std::int64_t longest_delay_ms = 60'000;
constexpr std::int64_t most_rate_kbit = 10'000'000;
constexpr std::int64_t most_sysctl = 2'000'000'000;
// Of IPv4 (RFC 791), and of Linux's loopback device.
constexpr std::int64_t least_unit_bytes = 68;
constexpr std::int64_t most_unit_bytes = 65'536;
// What a rule compares: nft(8) has raw expressions of up to 128 bits.
constexpr std::size_t longest_beginning_bytes = 16;

void refuse(const Place& step, const Texts& names, const std::string& reason) {
  for (const std::string& name : names) {
    if (step.has(name)) step[name].report(reason);
  }
}

}  // namespace

Step read_packets(const Place& step, const BytesContext&) {
  if (step["packets"].value() == "pass") {
    refuse(step, {"toward", "of", "every", "after_bytes", "beginning"},
           "\"pass\" lifts every rule, whatever it catches");
    return model::PassPackets{step.size_at("after", 0)};
  }
  refuse(step, {"after"}, "belongs to \"pass\"");
  model::FilterPackets filter;
  filter.action = word_of(step["packets"], filter.action);
  filter.toward = word_at(step, "toward", filter.toward);
  filter.of = word_at(step, "of", filter.of);
  filter.every = step.size_at("every", 1, 1);
  filter.after_bytes = step.size_at("after_bytes", 0);
  filter.beginning = step.text_at("beginning");
  if (filter.beginning.size() > longest_beginning_bytes) {
    step["beginning"].report("at most 16 bytes are compared");
  }
  return filter;
}

Step read_route(const Place& step, const BytesContext&) {
  return model::MakeRoute{word_of(step["route"], model::RouteKind::none)};
}

Step read_resolve(const Place& step, const BytesContext&) {
  model::Resolve resolve;
  const Place place = step["resolve"];
  if (!place.value().is_array()) {
    resolve.kind = word_of(place, resolve.kind);
    if (resolve.kind == model::ResolveKind::addresses) place.report("must be a list of addresses");
    return resolve;
  }
  for (const Place& item : place.items()) {
    resolve.addresses.push_back(word_of(item, model::AddressKind::refusing));
  }
  if (resolve.addresses.empty()) place.report("a name without an address is \"unknown\"");
  if (std::count(resolve.addresses.begin(), resolve.addresses.end(),
                 model::AddressKind::accepting) > 1) {
    place.report("only one address can accept");
  }
  return resolve;
}

Step read_sysctl(const Place& step, const BytesContext&) {
  static const Texts names{
      "tcp_syn_retries",      "tcp_synack_retries", "tcp_retries1",       "tcp_retries2",
      "tcp_orphan_retries",   "tcp_fin_timeout",    "tcp_keepalive_time", "tcp_keepalive_intvl",
      "tcp_keepalive_probes", "tcp_timestamps",     "tcp_sack",           "tcp_window_scaling"};
  model::SetSysctl set;
  const Place place = step["sysctl"];
  if (!place.must_be_object()) return set;
  place.allow_keys(names);
  for (const std::string& name : names) {
    if (!place.has(name)) continue;
    if (const auto value = place[name].number(0, most_sysctl)) set.values[name] = *value;
  }
  if (set.values.empty()) place.report("sets nothing");
  return set;
}

Step read_mtu(const Place& step, const BytesContext&) {
  const auto bytes = step["mtu"].number(least_unit_bytes, most_unit_bytes);
  return model::SetMtu{static_cast<std::size_t>(bytes.value_or(least_unit_bytes))};
}

Step read_icmp(const Place& step, const BytesContext&) {
  return model::SendIcmp{word_of(step["icmp"], model::IcmpKind::ttl_exceeded)};
}

Step read_vanish(const Place& step, const BytesContext&) {
  return model::Vanish{step.text_at("vanish")};
}

Step read_netem(const Place& step, const BytesContext&) {
  static const Texts names{"delay_ms",          "jitter_ms",       "loss_percent",
                           "duplicate_percent", "corrupt_percent", "reorder_percent",
                           "rate_kbit"};
  model::ShapeTraffic shape;
  const Place place = step["netem"];
  if (!place.must_be_object()) return shape;
  place.allow_keys(names);
  const auto read = [&place](const std::string& name, std::int64_t most) {
    return place.has(name) ? place[name].number(0, most).value_or(0) : 0;
  };
  shape.delay = std::chrono::milliseconds(read("delay_ms", longest_delay_ms));
  shape.jitter = std::chrono::milliseconds(read("jitter_ms", longest_delay_ms));
  shape.loss_percent = static_cast<std::size_t>(read("loss_percent", most_percent));
  shape.duplicate_percent = static_cast<std::size_t>(read("duplicate_percent", most_percent));
  shape.corrupt_percent = static_cast<std::size_t>(read("corrupt_percent", most_percent));
  shape.reorder_percent = static_cast<std::size_t>(read("reorder_percent", most_percent));
  shape.rate_kbit = static_cast<std::size_t>(read("rate_kbit", most_rate_kbit));
  return shape;
}

}  // namespace wiretrial::load
