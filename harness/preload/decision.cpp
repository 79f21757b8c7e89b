#include "harness/preload/decision.hpp"

#include <cerrno>

namespace wiretrial::preload {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

// The finaliser of SplitMix64: every bit of the result depends on every bit of the value.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

// Whether the fault can hit this call at all.
bool fits(const Rule& rule, const Request& request) {
  if (rule.call != request.call) return false;
  if (rule.socket != 0 && rule.socket != request.socket) return false;
  if (rule.error == 0) return request.can_be_short && request.length > rule.length;
  if (rule.error == EAGAIN) return request.can_be_again;
  if (rule.error == ECONNABORTED && rule.call == Call::accept) return request.can_be_aborted;
  if (rule.error == EINTR) return request.can_be_interrupted;
  return true;
}

// Counted for each socket apart, so that what other connections do does not change the choice.
bool chosen_by_seed(Channel& channel, std::size_t index, const Request& request) {
  const Rule& rule = channel.rules[index];
  const std::size_t socket = request.socket % distinct_sockets;
  const std::uint64_t count = channel.socket_calls[index][socket].fetch_add(1, relaxed);
  if (rule.percent == 0) return true;
  const std::uint64_t place =
      (std::uint64_t{index} << 48U) | (std::uint64_t{socket} << 40U) | count;
  return mix(channel.seed ^ mix(place)) % 100U < rule.percent;
}

bool is_due(const Rule& rule, std::uint32_t count) {
  return (rule.nth == 0 || count == rule.nth) && (rule.first == 0 || count <= rule.first) &&
         (rule.every == 0 || count % rule.every == 0);
}

void write_down(Channel& channel, std::size_t index, std::uint32_t count, const Request& request,
                std::uint64_t given) {
  channel.fired[index].fetch_add(1, relaxed);
  const std::uint32_t place = channel.entry_count.fetch_add(1, relaxed);
  if (place >= most_entries) return;
  Entry& entry = channel.entries[place];
  entry.rule = static_cast<std::uint32_t>(index);
  entry.socket = request.socket;
  entry.count = count;
  entry.requested = request.length;
  entry.given = given;
  entry.written.store(1, std::memory_order_release);
}

}  // namespace

Decision decide(Channel& channel, const Request& request) {
  for (std::size_t i = 0; i < channel.rule_count && i < most_rules; ++i) {
    const Rule& rule = channel.rules[i];
    if (!fits(rule, request)) continue;
    const std::uint32_t count = channel.calls[i].fetch_add(1, relaxed) + 1;
    const bool chosen = chosen_by_seed(channel, i, request);
    if (!chosen || !is_due(rule, count)) continue;
    const std::uint64_t given = rule.error == 0 ? rule.length : 0;
    write_down(channel, i, count, request, given);
    return {true, rule.error, given};
  }
  return {false, 0, request.length};
}

bool has_rule(const Channel& channel, Call call, std::int32_t error) {
  for (std::size_t i = 0; i < channel.rule_count && i < most_rules; ++i) {
    if (channel.rules[i].call == call && channel.rules[i].error == error) return true;
  }
  return false;
}

bool is_fatal(std::int32_t error) {
  return error == ECONNRESET || error == EPIPE || error == ETIMEDOUT || error == ECONNABORTED ||
         error == EHOSTUNREACH || error == ENETUNREACH;
}

}  // namespace wiretrial::preload
