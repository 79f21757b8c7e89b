#include "harness/exec/census.hpp"

namespace wiretrial::exec {

namespace {

// TCP_TIMEWAIT_LEN of the kernel, which cannot be set.
constexpr std::chrono::seconds time_wait_length(60);

}  // namespace

void SocketCensus::clear() {
  connections_.clear();
  in_time_wait_.clear();
}

void SocketCensus::add(const Endpoint& own) {
  connections_.push_back(own);
}

std::map<std::string, std::int64_t> SocketCensus::count(SocketInspector& inspector,
                                                        const Endpoint& subject) {
  const auto now = std::chrono::steady_clock::now();
  std::map<std::string, std::int64_t> counts;
  std::erase_if(connections_, [&](const Endpoint& own) {
    const auto socket = inspector.find(subject, own);
    if (!socket) return true;
    if (socket->state == tcp_state_time_wait) {
      in_time_wait_.push_back(now);
      return true;
    }
    ++counts[std::string(tcp_state_name(socket->state))];
    return false;
  });
  while (!in_time_wait_.empty() && now - in_time_wait_.front() >= time_wait_length) {
    in_time_wait_.pop_front();
  }
  const bool listens = inspector.find_listener(subject).has_value();
  if (counts.empty() && in_time_wait_.empty() && !listens) return counts;
  counts["LISTEN"] += listens ? 1 : 0;
  counts["TIME_WAIT"] += static_cast<std::int64_t>(in_time_wait_.size());
  for (const char* state : {"ESTABLISHED", "CLOSE_WAIT"}) counts.try_emplace(state, 0);
  return counts;
}

}  // namespace wiretrial::exec
