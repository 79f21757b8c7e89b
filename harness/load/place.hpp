// A value in a JSON file together with its JSON pointer, so that every complaint about it says
// where it stands.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/load/json_file.hpp"
#include "harness/load/problems.hpp"

namespace wiretrial::load {

// Refers to the tree and the problems it was made with; both must outlive it. The getters of
// members report a wrong type and then give the default, so that a reader can go on to the next
// problem.
class Place {
 public:
  Place(const JsonFile& json, Problems& problems)
      : file_(&json.file), value_(&json.value), problems_(&problems) {}

  [[nodiscard]] const Json& value() const { return *value_; }
  [[nodiscard]] const std::string& file() const { return *file_; }
  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] std::size_t problem_count() const { return problems_->size(); }

  void report(std::string reason) const;

  // A member of an object, or an item of an array, that exists.
  [[nodiscard]] Place operator[](std::string_view name) const;
  [[nodiscard]] Place operator[](std::size_t index) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::vector<Place> items() const;

  // Whether the value has the type; reports it when not.
  [[nodiscard]] bool must_be_object() const;
  [[nodiscard]] bool must_be_array() const;
  // Reports each key of the object that is not among the known ones, with a near miss.
  void allow_keys(std::span<const std::string> known) const;
  // Reports when the object lacks the key.
  bool require(std::string_view name) const;

  // The value itself, or nothing after a report.
  [[nodiscard]] std::optional<std::string> text() const;
  [[nodiscard]] std::optional<std::int64_t> number(std::int64_t least, std::int64_t most) const;

  // Members, with what they have when absent.
  [[nodiscard]] std::string text_at(std::string_view name, std::string absent = "") const;
  [[nodiscard]] bool flag_at(std::string_view name, bool absent) const;
  [[nodiscard]] std::size_t size_at(std::string_view name, std::size_t absent,
                                    std::size_t least = 0) const;
  [[nodiscard]] std::vector<std::string> texts_at(std::string_view name) const;

 private:
  const std::string* file_;
  const Json* value_;
  Problems* problems_;
  std::string pointer_;
};

}  // namespace wiretrial::load
