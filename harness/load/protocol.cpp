#include "harness/load/protocol.hpp"

#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include "harness/load/byte_match_reader.hpp"
#include "harness/load/bytes_reader.hpp"
#include "harness/load/place.hpp"
#include "harness/load/requirements.hpp"
#include "harness/load/scenario_reader.hpp"
#include "harness/load/schema.hpp"
#include "harness/load/step_reader.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using Texts = std::vector<std::string>;

std::optional<Place> field(const Place& frame, std::size_t index) {
  static const Texts keys{"name", "width_bytes", "kind", "member", "length_of"};
  const Place place = frame[index];
  if (!place.must_be_object()) return std::nullopt;
  place.allow_keys(keys);
  return place;
}

void require_text(const Place& place, std::string_view name, const std::string& wanted) {
  if (place.require(name) && place.text_at(name) != wanted) {
    place[name].report("must be \"" + wanted + "\"");
  }
}

void read_prefix(const Place& place, const std::string& header, protocol::FrameDescription& frame) {
  static const Texts kinds{"unsigned-big-endian", "unsigned-little-endian"};
  frame.prefix = place.text_at("name", frame.prefix);
  require_text(place, "length_of", header);
  const std::size_t width = place.size_at("width_bytes", frame.prefix_width);
  if (width != 1 && width != 2 && width != 4 && width != 8) {
    place["width_bytes"].report("must be 1, 2, 4 or 8");
    return;
  }
  frame.prefix_width = width;
  const std::string kind = place.text_at("kind", kinds[0]);
  if (kind != kinds[0] && kind != kinds[1]) {
    place["kind"].report("unknown kind \"" + kind + "\"" + model::did_you_mean(kind, kinds));
  }
  frame.prefix_endianness =
      kind == kinds[0] ? protocol::Endianness::big : protocol::Endianness::little;
}

// A frame has three fields: a prefix, the header whose length it gives, the content whose length
// the header gives.
protocol::FrameDescription read_frame(const Place& place) {
  protocol::FrameDescription frame;
  if (!place.must_be_array()) return frame;
  if (place.value().size() != 3) {
    place.report("a frame has three fields: prefix, header, content");
    return frame;
  }
  const auto prefix = field(place, 0);
  const auto header = field(place, 1);
  const auto content = field(place, 2);
  if (!prefix || !header || !content) return frame;
  frame.header = header->text_at("name", frame.header);
  frame.content = content->text_at("name", frame.content);
  read_prefix(*prefix, frame.header, frame);
  require_text(*header, "kind", "json-object");
  require_text(*header, "length_of", frame.content);
  frame.content_length_member = header->text_at("member", frame.content_length_member);
  require_text(*content, "kind", "bytes");
  return frame;
}

void read_frames(const Place& place, Protocol& result) {
  if (!place.must_be_object()) return;
  for (const auto& item : place.value().items()) {
    if (item.key() == "rest") place["rest"].report("\"rest\" has a meaning already");
    result.frames.insert_or_assign(item.key(), read_frame_layout(place[item.key()]));
  }
}

void read_messages(const Place& place, Protocol& result) {
  if (!place.must_be_object()) return;
  for (const auto& item : place.value().items()) {
    const BytesContext context{&result.frame, &result.messages, &result.frames,
                               model::Role::server};
    const Place message = place[item.key()];
    result.messages.insert_or_assign(item.key(), read_bytes(message, context));
  }
}

void read_control(const Place& place, Protocol& result) {
  static const Texts keys{"server"};
  if (!place.must_be_object()) return;
  place.allow_keys(keys);
  const BytesContext context{&result.frame, &result.messages, &result.frames, model::Role::server};
  if (place.has("server")) result.server_control = read_steps(place["server"], context);
}

Exclusion read_exclusion(const Place& place) {
  static const Texts keys{"requirement", "role", "lacks", "reason"};
  static const Texts things{"scenario", "mutant"};
  Exclusion exclusion;
  exclusion.pointer = place.pointer();
  if (!place.must_be_object()) return exclusion;
  place.allow_keys(keys);
  if (place.require("requirement")) exclusion.requirement = place.text_at("requirement");
  if (place.require("reason")) exclusion.reason = place.text_at("reason");
  if (place.has("role")) exclusion.role = model::value_of<model::Role>(place.text_at("role"));
  if (!place.require("lacks")) return exclusion;
  check_words(place, "lacks", things, "thing to lack");
  for (const std::string& thing : place.texts_at("lacks")) {
    (thing == "mutant" ? exclusion.lacks_mutant : exclusion.lacks_scenario) = true;
  }
  return exclusion;
}

void read_exclusions(const Place& place, Protocol& result) {
  if (!place.must_be_array()) return;
  for (const Place& item : place.items()) result.exclusions.push_back(read_exclusion(item));
}

// Where a name in the file leads; empty for none.
std::string beside(const std::string& file, const std::string& name) {
  if (name.empty()) return "";
  return (std::filesystem::path(file).parent_path() / name).lexically_normal().string();
}

void read_top(const Place& place, Protocol& result) {
  static const Texts keys{"$schema", "name",   "revision", "title",   "requirements", "clauses",
                          "frame",   "frames", "messages", "control", "mutants",      "exclusions"};
  if (!place.must_be_object()) return;
  place.allow_keys(keys);
  place.require("name");
  result.name = place.text_at("name");
  if (place.has("revision")) {
    const auto revision = place["revision"].number(1, std::numeric_limits<int>::max());
    result.revision = static_cast<int>(revision.value_or(1));
  }
  result.title = place.text_at("title");
  if (place.has("clauses")) result.chapters = place.texts_at("clauses");
  result.has_frame = place.has("frame");
  if (result.has_frame) result.frame = read_frame(place["frame"]);
  if (place.has("frames")) read_frames(place["frames"], result);
  if (place.has("messages")) read_messages(place["messages"], result);
  if (place.has("control")) read_control(place["control"], result);
  if (place.has("exclusions")) read_exclusions(place["exclusions"], result);
  result.mutants_file = beside(result.file, place.text_at("mutants"));
  if (!place.require("requirements")) return;
  result.requirements_file = beside(result.file, place.text_at("requirements"));
}

}  // namespace

Protocol load_protocol(const std::string& file) {
  Problems problems;
  Protocol result;
  result.file = file;
  const std::optional<JsonFile> json = read_json(file, "protocol's description", problems);
  if (json) read_top(Place(*json, problems), result);
  problems.raise();
  check_schema(*json, Schema::protocol, problems);
  problems.raise();
  result.requirements = load_requirements(result.requirements_file, result.chapters);
  return result;
}

}  // namespace wiretrial::load
