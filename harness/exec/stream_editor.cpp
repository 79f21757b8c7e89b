#include "harness/exec/stream_editor.hpp"

#include <algorithm>

#include "harness/exec/stream_place.hpp"
#include "harness/model/bytes.hpp"
#include "harness/protocol/builder.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::exec {

using model::ProxyFaultKind;

namespace {

constexpr unsigned bits_in_byte = 8;

bool works_on_messages(ProxyFaultKind kind) {
  return kind == ProxyFaultKind::swap || kind == ProxyFaultKind::replay ||
         kind == ProxyFaultKind::rewrite;
}

// A JSON text of a string that was decoded from one; control characters keep their escapes by hex.
std::string json_string(const std::string& text) {
  std::string json = "\"";
  for (const char character : text) {
    if (static_cast<unsigned char>(character) < 0x20) {
      json += "\\u00" + model::to_hex(std::string_view(&character, 1));
      continue;
    }
    if (character == '"' || character == '\\') json += '\\';
    json += character;
  }
  return json + "\"";
}

}  // namespace

bool changes_bytes(ProxyFaultKind kind) {
  return kind >= ProxyFaultKind::flip;
}

StreamEditor::StreamEditor(model::ProxyFault fault, std::string earlier)
    : fault_(std::move(fault)), earlier_(std::move(earlier)) {}

std::string StreamEditor::feed(std::string_view bytes) {
  if (swallows_) return "";
  stream_ += bytes;
  if (fired_) return take(stream_.size());
  std::string out = works_on_messages(fault_.kind) ? edit_message() : edit_at_place();
  if (fired_ && !swallows_) out += take(stream_.size());
  return out;
}

std::string StreamEditor::finish() {
  return swallows_ ? "" : take(stream_.size());
}

std::string StreamEditor::take(std::size_t until) {
  if (until <= passed_) return "";
  std::string bytes = stream_.substr(passed_, until - passed_);
  passed_ = std::min(until, stream_.size());
  return bytes;
}

std::string StreamEditor::fire(std::size_t offset, std::string done, std::string bytes) {
  fired_ = true;
  offset_ = offset;
  done_ = std::move(done);
  return bytes;
}

std::string StreamEditor::edit_at_place() {
  const FoundPlace place = find_place(stream_, fault_.at);
  impossible_ = place.impossible;
  if (!impossible_.empty()) return take(stream_.size());
  if (!place.offset) return "";
  const std::size_t at = *place.offset;
  std::string out = take(std::min(at, stream_.size()));
  const bool inserts =
      fault_.kind == ProxyFaultKind::insert || fault_.kind == ProxyFaultKind::splice;
  const std::size_t count = inserts ? 0 : fault_.kind == ProxyFaultKind::flip ? 1 : fault_.count;
  if (stream_.size() < at + count) return out;
  const std::string chosen = stream_.substr(at, count);
  const std::string words = std::to_string(count) + " bytes";
  switch (fault_.kind) {
    case ProxyFaultKind::flip: {
      const unsigned bit = fault_.bit >= 0 ? static_cast<unsigned>(fault_.bit)
                                           : static_cast<unsigned>(fault_.seed % bits_in_byte);
      passed_ += 1;
      const auto flipped = static_cast<char>(static_cast<unsigned char>(chosen[0]) ^ (1U << bit));
      return fire(at, "bit " + std::to_string(bit) + " flipped", out + flipped);
    }
    case ProxyFaultKind::insert:
      return fire(at, std::to_string(fault_.bytes.data.size()) + " bytes inserted",
                  out + fault_.bytes.data.get());
    case ProxyFaultKind::remove:
      passed_ += count;
      return fire(at, words + " removed", out);
    case ProxyFaultKind::duplicate:
      passed_ += count;
      return fire(at, words + " doubled", out + chosen + chosen);
    default: {
      swallows_ = true;
      const std::string tail = at < earlier_.size() ? earlier_.substr(at) : "";
      return fire(
          at, "from here on the " + std::to_string(tail.size()) + " bytes of the connection before",
          out + tail);
    }
  }
}

std::string StreamEditor::edit_message() {
  const auto one = find_message(stream_, fault_.at.message);
  if (!one) {
    // Whole messages before it may go on.
    const auto before = fault_.at.message > 1 ? find_message(stream_, fault_.at.message - 1)
                                              : std::optional<MessageBounds>();
    return before && before->end <= stream_.size() ? take(before->end) : "";
  }
  std::string out = take(one->begin);
  if (stream_.size() < one->end) return out;
  const std::string message = stream_.substr(one->begin, one->end - one->begin);
  if (fault_.kind == ProxyFaultKind::replay) {
    passed_ = one->end;
    return fire(one->end, "the message comes again", out + message + message);
  }
  if (fault_.kind == ProxyFaultKind::swap) {
    const auto other = find_message(stream_, fault_.at.message + 1);
    if (!other || stream_.size() < other->end) return out;
    passed_ = other->end;
    return fire(one->begin, "the message and the one behind it changed places",
                out + stream_.substr(other->begin, other->end - other->begin) + message);
  }
  std::string done;
  const std::string changed = rewritten(message, done);
  if (changed.empty()) {
    impossible_ = done;
    return out + take(stream_.size());
  }
  passed_ = one->end;
  return fire(one->begin, done, out + changed);
}

// The message with its fields changed and its lengths made right again; empty, with the reason in
// `done`, when it cannot be decoded or encoded.
std::string StreamEditor::rewritten(std::string_view message, std::string& done) const {
  const auto read = protocol::read_strictly(message);
  if (read.state != protocol::ReadState::complete) {
    done = "the message cannot be decoded: " + read.error.reason;
    return "";
  }
  protocol::MessageSpec spec;
  spec.json = false;
  spec.content = fault_.replaces_content ? fault_.bytes.data.get() : read.message.content;
  spec.values = {{"byteorder", json_string(read.message.byteorder)},
                 {"content-type", json_string(read.message.content_type)},
                 {"content-encoding", json_string(read.message.content_encoding)}};
  done = fault_.replaces_content ? "rewritten with other content" : "rewritten";
  for (const model::HeaderChange& change : fault_.header) {
    done += ", " + change.name + " " + change.json;
    const auto known = std::find_if(spec.values.begin(), spec.values.end(),
                                    [&](const auto& value) { return value.first == change.name; });
    if (known == spec.values.end()) {
      spec.values.emplace_back(change.name, change.json);
    } else {
      known->second = change.json;
    }
  }
  for (const std::string& name : fault_.omit) {
    done += ", without " + name;
    spec.omit.push_back(name);
    std::erase_if(spec.values, [&](const auto& value) { return value.first == name; });
  }
  try {
    return protocol::build_message(spec).data;
  } catch (const protocol::BuildError& error) {
    done = std::string("the message cannot be encoded: ") + error.what();
    return "";
  }
}

}  // namespace wiretrial::exec
