#include "harness/load/proxy_reader.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "harness/load/word.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using model::Direction;
using model::ProxyFault;
using model::ProxyFaultKind;
using Texts = std::vector<std::string>;

// A delay beyond this would only make a run long.
constexpr std::int64_t longest_proxy_delay_ms = 10'000;

// What a kind takes besides "on", and which of that it needs.
struct KindForm {
  ProxyFaultKind kind;
  Texts takes;
  Texts needs;
};

const std::vector<KindForm>& kind_forms() {
  static const std::vector<KindForm> forms{
      {ProxyFaultKind::cut, {"direction", "at", "client", "server", "swept"}, {"direction"}},
      {ProxyFaultKind::drop, {"direction", "at", "swept"}, {"direction"}},
      {ProxyFaultKind::freeze, {"direction", "at", "swept"}, {"direction"}},
      {ProxyFaultKind::kill,
       {"direction", "at", "process", "unread", "swept"},
       {"direction", "process"}},
      {ProxyFaultKind::stall, {"direction", "at", "delay_ms", "swept"}, {"direction", "delay_ms"}},
      {ProxyFaultKind::half_close, {"direction"}, {"direction"}},
      {ProxyFaultKind::refuse, {}, {}},
      {ProxyFaultKind::accept_then_close, {"client"}, {"client"}},
      {ProxyFaultKind::accept_late, {"delay_ms"}, {"delay_ms"}},
      {ProxyFaultKind::latency, {"direction", "delay_ms", "jitter_ms"}, {"direction", "delay_ms"}},
      {ProxyFaultKind::bandwidth,
       {"direction", "bytes_per_second"},
       {"direction", "bytes_per_second"}},
      {ProxyFaultKind::slow_close, {"direction", "delay_ms"}, {"direction", "delay_ms"}},
      {ProxyFaultKind::segments, {"direction", "segments"}, {"direction", "segments"}},
      {ProxyFaultKind::flip, {"direction", "at", "bit", "swept"}, {"direction"}},
      {ProxyFaultKind::insert, {"direction", "at", "bytes"}, {"direction", "at", "bytes"}},
      {ProxyFaultKind::remove, {"direction", "at", "count", "swept"}, {"direction"}},
      {ProxyFaultKind::duplicate, {"direction", "at", "count", "swept"}, {"direction"}},
      {ProxyFaultKind::swap, {"direction", "message"}, {"direction"}},
      {ProxyFaultKind::replay, {"direction", "message"}, {"direction"}},
      {ProxyFaultKind::splice, {"direction", "at"}, {"direction", "at"}},
      {ProxyFaultKind::rewrite,
       {"direction", "message", "bytes", "set", "raw", "omit"},
       {"direction"}}};
  return forms;
}

// A number counts from the start of the first message, a negative one from its end.
model::StreamPlace read_at(const Place& step) {
  model::StreamPlace at;
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (!step.has("at")) return at;
  const Place place = step["at"];
  if (place.value().is_string()) {
    at.point = word_at(step, "at", at.point);
  } else if (place.value().is_object()) {
    static const Texts keys{"point", "plus", "message"};
    place.allow_keys(keys);
    place.require("point");
    at.point = word_at(place, "point", at.point);
    if (place.has("plus")) at.plus_bytes = place["plus"].number(-most, most).value_or(0);
    at.message = place.size_at("message", 1, 1);
  } else if (const auto number = place.number(-most, most)) {
    at = {*number < 0 ? model::StreamPoint::end : model::StreamPoint::start, *number, 1};
  }
  return at;
}

std::chrono::milliseconds delay_at(const Place& step, std::string_view name) {
  if (!step.has(name)) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(step[name].number(0, longest_proxy_delay_ms).value_or(0));
}

void read_segments(const Place& step, ProxyFault& fault) {
  static const Texts keys{"size"};
  if (!step.has("segments")) return;
  const Place place = step["segments"];
  if (!place.value().is_object()) {
    fault.segments = word_at(step, "segments", fault.segments);
    return;
  }
  place.allow_keys(keys);
  place.require("size");
  fault.segments = model::ProxySegments::of_size;
  fault.segment_bytes = place.size_at("size", 1, 1);
}

void read_header_changes(const Place& step, ProxyFault& fault) {
  for (const std::string name : {"set", "raw"}) {
    if (!step.has(name) || !step[name].must_be_object()) continue;
    for (const auto& item : step[name].value().items()) {
      const Place value = step[name][item.key()];
      const auto json = name == "set" ? std::optional(value.value().dump()) : value.text();
      if (json) fault.header.push_back({item.key(), *json});
    }
  }
  fault.omit = step.texts_at("omit");
}

void read_kill(const Place& step, ProxyFault& fault) {
  static const Texts programs{"client", "server"};
  fault.process = step.text_at("process");
  fault.unread = step.flag_at("unread", false);
  const char* const receiver = fault.direction == model::Direction::request ? "server" : "client";
  if (fault.unread && fault.process != receiver) {
    step["unread"].report("only the one that the direction leads to can have an unread byte");
  }
  if (!step.has("process")) return;
  if (std::find(programs.begin(), programs.end(), fault.process) != programs.end()) return;
  step["process"].report("must be \"client\" or \"server\"");
}

void check_keys(const Place& step, const KindForm& form) {
  Texts keys = form.takes;
  keys.insert(keys.end(), {"proxy", "on"});
  step.allow_keys(keys);
  for (const std::string& name : form.needs) step.require(name);
  const bool placed = std::find(form.takes.begin(), form.takes.end(), "swept") != form.takes.end();
  if (placed && step.has("at") == step.has("swept")) {
    step.report("needs either \"at\" or, in a sweep, \"swept\"");
  }
}

}  // namespace

const std::vector<std::string>& proxy_keys() {
  static const Texts keys = [] {
    Texts all{"on"};
    for (const KindForm& form : kind_forms()) {
      for (const std::string& key : form.takes) {
        if (std::find(all.begin(), all.end(), key) == all.end()) all.push_back(key);
      }
    }
    return all;
  }();
  return keys;
}

ProxyFault read_proxy_fault(const Place& step, const BytesContext& context) {
  ProxyFault fault;
  const std::size_t before = step.problem_count();
  fault.kind = word_at(step, "proxy", fault.kind);
  if (step.problem_count() != before) return fault;
  const auto form = std::find_if(kind_forms().begin(), kind_forms().end(),
                                 [&](const KindForm& other) { return other.kind == fault.kind; });
  check_keys(step, *form);
  fault.on = step.text_at("on", "a");
  fault.direction = word_at(step, "direction", fault.direction);
  fault.at = read_at(step);
  if (step.has("message")) fault.at.message = step.size_at("message", 1, 1);
  fault.to_client = word_at(step, "client", fault.to_client);
  fault.to_server = word_at(step, "server", fault.to_server);
  read_kill(step, fault);
  fault.delay = delay_at(step, "delay_ms");
  fault.jitter = delay_at(step, "jitter_ms");
  fault.bytes_per_second = step.size_at("bytes_per_second", 0, 1);
  read_segments(step, fault);
  fault.count = step.size_at("count", 1, 1);
  if (step.has("bit")) fault.bit = static_cast<int>(step["bit"].number(0, 7).value_or(0));
  // What a request is made of is what a client would send to a server on trial, and back.
  BytesContext side = context;
  side.role = fault.direction == Direction::request ? model::Role::server : model::Role::client;
  if (step.has("bytes")) fault.bytes = read_bytes(step["bytes"], side);
  fault.replaces_content = fault.kind == ProxyFaultKind::rewrite && step.has("bytes");
  if (step.has("swept")) fault.swept = read_bytes(step["swept"], side);
  read_header_changes(step, fault);
  return fault;
}

}  // namespace wiretrial::load
