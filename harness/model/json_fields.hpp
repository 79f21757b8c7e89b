// How a value stands in the record: one table of fields for each struct, used for writing and for
// reading alike, so that the two cannot drift apart. A field with its default value is left out,
// unless it is one that readers count on.
#pragma once

#include <string_view>

namespace wiretrial::model {

enum class FieldKind {
  usual,   // left out when it has its default value
  always,  // always written, and an error when it is missing
  data,    // any bytes, kept exactly as {"text": ...} or {"hex": ...}; left out when empty
};

template <typename Struct, typename Member>
struct Field {
  std::string_view name;
  Member Struct::*member;
  FieldKind kind;
};

template <typename Struct, typename Member>
constexpr Field<Struct, Member> usual(std::string_view name, Member Struct::*member) {
  return {name, member, FieldKind::usual};
}

template <typename Struct, typename Member>
constexpr Field<Struct, Member> always(std::string_view name, Member Struct::*member) {
  return {name, member, FieldKind::always};
}

template <typename Struct, typename Member>
constexpr Field<Struct, Member> data(std::string_view name, Member Struct::*member) {
  return {name, member, FieldKind::data};
}

// Specialised for each struct with `static constexpr std::tuple table{...}`; for a step also with
// its `word`.
template <typename Struct>
struct Fields;

template <typename Struct>
concept Described = requires {
  Fields<Struct>::table;
};

}  // namespace wiretrial::model
