#include "harness/load/expectation_reader.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "harness/load/byte_match_reader.hpp"
#include "harness/load/match_reader.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using model::Expectation;
using model::ExpectationKind;
using model::Role;

enum class Whose { server, client, process, either };
// What stands behind the word: nothing, a match of a message, a match of what a client shows,
// snapshots, or what is said of bytes and programs (byte_match_reader.hpp).
enum class ExpectationForm {
  word,
  message,
  shown,
  between,
  interval,
  settled,
  proportional,
  bytes,
  ending,
  program,
  text
};

struct Word {
  ExpectationKind kind;
  Whose whose;
  ExpectationForm form;
};

constexpr Word words[] = {
    {ExpectationKind::response, Whose::server, ExpectationForm::message},
    {ExpectationKind::rejection, Whose::server, ExpectationForm::word},
    {ExpectationKind::response_or_rejection, Whose::server, ExpectationForm::message},
    {ExpectationKind::closed, Whose::server, ExpectationForm::word},
    {ExpectationKind::nothing, Whose::server, ExpectationForm::word},
    {ExpectationKind::silence, Whose::server, ExpectationForm::word},
    {ExpectationKind::request, Whose::client, ExpectationForm::message},
    {ExpectationKind::running, Whose::client, ExpectationForm::word},
    {ExpectationKind::success, Whose::client, ExpectationForm::shown},
    {ExpectationKind::failure, Whose::client, ExpectationForm::shown},
    {ExpectationKind::success_or_failure, Whose::client, ExpectationForm::shown},
    {ExpectationKind::exit, Whose::process, ExpectationForm::program},
    {ExpectationKind::failing_exit, Whose::process, ExpectationForm::word},
    {ExpectationKind::sockets_released, Whose::process, ExpectationForm::between},
    {ExpectationKind::memory_bounded, Whose::process, ExpectationForm::interval},
    {ExpectationKind::memory_settled, Whose::process, ExpectationForm::settled},
    {ExpectationKind::no_spin, Whose::process, ExpectationForm::word},
    {ExpectationKind::processor_time_proportional, Whose::process, ExpectationForm::proportional},
    {ExpectationKind::bytes, Whose::either, ExpectationForm::bytes},
    {ExpectationKind::end, Whose::either, ExpectationForm::ending},
    {ExpectationKind::open, Whose::either, ExpectationForm::word},
    {ExpectationKind::written, Whose::process, ExpectationForm::text}};

const Word* find_word(std::string_view name) {
  const auto* found = std::find_if(std::begin(words), std::end(words), [&](const Word& word) {
    return model::name_of(word.kind) == name;
  });
  return found == std::end(words) ? nullptr : found;
}

bool fits(const Word& word, Role role) {
  if (role == Role::pair) return word.whose == Whose::server || word.whose == Whose::client;
  if (word.whose == Whose::process || word.whose == Whose::either) return true;
  return (word.whose == Whose::server) == (role == Role::server);
}

std::vector<std::string> names_for(Role role) {
  std::vector<std::string> names;
  for (const Word& word : words) {
    if (fits(word, role)) names.emplace_back(model::name_of(word.kind));
  }
  return names;
}

void report_unknown(const Place& place, const std::string& name, Role role) {
  place.report("unknown expectation \"" + name + "\"" + model::did_you_mean(name, names_for(role)));
}

// The word, checked for the role; reports and gives nothing when it is none.
const Word* known_word(const Place& place, const std::string& name, Role role) {
  const Word* word = find_word(name);
  if (word == nullptr) {
    report_unknown(place, name, role);
  } else if (!fits(*word, role)) {
    place.report("\"" + name + "\" is no expectation of a " + std::string(model::name_of(role)) +
                 " scenario");
    return nullptr;
  }
  return word;
}

std::optional<std::string> required_text(const Place& place, std::string_view name) {
  return place.require(name) ? place[name].text() : std::nullopt;
}

void read_between(const Place& place, Expectation& expectation, bool interval) {
  static const std::vector<std::string> ends{"since", "at"};
  static const std::vector<std::string> ends_and_bytes{"since", "at", "below_bytes"};
  if (!place.must_be_object()) return;
  place.allow_keys(interval ? ends_and_bytes : ends);
  for (const std::string& end : ends) {
    expectation.references.push_back(required_text(place, end).value_or(""));
  }
  if (interval && place.require("below_bytes")) {
    expectation.bytes = place.size_at("below_bytes", 0);
  }
}

void read_settled(const Place& place, Expectation& expectation) {
  static const std::vector<std::string> keys{"snapshots", "above_bytes"};
  if (!place.must_be_object()) return;
  place.allow_keys(keys);
  if (place.require("snapshots")) expectation.references = place.texts_at("snapshots");
  if (expectation.references.size() < 2) place.report("needs at least two snapshots");
  if (place.require("above_bytes")) expectation.bytes = place.size_at("above_bytes", 0);
}

// Two snapshots around the short message and two around the long one, for each attempt.
constexpr std::size_t snapshots_of_attempt = 4;

void read_proportional(const Place& place, Expectation& expectation) {
  static const std::vector<std::string> keys{"snapshots", "times"};
  if (!place.must_be_object()) return;
  place.allow_keys(keys);
  if (place.require("snapshots")) expectation.references = place.texts_at("snapshots");
  if (expectation.references.empty() || expectation.references.size() % snapshots_of_attempt != 0) {
    place.report("needs four snapshots for each attempt");
  }
  if (place.require("times")) expectation.times = place.size_at("times", 0);
}

void read_details(const Place& place, const Word& word, const BytesContext& context,
                  Expectation& expectation) {
  switch (word.form) {
    case ExpectationForm::bytes:
      expectation.match_bytes = read_byte_match(place, context);
      break;
    case ExpectationForm::ending:
      expectation.ending = read_ending(place);
      break;
    case ExpectationForm::program:
      expectation.program = read_program_match(place);
      break;
    case ExpectationForm::text:
      expectation.program.written = place.text().value_or("");
      if (expectation.program.written.empty()) place.report("needs a text");
      break;
    case ExpectationForm::word:
      place.report("\"" + std::string(model::name_of(word.kind)) + "\" takes no match");
      break;
    case ExpectationForm::message:
    case ExpectationForm::shown:
      expectation.match = read_match(place, word.form == ExpectationForm::shown);
      break;
    case ExpectationForm::between:
    case ExpectationForm::interval:
      read_between(place, expectation, word.form == ExpectationForm::interval);
      break;
    case ExpectationForm::settled:
      read_settled(place, expectation);
      break;
    case ExpectationForm::proportional:
      read_proportional(place, expectation);
      break;
  }
}

Expectation read_word(const Place& place, Role role) {
  Expectation expectation;
  const std::string name = place.value().get<std::string>();
  const Word* word = known_word(place, name, role);
  if (word == nullptr) return expectation;
  expectation.kind = word->kind;
  switch (word->form) {
    case ExpectationForm::word:
    case ExpectationForm::message:
    case ExpectationForm::shown:
    case ExpectationForm::ending:
    case ExpectationForm::program:
      return expectation;
    case ExpectationForm::bytes:
    case ExpectationForm::text:
      place.report("\"" + name + "\" must say what is expected");
      return expectation;
    default:
      place.report("\"" + name + "\" must say between which snapshots");
      return expectation;
  }
}

Expectation read_expectation_object(const Place& place, const BytesContext& context) {
  const Role role = context.role;
  Expectation expectation;
  const Word* word = nullptr;
  for (const auto& item : place.value().items()) {
    const std::string& key = item.key();
    if (key == "without_reset") continue;
    if (word != nullptr) {
      static const std::vector<std::string> modifiers{"without_reset"};
      place.report("an expectation has one word; \"" + key + "\" is a second one" +
                   model::did_you_mean(key, modifiers));
      continue;
    }
    word = known_word(place, key, role);
    if (word == nullptr) return expectation;
    expectation.kind = word->kind;
    read_details(place[key], *word, context, expectation);
  }
  if (word == nullptr) place.report("an expectation needs a word such as \"response\"");
  expectation.without_reset = place.flag_at("without_reset", false);
  return expectation;
}

}  // namespace

bool is_about_server(ExpectationKind kind) {
  return std::any_of(std::begin(words), std::end(words), [kind](const Word& word) {
    return word.kind == kind && word.whose == Whose::server;
  });
}

Expectation read_expectation(const Place& place, const BytesContext& context) {
  if (place.value().is_string()) return read_word(place, context.role);
  if (place.value().is_object()) return read_expectation_object(place, context);
  place.report("an expectation is a word, or an object with a word and its match");
  return {};
}

}  // namespace wiretrial::load
