#include "harness/load/send_reader.hpp"

#include <algorithm>

#include "harness/load/edits_reader.hpp"
#include "harness/load/step_reader.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using Offsets = std::vector<std::size_t>;

// An offset into `size` bytes; a negative one counts from the end.
std::optional<std::size_t> read_offset(const Place& place, std::size_t size) {
  const auto signed_size = static_cast<std::int64_t>(size);
  const auto number = place.number(-signed_size, signed_size);
  if (!number) return std::nullopt;
  return static_cast<std::size_t>(*number < 0 ? signed_size + *number : *number);
}

Offsets every(const Place& place, std::size_t step, std::size_t size) {
  Offsets cuts;
  if (size / step > most_segments) {
    place.report("would be more than " + std::to_string(most_segments) + " segments");
    return cuts;
  }
  for (std::size_t offset = step; offset < size; offset += step) cuts.push_back(offset);
  return cuts;
}

Offsets at_fields(const model::Bytes& bytes) {
  Offsets cuts;
  for (const model::Span& span : bytes.spans) {
    cuts.push_back(span.offset);
    cuts.push_back(span.offset + span.length);
  }
  return cuts;
}

Offsets at_offsets(const Place& place, std::size_t size) {
  Offsets cuts;
  if (!place.must_be_array()) return cuts;
  for (const Place& item : place.items()) {
    const auto offset = read_offset(item, size);
    if (!offset) continue;
    if (*offset == 0 || *offset == size) item.report("cuts off an empty segment");
    cuts.push_back(*offset);
  }
  return cuts;
}

Offsets read_word(const Place& place, const model::Bytes& bytes) {
  static const std::vector<std::string> words{"whole", "each-byte", "fields"};
  const std::string word = place.value().get<std::string>();
  if (word == "whole") return {};
  if (word == "each-byte") return every(place, 1, bytes.data.size());
  if (word == "fields") return at_fields(bytes);
  place.report("unknown segmentation \"" + word + "\"" + model::did_you_mean(word, words));
  return {};
}

Offsets read_segments(const Place& place, const model::Bytes& bytes) {
  static const std::vector<std::string> keys{"at", "size"};
  if (place.value().is_string()) return read_word(place, bytes);
  if (!place.must_be_object()) return {};
  place.allow_keys(keys);
  if (place.has("at")) return at_offsets(place["at"], bytes.data.size());
  if (place.has("size")) return every(place, place.size_at("size", 1, 1), bytes.data.size());
  place.report("needs \"at\" or \"size\"");
  return {};
}

// In ascending order, each once, and only those where both sides have bytes that are sent.
void tidy(Offsets& cuts, std::size_t sent) {
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::erase_if(cuts, [&](std::size_t offset) { return offset == 0 || offset >= sent; });
}

}  // namespace

model::Send read_send(const Place& step, const BytesContext& context) {
  model::Send send;
  const std::size_t before = step.problem_count();
  send.on = step.text_at("on", "a");
  send.bytes = read_bytes(step["send"], context);
  send.barrier = step.flag_at("barrier", true);
  send.swept = step.flag_at("swept", false);
  send.held_back = step.size_at("held_back", 0, 1);
  send.kernel_flushes = step.flag_at("kernel_flushes", false);
  if (send.kernel_flushes && send.held_back == 0) {
    step.report("\"kernel_flushes\" goes with \"held_back\"");
  }
  // Offsets into bytes that could not be read would only add wrong complaints.
  if (step.problem_count() != before) return send;
  if (step.has("edits")) apply_edits(step["edits"], send.bytes);
  const std::size_t size = send.bytes.data.size();
  if (step.has("urgent_at")) send.urgent_at = read_offset(step["urgent_at"], size);
  if (step.has("stop_at")) send.stop_at = read_offset(step["stop_at"], size);
  if (step.has("segments")) send.cuts = read_segments(step["segments"], send.bytes);
  tidy(send.cuts, send.stop_at.value_or(size));
  const std::size_t sent = send.stop_at.value_or(size);
  if (send.urgent_at && *send.urgent_at >= sent) step.report("the urgent byte is not sent");
  if (send.held_back > sent) step.report("holds back more bytes than are sent");
  if (send.swept && (step.has("stop_at") || step.has("segments"))) {
    step.report("a swept send is stopped or cut by the sweep, not by \"stop_at\" or \"segments\"");
  }
  return send;
}

}  // namespace wiretrial::load
