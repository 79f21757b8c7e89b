#include "harness/mutate/mutate.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/model/random.hpp"
#include "harness/mutate/draft.hpp"
#include "harness/mutate/tables.hpp"

namespace wiretrial::mutate {

namespace {

using model::Random;
using protocol::FrameDescription;

constexpr std::size_t most_changes = 4;
constexpr std::size_t most_nesting = 80;
// For parsers that call themselves, now and then.
constexpr std::size_t deepest_nesting = 1500;
constexpr std::size_t one_deep_of = 8;

// Of ten results so many have true lengths.
constexpr std::size_t repaired_of_ten = 7;

bool one_in(Random& random, std::size_t count) {
  return random.below(count) == 0;
}

template <typename Table>
std::string one_of(const Table& table, Random& random) {
  return std::string(table[random.below(table.size())]);
}

// A place between two bytes, the ends included.
std::size_t place_in(std::string_view bytes, Random& random) {
  return random.below(bytes.size() + 1);
}

void change_bytes(std::string& bytes, Random& random) {
  const std::size_t place = place_in(bytes, random);
  const std::size_t length = random.below(std::min<std::size_t>(bytes.size() - place, 32) + 1);
  switch (random.below(6)) {
    case 0:
      if (place < bytes.size())
        bytes[place] = static_cast<char>(bytes[place] ^ (1 << random.below(8)));
      return;
    case 1:
      if (place < bytes.size()) bytes[place] = static_cast<char>(random.below(256));
      return;
    case 2:
      bytes.erase(place, length);
      return;
    case 3:
      bytes.insert(place, bytes.substr(place, length));
      return;
    case 4:
      bytes.insert(place, one_of(pieces, random));
      return;
    default:
      bytes.resize(place);
  }
}

std::string nested(Random& random) {
  const std::size_t depth =
      random.below(one_in(random, one_deep_of) ? deepest_nesting : most_nesting) + 1;
  const bool objects = one_in(random, 2);
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += objects ? "{\"a\":" : "[";
  if (objects) text += '1';
  return text + std::string(depth, objects ? '}' : ']');
}

// Spells one character of a name as an escape; the name stays the same.
void escape_character(std::string& name, Random& random) {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::size_t place = 1 + random.below(std::max<std::size_t>(name.size(), 3) - 2);
  if (place + 1 >= name.size() || name.find('\\') != std::string::npos) return;
  const auto code = static_cast<unsigned char>(name[place]);
  if (code > 0x7f) return;
  name.replace(place, 1, std::string("\\u00") + digits[code >> 4U] + digits[code & 0xfU]);
}

void change_case(std::string& name) {
  for (char& character : name) {
    if (character == '\\') return;
    if (character >= 'a' && character <= 'z') {
      character = static_cast<char>(character - 'a' + 'A');
      return;
    }
  }
}

void change_members(std::vector<DraftMember>& members, Random& random) {
  const std::size_t place = random.below(members.size() + 1);
  if (place == members.size()) {
    members.push_back(
        {one_of(names, random), one_in(random, 2) ? nested(random) : one_of(values, random)});
    return;
  }
  DraftMember& member = members[place];
  switch (random.below(9)) {
    case 0:
      members.erase(members.begin() + static_cast<std::ptrdiff_t>(place));
      return;
    case 1:
      members.push_back(DraftMember(member));
      return;
    case 2:
      return escape_character(member.name, random);
    case 3:
      return change_case(member.name);
    case 4:
      member.name = one_of(names, random);
      return;
    case 5:
      std::swap(member, members[random.below(members.size())]);
      return;
    case 6:
      return change_bytes(member.value, random);
    default:
      member.value = one_of(values, random);
  }
}

void change_header(Draft& draft, Random& random) {
  if (draft.members && !one_in(random, 6)) return change_members(*draft.members, random);
  change_bytes(one_in(random, 2) ? draft.header_before : draft.header_after, random);
}

// A header length that is wrong by a little, or as wrong as can be.
void lie(Draft& draft, Random& random) {
  const std::uint64_t truth = header_of(draft).size();
  const std::array<std::uint64_t, 8> lies{
      truth - 1, truth + 1, truth - 2, truth + 2,
      0,         1,         0xffff,    truth << 8U | (truth >> 8U & 0xffU)};
  draft.header_length = lies[random.below(lies.size())];
}

void change_messages(std::vector<Draft>& messages, std::size_t place, Random& random) {
  const auto at = messages.begin() + static_cast<std::ptrdiff_t>(place);
  const std::size_t other = random.below(messages.size());
  switch (random.below(4)) {
    case 0:
      messages.erase(at);
      return;
    case 1:
      messages.insert(at, Draft(*at));
      return;
    case 2:
      std::swap(*at, messages[other]);
      return;
    default:  // the header of one, the content of the other
      at->content = std::string(messages[other].content);
  }
}

void change_stream(DraftStream& stream, Random& random) {
  if (stream.messages.empty()) return change_bytes(stream.tail, random);
  const std::size_t place = random.below(stream.messages.size());
  Draft& draft = stream.messages[place];
  switch (random.below(10)) {
    case 0:
      return change_messages(stream.messages, place, random);
    case 1:
      return lie(draft, random);
    case 2:
      return change_bytes(draft.content, random);
    case 3:
      draft.content = one_of(pieces, random);
      return;
    case 4:
      return change_bytes(stream.tail, random);
    default:
      return change_header(draft, random);
  }
}

std::string cut_to(std::string bytes, std::size_t max_bytes) {
  if (bytes.size() > max_bytes) bytes.resize(max_bytes);
  return bytes;
}

}  // namespace

std::string mutate_stream(std::string_view stream, std::size_t max_bytes, std::uint64_t seed,
                          const FrameDescription& frame) {
  Random random(seed);
  DraftStream parts = take_apart(stream, frame);
  const std::size_t changes = random.below(most_changes) + 1;
  for (std::size_t i = 0; i < changes; ++i) change_stream(parts, random);
  if (random.below(10) < repaired_of_ten) {
    make_lengths_true(parts, frame);
    return cut_to(put_together(parts, frame), max_bytes);
  }
  std::string bytes = put_together(parts, frame);
  if (one_in(random, 2)) change_bytes(bytes, random);
  return cut_to(std::move(bytes), max_bytes);
}

std::string mutate_header(std::string_view header, std::size_t max_bytes, std::uint64_t seed,
                          const FrameDescription& frame) {
  Random random(seed);
  DraftStream parts;
  parts.messages.push_back(header_draft(header));
  const std::size_t changes = random.below(most_changes) + 1;
  for (std::size_t i = 0; i < changes; ++i) change_header(parts.messages[0], random);
  if (one_in(random, 2)) make_lengths_true(parts, frame);
  return cut_to(header_of(parts.messages[0]), max_bytes);
}

std::string mutate_bytes(std::string_view bytes, std::size_t max_bytes, std::uint64_t seed) {
  Random random(seed);
  std::string changed(bytes);
  const std::size_t changes = random.below(most_changes) + 1;
  for (std::size_t i = 0; i < changes; ++i) change_bytes(changed, random);
  return cut_to(std::move(changed), max_bytes);
}

std::string repair_lengths(std::string_view stream, const FrameDescription& frame) {
  DraftStream parts = take_apart(stream, frame);
  make_lengths_true(parts, frame);
  return put_together(parts, frame);
}

}  // namespace wiretrial::mutate
