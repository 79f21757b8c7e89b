#include "harness/load/message_reader.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>
#include <utility>

#include "harness/model/near_miss.hpp"
#include "harness/protocol/charset.hpp"

namespace wiretrial::load {

namespace {

using protocol::MessageSpec;

const std::vector<std::string> content_keys{"json",   "json_text",  "json_repeat",
                                            "opaque", "opaque_hex", "opaque_repeat"};

const std::vector<std::string> other_keys{"content_hex",
                                          "charset",
                                          "set",
                                          "raw",
                                          "omit",
                                          "rename",
                                          "first",
                                          "last",
                                          "order",
                                          "space",
                                          "nest",
                                          "pad_to",
                                          "header_text",
                                          "header_before_hex",
                                          "header_after_hex",
                                          "header_charset",
                                          "header_length"};

const std::vector<std::string> charsets{"utf-8",     "utf-16",  "utf-16-le",
                                        "utf-16-be", "utf-32",  "utf-32-le",
                                        "utf-32-be", "latin-1", "ascii"};

std::string charset_at(const Place& place, std::string_view name) {
  std::string charset = place.text_at(name);
  if (charset.empty() || protocol::is_known_charset(charset)) return charset;
  place[name].report("unknown charset \"" + charset + "\"" +
                     model::did_you_mean(charset, charsets));
  return "";
}

void read_json_content(const Place& place, MessageSpec& spec) {
  if (place.has("json")) spec.content = place["json"].value().dump();
  if (place.has("json_text")) spec.content = place.text_at("json_text");
  if (place.has("json_repeat")) spec.content = read_repetition(place["json_repeat"]);
}

void read_opaque_content(const Place& place, MessageSpec& spec) {
  if (place.has("opaque")) spec.content = place.text_at("opaque");
  if (place.has("opaque_hex")) spec.content = hex_at(place, "opaque_hex");
  if (place.has("opaque_repeat")) spec.content = read_repetition(place["opaque_repeat"]);
}

void read_content(const Place& place, MessageSpec& spec) {
  std::vector<std::string> present;
  for (const std::string& key : content_keys) {
    if (place.has(key)) present.push_back(key);
  }
  if (present.size() > 1) {
    place.report("\"" + present[0] + "\" and \"" + present[1] + "\" both say what the content is");
  }
  spec.json = !present.empty() && present[0].starts_with("json");
  spec.json ? read_json_content(place, spec) : read_opaque_content(place, spec);
  spec.content_tail = hex_at(place, "content_hex");
  spec.charset = charset_at(place, "charset");
  if (!spec.charset.empty() && !spec.json) {
    place["charset"].report("opaque content has no charset");
  }
}

// The members of an object as texts: `set` takes JSON values, `raw` and `rename` take their texts.
std::vector<std::pair<std::string, std::string>> pairs_at(const Place& place, std::string_view name,
                                                          bool as_json) {
  std::vector<std::pair<std::string, std::string>> pairs;
  if (!place.has(name) || !place[name].must_be_object()) return pairs;
  for (const auto& item : place[name].value().items()) {
    const Place value = place[name][item.key()];
    const auto text = as_json ? std::optional(value.value().dump()) : value.text();
    if (text) pairs.emplace_back(item.key(), *text);
  }
  return pairs;
}

void read_values(const Place& place, MessageSpec& spec) {
  spec.values = pairs_at(place, "set", true);
  for (auto& pair : pairs_at(place, "raw", false)) {
    const bool twice = std::any_of(spec.values.begin(), spec.values.end(),
                                   [&](const auto& other) { return other.first == pair.first; });
    if (twice) place["raw"].report("\"" + pair.first + "\" stands in \"set\" too");
    spec.values.push_back(std::move(pair));
  }
}

std::optional<protocol::Nest> read_nest(const Place& place) {
  static const std::vector<std::string> keys{"open", "close", "depth"};
  if (!place.must_be_object()) return std::nullopt;
  place.allow_keys(keys);
  protocol::Nest nest;
  nest.open = place.text_at("open", nest.open);
  nest.close = place.text_at("close", nest.close);
  nest.depth = place.size_at("depth", nest.depth);
  const std::size_t size = std::max<std::size_t>(1, nest.open.size() + nest.close.size());
  if (nest.depth <= most_repeated_bytes / size) return nest;
  place.report("too deep");
  return std::nullopt;
}

void read_header_changes(const Place& place, MessageSpec& spec) {
  read_values(place, spec);
  spec.omit = place.texts_at("omit");
  spec.rename = pairs_at(place, "rename", false);
  spec.first = place.text_at("first");
  spec.last = place.text_at("last");
  spec.order = place.texts_at("order");
  spec.space = place.flag_at("space", false);
  if (place.has("nest")) spec.nest = read_nest(place["nest"]);
  spec.pad_to = place.size_at("pad_to", 0);
}

void read_whole_header(const Place& place, MessageSpec& spec) {
  if (place.has("header_text")) spec.header_text = place.text_at("header_text");
  spec.header_charset = charset_at(place, "header_charset");
  spec.header_before = hex_at(place, "header_before_hex");
  spec.header_after = hex_at(place, "header_after_hex");
  if (place.has("header_length")) spec.header_length = place.size_at("header_length", 0);
  for (const char* key :
       {"set", "raw", "omit", "rename", "first", "last", "order", "space", "nest", "pad_to"}) {
    if (spec.header_text && place.has(key)) {
      place[key].report("has no effect beside \"header_text\"");
    }
  }
}

}  // namespace

protocol::MessageSpec read_message_spec(const Place& place, const std::string& opaque_type) {
  MessageSpec spec;
  if (!place.must_be_object()) return spec;
  std::vector<std::string> keys = content_keys;
  keys.insert(keys.end(), other_keys.begin(), other_keys.end());
  place.allow_keys(keys);
  spec.opaque_type = opaque_type;
  read_content(place, spec);
  read_header_changes(place, spec);
  read_whole_header(place, spec);
  return spec;
}

std::string read_repetition(const Place& place) {
  static const std::vector<std::string> keys{"before", "text", "hex", "times", "after"};
  if (!place.must_be_object()) return "";
  place.allow_keys(keys);
  if (place.has("text") == place.has("hex")) {
    place.report("needs either \"text\" or \"hex\"");
    return "";
  }
  place.require("times");
  const std::string text = place.has("hex") ? hex_at(place, "hex") : place.text_at("text");
  std::string whole = repeated(place, text, place.size_at("times", 0));
  // Most have neither, and some are of many megabytes.
  whole.insert(0, place.text_at("before"));
  return whole += place.text_at("after");
}

std::string repeated(const Place& place, std::string_view unit, std::size_t times) {
  // Of nothing there may be any number.
  if (unit.empty()) return "";
  if (times > most_repeated_bytes / unit.size()) {
    place.report("would be larger than " + std::to_string(most_repeated_bytes) + " bytes");
    return "";
  }
  const std::size_t size = unit.size() * times;
  std::string result;
  result.reserve(size);
  result = unit.substr(0, size);
  while (result.size() < size) result.append(result, 0, size - result.size());
  return result;
}

std::string hex_at(const Place& place, std::string_view name) {
  const std::string text = place.text_at(name);
  try {
    return model::from_hex(text);
  } catch (const std::invalid_argument& error) {
    place[name].report(error.what());
    return "";
  }
}

}  // namespace wiretrial::load
