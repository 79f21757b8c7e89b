#include "harness/load/edits_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "harness/load/message_reader.hpp"

namespace wiretrial::load {

namespace {

using model::Bytes;
using model::Span;

// The offset that a place names: "header+17", or "end" for the offset behind the last byte.
std::optional<std::size_t> offset_at(const Place& edit, std::string_view key, const Bytes& bytes) {
  const auto text = edit[key].text();
  if (!text) return std::nullopt;
  const auto offset = model::offset_of(bytes, *text);
  if (!offset) edit[key].report("no place of these bytes: \"" + *text + "\"");
  return offset;
}

// The span that bytes at the offset belong to grows; with none there, nothing does.
void insert(Bytes& bytes, std::size_t offset, const std::string& data) {
  bytes.data.own().insert(offset, data);
  bool grown = false;
  for (Span& span : bytes.spans) {
    const bool inside = offset >= span.offset && offset < span.offset + span.length;
    if (!grown && inside) {
      span.length += data.size();
      grown = true;
    } else if (span.offset >= offset) {
      span.offset += data.size();
    }
  }
}

void erase(Bytes& bytes, std::size_t offset, std::size_t length) {
  bytes.data.own().erase(offset, length);
  const std::size_t end = offset + length;
  for (Span& span : bytes.spans) {
    const std::size_t span_end = span.offset + span.length;
    const std::size_t lost =
        std::max(std::min(end, span_end), span.offset) - std::clamp(offset, span.offset, span_end);
    span.length -= lost;
    if (span.offset > offset) span.offset -= std::min(length, span.offset - offset);
  }
}

// The bytes that an edit is about: a place and a length, which must be there.
struct Range {
  std::size_t offset = 0;
  std::size_t length = 0;
};

std::optional<Range> range_at(const Place& edit, std::string_view key, const Bytes& bytes) {
  const auto offset = offset_at(edit, key, bytes);
  const std::size_t length = edit.size_at("length", 1, 1);
  if (!offset) return std::nullopt;
  if (length <= bytes.data.size() - *offset) return Range{*offset, length};
  edit.report("reaches beyond the last byte");
  return std::nullopt;
}

void drop(const Place& edit, Bytes& bytes) {
  if (const auto range = range_at(edit, "drop", bytes)) erase(bytes, range->offset, range->length);
}

void duplicate(const Place& edit, Bytes& bytes) {
  const auto range = range_at(edit, "duplicate", bytes);
  if (range) insert(bytes, range->offset, bytes.data.get().substr(range->offset, range->length));
}

void move(const Place& edit, Bytes& bytes) {
  const auto range = range_at(edit, "move", bytes);
  if (!range || !edit.require("to")) return;
  const std::string data = bytes.data.get().substr(range->offset, range->length);
  Bytes without = bytes;
  erase(without, range->offset, range->length);
  const auto target = offset_at(edit, "to", without);
  if (!target) return;
  insert(without, *target, data);
  bytes = std::move(without);
}

void insert_new(const Place& edit, Bytes& bytes) {
  const auto offset = offset_at(edit, "insert", bytes);
  if (!offset || !edit.require("hex")) return;
  insert(bytes, *offset, hex_at(edit, "hex"));
}

void corrupt(const Place& edit, Bytes& bytes) {
  const auto offset = offset_at(edit, "corrupt", bytes);
  if (!offset || !edit.require("xor")) return;
  const std::string mask = hex_at(edit, "xor");
  if (mask.empty() || mask.size() > bytes.data.size() - *offset) {
    edit.report("changes nothing, or bytes beyond the last one");
    return;
  }
  std::string& data = bytes.data.own();
  for (std::size_t i = 0; i < mask.size(); ++i) {
    data[*offset + i] = static_cast<char>(data[*offset + i] ^ mask[i]);
  }
}

struct EditForm {
  std::string name;
  std::vector<std::string> modifiers;
  void (*apply)(const Place&, Bytes&);
};

const std::vector<EditForm>& edit_forms() {
  static const std::vector<EditForm> forms{{"drop", {"length"}, drop},
                                           {"duplicate", {"length"}, duplicate},
                                           {"move", {"length", "to"}, move},
                                           {"insert", {"hex"}, insert_new},
                                           {"corrupt", {"xor"}, corrupt}};
  return forms;
}

void apply(const Place& edit, Bytes& bytes) {
  if (!edit.must_be_object()) return;
  for (const EditForm& form : edit_forms()) {
    if (!edit.has(form.name)) continue;
    std::vector<std::string> keys = form.modifiers;
    keys.push_back(form.name);
    edit.allow_keys(keys);
    return form.apply(edit, bytes);
  }
  edit.report("an edit is one of drop, duplicate, move, insert, corrupt");
}

}  // namespace

void apply_edits(const Place& edits, Bytes& bytes) {
  if (!edits.must_be_array()) return;
  for (const Place& edit : edits.items()) apply(edit, bytes);
}

}  // namespace wiretrial::load
