#include "harness/hunt/input.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "harness/model/random.hpp"
#include "harness/mutate/mutate.hpp"

namespace wiretrial::hunt {

using model::Ending;
using model::Exchange;
using model::Random;

namespace {

// Most faults show in short messages. A few inputs have room for the longest header.
constexpr std::size_t usual_bytes = 4096;
constexpr std::size_t most_bytes = 70'000;
constexpr std::size_t one_long_of = 64;
// So many are a stream as it was found in the scenarios.
constexpr std::size_t one_unchanged_of = 16;
constexpr std::size_t one_joined_of = 16;
constexpr std::size_t one_cut_of = 8;
constexpr std::size_t most_cuts = 3;
// Where implementations err: around the prefix.
constexpr std::size_t early_bytes = 4;

Random chance(std::uint64_t seed, std::uint64_t index, std::uint64_t purpose) {
  Random random(seed ^ (index * 0x9e3779b97f4a7c15ULL) ^ (purpose << 56U));
  random.next();
  return random;
}

std::vector<std::size_t> choose_cuts(std::size_t size, Random& random) {
  std::vector<std::size_t> cuts;
  if (size < 2 || random.below(one_cut_of) != 0) return cuts;
  const std::size_t count = random.below(most_cuts) + 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t range = random.below(2) == 0 ? std::min(size - 1, early_bytes) : size - 1;
    cuts.push_back(random.below(range) + 1);
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

Ending choose_ending(Random& random) {
  switch (random.below(8)) {
    case 0:
      return Ending::reset;
    case 1:
    case 2:
      return Ending::finish;
    default:
      return Ending::open;
  }
}

bool read_number(std::string_view& text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace

std::string text_of(const Address& address) {
  std::string text = std::to_string(address.seed);
  char mark = ':';
  for (const std::uint64_t number : address.lineage) {
    text += mark + std::to_string(number);
    mark = '.';
  }
  return text;
}

std::optional<Address> parse_address(std::string_view text) {
  Address address;
  if (!read_number(text, address.seed) || !text.starts_with(':')) return std::nullopt;
  do {
    text.remove_prefix(1);
    if (!read_number(text, address.lineage.emplace_back())) return std::nullopt;
  } while (text.starts_with('.') && address.lineage.size() < longest_lineage);
  if (!text.empty()) return std::nullopt;
  return address;
}

Generator::Generator(std::uint64_t seed, std::vector<std::string> streams,
                     protocol::FrameDescription frame)
    : seed_(seed), streams_(std::move(streams)), frame_(std::move(frame)) {
  if (streams_.empty()) throw std::invalid_argument("there is no stream to begin with");
}

std::string Generator::begin(std::uint64_t number) const {
  Random random = chance(seed_, number, 1);
  std::string bytes = streams_[random.below(streams_.size())];
  if (random.below(one_joined_of) == 0) bytes += streams_[random.below(streams_.size())];
  if (random.below(one_unchanged_of) == 0) return bytes;
  const std::size_t limit = random.below(one_long_of) == 0 ? most_bytes : usual_bytes;
  return mutate::mutate_stream(bytes, limit, random.next(), frame_);
}

Input Generator::make(const std::vector<std::uint64_t>& lineage) const {
  Exchange exchange;
  exchange.bytes = begin(lineage.front());
  for (std::size_t i = 1; i < lineage.size(); ++i) {
    Random random = chance(seed_, lineage[i], 2);
    const std::size_t limit = random.below(one_long_of) == 0 ? most_bytes : usual_bytes;
    exchange.bytes = mutate::mutate_stream(exchange.bytes, limit, random.next(), frame_);
  }
  Random random = chance(seed_, lineage.back(), 3);
  exchange.cuts = choose_cuts(exchange.bytes.size(), random);
  exchange.ending = choose_ending(random);
  return {{seed_, lineage}, std::move(exchange)};
}

}  // namespace wiretrial::hunt
