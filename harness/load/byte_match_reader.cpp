#include "harness/load/byte_match_reader.hpp"

#include <algorithm>
#include <vector>

#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using model::FrameEnd;
using Texts = std::vector<std::string>;

constexpr std::int64_t highest_exit_status = 255;
// A pattern may be about very many frames, but not without any bound.
constexpr std::size_t most_frames = 1'000'000;

void read_prefix(const Place& place, model::FrameLayout& layout) {
  static const Texts keys{"width_bytes", "byte_order", "counts_itself"};
  static const Texts orders{"big", "little"};
  layout.end = FrameEnd::prefix;
  if (!place.must_be_object()) return;
  place.allow_keys(keys);
  place.require("width_bytes");
  layout.prefix_width_bytes = place.size_at("width_bytes", 2);
  const std::size_t width = layout.prefix_width_bytes;
  if (width != 1 && width != 2 && width != 4 && width != 8) {
    place["width_bytes"].report("must be 1, 2, 4 or 8");
  }
  const std::string order = place.text_at("byte_order", orders[0]);
  if (order != orders[0] && order != orders[1]) {
    place["byte_order"].report("unknown byte order \"" + order + "\"" +
                               model::did_you_mean(order, orders));
  }
  layout.prefix_little_endian = order == orders[1];
  layout.prefix_counts_itself = place.flag_at("counts_itself", false);
}

void read_delimiter(const Place& place, model::FrameLayout& layout) {
  static const Texts words{"head", "end"};
  layout.end = FrameEnd::delimiter;
  layout.delimiter = place.text_at("delimiter");
  if (layout.delimiter.empty()) place["delimiter"].report("a delimiter has at least one byte");
  layout.length_after = place.text_at("length_after");
  layout.trailer_bytes = place.size_at("trailer_bytes", 0);
  const std::string without = place.text_at("without_length", words[0]);
  if (without != words[0] && without != words[1]) {
    place["without_length"].report("unknown end \"" + without + "\"" +
                                   model::did_you_mean(without, words));
  }
  layout.without_length_to_end = without == words[1];
  if (!layout.length_after.empty()) return;
  for (const char* key : {"trailer_bytes", "without_length"}) {
    if (place.has(key)) place[key].report("goes with \"length_after\"");
  }
}

model::FrameLayout named_layout(const Place& place, const BytesContext& context) {
  const std::string name = place.value().get<std::string>();
  if (name == "rest") return {};
  Texts names{"rest"};
  if (context.frames != nullptr) {
    const auto found = context.frames->find(name);
    if (found != context.frames->end()) return found->second;
    for (const auto& [known, ignored] : *context.frames) names.push_back(known);
  }
  place.report("unknown frame \"" + name + "\"" + model::did_you_mean(name, names));
  return {};
}

void read_framed(const Place& place, const BytesContext& context, model::ByteMatch& match) {
  match.framed = true;
  const Place frame = place["frame"];
  match.frame = frame.value().is_string() ? named_layout(frame, context) : read_frame_layout(frame);
  match.times = place.size_at("times", 1, 1);
  if (match.times > most_frames) {
    place["times"].report("at most " + std::to_string(most_frames) + " frames are allowed");
  }
  if (match.times > 1 && match.frame.end == FrameEnd::stream) {
    place["times"].report("there is one rest of a stream");
  }
  match.pattern = place.text_at("pattern");
}

}  // namespace

model::FrameLayout read_frame_layout(const Place& place) {
  static const Texts keys{"delimiter", "length_after", "trailer_bytes", "without_length", "prefix"};
  model::FrameLayout layout;
  if (!place.must_be_object()) return layout;
  place.allow_keys(keys);
  if (place.has("delimiter") == place.has("prefix")) {
    place.report("a frame needs either \"delimiter\" or \"prefix\"");
  } else if (place.has("prefix")) {
    read_prefix(place["prefix"], layout);
  } else {
    read_delimiter(place, layout);
  }
  return layout;
}

model::ByteMatch read_byte_match(const Place& place, const BytesContext& context) {
  static const Texts exact_keys{"exact", "or_end"};
  static const Texts frame_keys{"frame", "times", "pattern", "or_end"};
  model::ByteMatch match;
  if (!place.must_be_object()) return match;
  if (place.has("exact") == place.has("frame")) {
    place.report("needs either \"exact\" or \"frame\"");
    return match;
  }
  place.allow_keys(place.has("exact") ? exact_keys : frame_keys);
  match.or_end = place.flag_at("or_end", false);
  if (place.has("frame")) {
    read_framed(place, context, match);
    return match;
  }
  match.exact = read_bytes(place["exact"], context);
  const auto is_random = [](const model::Span& span) { return span.name == "random"; };
  if (std::any_of(match.exact.spans.begin(), match.exact.spans.end(), is_random)) {
    place["exact"].report("random bytes are known only when they are sent");
  }
  if (match.exact.data.empty() && place.problem_count() == 0) {
    place["exact"].report("no bytes at all; to expect none, use \"open\", \"end\" or \"silence\"");
  }
  return match;
}

std::string read_ending(const Place& place) {
  static const Texts endings{"fin", "rst"};
  const std::string ending = place.text().value_or("");
  if (ending.empty() || std::find(endings.begin(), endings.end(), ending) != endings.end()) {
    return ending;
  }
  place.report("unknown end \"" + ending + "\"" + model::did_you_mean(ending, endings));
  return "";
}

model::ProgramMatch read_program_match(const Place& place) {
  static const Texts keys{"status", "output", "error_output"};
  model::ProgramMatch match;
  if (!place.must_be_object()) return match;
  place.allow_keys(keys);
  if (place.has("status")) match.status = place["status"].number(0, highest_exit_status);
  match.output = place.text_at("output");
  match.error_output = place.text_at("error_output");
  return match;
}

}  // namespace wiretrial::load
