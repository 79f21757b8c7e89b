#include "harness/exec/readiness.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "harness/exec/descendants.hpp"
#include "harness/exec/listeners.hpp"
#include "harness/exec/vitals.hpp"

namespace wiretrial::exec {

namespace {

// More than these help nobody.
constexpr std::size_t most_places = 4;

std::string seconds(std::chrono::microseconds time) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(time.count()) / 1e6);
  return text.data();
}

std::string listed(const std::vector<std::string>& places) {
  std::string text;
  for (std::size_t i = 0; i < places.size() && i < most_places; ++i) {
    text += (i == 0 ? "" : ", ") + places[i];
  }
  return text + (places.size() > most_places ? ", ..." : "");
}

std::string said(const std::string& last_words) {
  return last_words.empty() ? "" : "; it said: " + last_words;
}

}  // namespace

std::string why_not_listening(int pid, const std::string& place, std::chrono::milliseconds waited,
                              const std::string& last_words) {
  const std::vector<std::string> places = listening_places(pid);
  const auto used = std::chrono::microseconds(read_vitals(pid).processor_time_us);
  const bool asleep = all_asleep(read_threads(pid));
  std::string reason = "did not listen on " + place + " within " + seconds(waited);
  if (!places.empty()) {
    reason += "; it listens on " + listed(places) +
              " instead: its command must hand {host} and {port} on to it";
  }
  reason += "; it has used " + seconds(used) + " of processor time and is " +
            (asleep ? "waiting" : "at work") + said(last_words);
  if (places.empty()) reason += "; --deadline-scale makes the wait longer";
  return reason;
}

std::string why_ended_early(int guard, const std::string& how, const std::string& place,
                            const std::string& last_words) {
  std::string reason = how + " before it listened on " + place;
  const std::vector<int> left = descendants_of(guard);
  const bool goes_on =
      std::any_of(left.begin(), left.end(), [](const int pid) { return !is_exiting(pid); });
  if (goes_on) {
    const std::vector<std::string> places = listening_places(guard);
    reason += "; a process that it started goes on" +
              (places.empty() ? "" : " and listens on " + listed(places)) +
              ": its command must stay in the foreground until the server ends";
  }
  return reason + said(last_words);
}

}  // namespace wiretrial::exec
