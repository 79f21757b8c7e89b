#include "harness/load/place.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

std::string range_text(std::int64_t least, std::int64_t most) {
  if (most == greatest) return "must be a whole number, at least " + std::to_string(least);
  return "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most);
}

}  // namespace

void Place::report(std::string reason) const {
  problems_->add(*file_, pointer_, std::move(reason));
}

Place Place::operator[](std::string_view name) const {
  Place place = *this;
  place.value_ = &value_->at(std::string(name));
  place.pointer_ += "/" + pointer_token(name);
  return place;
}

Place Place::operator[](std::size_t index) const {
  Place place = *this;
  place.value_ = &value_->at(index);
  place.pointer_ += "/" + std::to_string(index);
  return place;
}

bool Place::has(std::string_view name) const {
  return value_->is_object() && value_->contains(std::string(name));
}

std::vector<Place> Place::items() const {
  std::vector<Place> places;
  for (std::size_t i = 0; i < value_->size(); ++i) places.push_back((*this)[i]);
  return places;
}

bool Place::must_be_object() const {
  if (!value_->is_object()) report("must be an object");
  return value_->is_object();
}

bool Place::must_be_array() const {
  if (!value_->is_array()) report("must be an array");
  return value_->is_array();
}

void Place::allow_keys(std::span<const std::string> known) const {
  for (const auto& [key, ignored] : value_->items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    report("unknown key \"" + key + "\"" + model::did_you_mean(key, known));
  }
}

bool Place::require(std::string_view name) const {
  if (has(name)) return true;
  report("\"" + std::string(name) + "\" is missing");
  return false;
}

std::optional<std::string> Place::text() const {
  if (value_->is_string()) return value_->get<std::string>();
  report("must be a string");
  return std::nullopt;
}

std::optional<std::int64_t> Place::number(std::int64_t least, std::int64_t most) const {
  const bool whole = value_->is_number_integer();
  const bool too_great = value_->is_number_unsigned() &&
                         value_->get<std::uint64_t>() > static_cast<std::uint64_t>(greatest);
  if (whole && !too_great) {
    const auto number = value_->get<std::int64_t>();
    if (number >= least && number <= most) return number;
  }
  report(range_text(least, most));
  return std::nullopt;
}

std::string Place::text_at(std::string_view name, std::string absent) const {
  if (!has(name)) return absent;
  return (*this)[name].text().value_or(absent);
}

bool Place::flag_at(std::string_view name, bool absent) const {
  if (!has(name)) return absent;
  const Place place = (*this)[name];
  if (place.value().is_boolean()) return place.value().get<bool>();
  place.report("must be true or false");
  return absent;
}

std::size_t Place::size_at(std::string_view name, std::size_t absent, std::size_t least) const {
  if (!has(name)) return absent;
  const auto number = (*this)[name].number(static_cast<std::int64_t>(least), greatest);
  return number ? static_cast<std::size_t>(*number) : absent;
}

std::vector<std::string> Place::texts_at(std::string_view name) const {
  std::vector<std::string> texts;
  if (!has(name) || !(*this)[name].must_be_array()) return texts;
  for (const Place& item : (*this)[name].items()) {
    if (auto text = item.text()) texts.push_back(*std::move(text));
  }
  return texts;
}

}  // namespace wiretrial::load
