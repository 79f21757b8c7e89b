#include "harness/load/bytes_reader.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/load/message_reader.hpp"
#include "harness/model/near_miss.hpp"
#include "harness/protocol/builder.hpp"

namespace wiretrial::load {

namespace {

using model::Bytes;

const std::vector<std::string> piece_keys{"hex", "text", "repeat", "random", "message"};

Bytes named_message(const Place& place, const BytesContext& context) {
  const std::string name = place.value().get<std::string>();
  const auto found = context.messages->find(name);
  if (found != context.messages->end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known, ignored] : *context.messages) names.push_back(known);
  place.report("unknown message \"" + name + "\"" + model::did_you_mean(name, names));
  return {};
}

Bytes built_message(const Place& place, const BytesContext& context) {
  const std::size_t before = place.problem_count();
  const bool for_server = context.role == model::Role::server;
  const protocol::MessageSpec spec = read_message_spec(
      place, for_server ? protocol::client_opaque_type : protocol::server_opaque_type);
  if (place.problem_count() != before) return {};
  try {
    return protocol::build_message(spec, *context.frame);
  } catch (const protocol::BuildError& error) {
    place.report(error.what());
    return {};
  }
}

Bytes random_bytes(const Place& place) {
  const auto count = place.number(0, static_cast<std::int64_t>(most_repeated_bytes));
  const auto size = static_cast<std::size_t>(count.value_or(0));
  return {std::string(size, '\0'), {{"random", 0, size}}, "", 0};
}

Bytes plain(std::string data) {
  return {std::move(data), {}, "", 0};
}

Bytes read_bytes_object(const Place& place, const BytesContext& context) {
  place.allow_keys(piece_keys);
  const auto count = std::count_if(piece_keys.begin(), piece_keys.end(),
                                   [&](const std::string& key) { return place.has(key); });
  if (count != 1) {
    place.report("bytes need exactly one of hex, text, repeat, random, message");
    return {};
  }
  if (place.has("hex")) return plain(hex_at(place, "hex"));
  if (place.has("text")) return plain(place.text_at("text"));
  if (place.has("repeat")) return plain(read_repetition(place["repeat"]));
  if (place.has("random")) return random_bytes(place["random"]);
  return built_message(place["message"], context);
}

// The n-th span of a name is called name, name2, name3.
void number_spans(Bytes& bytes) {
  std::map<std::string, int> seen;
  for (model::Span& span : bytes.spans) {
    const int count = ++seen[span.name];
    if (count > 1) span.name += std::to_string(count);
  }
}

// The pieces with the names that they have by themselves.
Bytes read_pieces(const Place& place, const BytesContext& context) {
  if (place.value().is_string()) return named_message(place, context);
  if (place.value().is_object()) return read_bytes_object(place, context);
  Bytes bytes;
  if (!place.value().is_array()) {
    place.report("bytes are a message's name, an object or an array of these");
    return bytes;
  }
  for (const Place& item : place.items()) model::append(bytes, read_pieces(item, context));
  return bytes;
}

}  // namespace

Bytes read_bytes(const Place& place, const BytesContext& context) {
  Bytes bytes = read_pieces(place, context);
  number_spans(bytes);
  return bytes;
}

}  // namespace wiretrial::load
