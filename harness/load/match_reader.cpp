#include "harness/load/match_reader.hpp"

#include <algorithm>
#include <utility>

#include "harness/load/message_reader.hpp"

namespace wiretrial::load {

namespace {

using model::Match;
using model::MatchKind;
using Texts = std::vector<std::string>;

// A string, or an array of strings of which any one is right.
Texts one_or_several(const Place& place) {
  Texts texts;
  if (!place.value().is_array()) {
    if (auto text = place.text()) texts.push_back(*std::move(text));
    return texts;
  }
  for (const Place& item : place.items()) {
    if (auto text = item.text()) texts.push_back(*std::move(text));
  }
  if (texts.empty()) place.report("needs at least one text");
  return texts;
}

Texts bytes_of_hex(const Place& place) {
  Texts texts = one_or_several(place);
  for (std::string& text : texts) {
    try {
      text = model::from_hex(text);
    } catch (const std::invalid_argument& error) {
      place.report(error.what());
    }
  }
  return texts;
}

Texts json_text(const Place& place) {
  return {place.value().dump()};
}

Texts repetition(const Place& place) {
  return {read_repetition(place)};
}

// With "quote": the text between single, or else between double quotes (PROTOCOL.md APP-2).
Texts quoted_repetition(const Place& place) {
  static const std::vector<std::string> keys{"before", "quote", "text", "times", "after"};
  if (!place.must_be_object()) return {};
  place.allow_keys(keys);
  const std::string unit = place.text_at("text");
  const std::string text = repeated(place, unit, place.size_at("times", 1));
  const Texts quotes = place.flag_at("quote", false) ? Texts{"'", "\""} : Texts{""};
  Texts texts;
  for (const std::string& quote : quotes) {
    texts.push_back(place.text_at("before") + quote + text + quote + place.text_at("after"));
  }
  return texts;
}

struct Form {
  const char* key;
  MatchKind kind;
  Texts (*texts)(const Place&);
};

constexpr Form forms[] = {{"result", MatchKind::result_equals, one_or_several},
                          {"result_begins", MatchKind::result_begins, one_or_several},
                          {"result_repeat", MatchKind::result_equals, quoted_repetition},
                          {"json", MatchKind::json_equals, json_text},
                          {"opaque", MatchKind::opaque_equals, one_or_several},
                          {"opaque_hex", MatchKind::opaque_equals, bytes_of_hex},
                          {"opaque_repeat", MatchKind::opaque_equals, repetition},
                          {"shows", MatchKind::shows, one_or_several},
                          {"shows_hex", MatchKind::shows, bytes_of_hex},
                          {"shows_repeat", MatchKind::shows, repetition}};

Texts known_keys() {
  Texts keys{"content_type", "content_encoding"};
  for (const Form& form : forms) keys.emplace_back(form.key);
  return keys;
}

void check_subject_matter(const Place& place, const Form& form, bool shown) {
  if ((form.kind == MatchKind::shows) == shown) return;
  const std::string key = "\"" + std::string(form.key) + "\"";
  place.report(shown ? key + " matches messages; what a client shows is matched with \"shows\""
                     : key + " matches what a client shows, not a message");
}

Match read_match_object(const Place& place, bool shown) {
  static const Texts keys = known_keys();
  place.allow_keys(keys);
  Match match;
  const char* earlier = nullptr;
  for (const Form& form : forms) {
    if (!place.has(form.key)) continue;
    if (earlier != nullptr) {
      place.report("\"" + std::string(earlier) + "\" and \"" + form.key + "\" are two matches");
    }
    earlier = form.key;
    check_subject_matter(place, form, shown);
    match.kind = form.kind;
    match.texts = form.texts(place[form.key]);
  }
  match.content_type = place.text_at("content_type");
  match.content_encoding = place.text_at("content_encoding");
  return match;
}

}  // namespace

Match read_match(const Place& place, bool shown) {
  if (place.value() == "anything") return {};
  if (place.value().is_object()) return read_match_object(place, shown);
  place.report("a match is \"anything\" or an object");
  return {};
}

}  // namespace wiretrial::load
