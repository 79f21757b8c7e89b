// See mutations.hpp.
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "fuzz/tools/mutations.hpp"
#include "harness/model/random.hpp"
#include "harness/mutate/mutate.hpp"

namespace wiretrial::fuzz {
namespace {

using Json = nlohmann::ordered_json;
using model::Random;

constexpr std::size_t deepest_nesting = 64;

const std::vector<Json> values{
    nullptr,
    true,
    false,
    0,
    1,
    -1,
    65535,
    65536,
    2147483648,
    -2147483649,
    9223372036854775807,
    18446744073709551615U,
    1.5,
    -0.5,
    1e300,
    "",
    "a",
    "b",
    "/",
    "\xc3\xa9",
    "anything",
    "jhmp",
    "little",
    "0",
    Json::array(),
    Json::object(),
    Json::array({1, 2}),
    Json::object({{"a", 1}}),
};

void collect(Json& value, std::size_t depth, std::vector<Json*>& nodes) {
  nodes.push_back(&value);
  if (depth == deepest_nesting || !value.is_structured()) return;
  for (Json& inner : value) collect(inner, depth + 1, nodes);
}

// Changes a container from outside: one of its values goes, comes twice, or gets another name.
void change_container(Json& container, Random& random) {
  if (container.empty()) return;
  const std::size_t place = random.below(container.size());
  if (container.is_array()) {
    if (random.below(2) == 0) return container.erase(place);
    return container.push_back(Json(container[place]));
  }
  const auto member = std::next(container.begin(), static_cast<std::ptrdiff_t>(place));
  const std::string name = member.key();
  Json value = *member;
  if (random.below(2) == 0) container.erase(name);
  if (random.below(2) == 0) container[name + "s"] = std::move(value);
}

void change(Json& whole, Random& random) {
  std::vector<Json*> nodes;
  collect(whole, 0, nodes);
  Json& node = *nodes[random.below(nodes.size())];
  switch (random.below(4)) {
    case 0:
      node = values[random.below(values.size())];
      return;
    case 1: {
      Json copy = *nodes[random.below(nodes.size())];
      node = std::move(copy);
      return;
    }
    case 2:
      if (node.is_string()) node = mutate::mutate_bytes(node.get<std::string>(), 64, random.next());
      return;
    default:
      if (node.is_structured()) change_container(node, random);
  }
}

}  // namespace

std::string mutate_json_input(std::string_view input, std::size_t max_bytes, std::uint64_t seed) {
  Random random(seed);
  const std::string text(input);
  Json whole = random.below(4) == 0 ? Json(Json::value_t::discarded)
                                    : Json::parse(text, nullptr, false, true);
  if (whole.is_discarded()) return mutate::mutate_bytes(input, max_bytes, random.next());
  const std::size_t changes = random.below(3) + 1;
  for (std::size_t i = 0; i < changes; ++i) change(whole, random);
  std::string changed = whole.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (changed.size() > max_bytes) changed.resize(max_bytes);
  return changed;
}

}  // namespace wiretrial::fuzz
