#include "harness/protocol/header_builder.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/protocol/json_text.hpp"

namespace wiretrial::protocol {

namespace {

struct RawMember {
  std::string name;
  std::string raw_name;  // as it stands between the quotes
  std::string raw_value;
};
using RawMembers = std::vector<RawMember>;

std::string raw_name_of(const std::string& name) {
  const std::string quoted = encode_json_string(name);
  return quoted.substr(1, quoted.size() - 2);
}

RawMember make_member(const std::string& name, std::string raw_value) {
  return {name, raw_name_of(name), std::move(raw_value)};
}

std::string content_encoding(const MessageSpec& spec) {
  if (!spec.json) return "binary";
  return spec.charset.empty() ? "utf-8" : spec.charset;
}

RawMembers right_members(const MessageSpec& spec, std::size_t content_size,
                         const FrameDescription& frame) {
  return {
      make_member("byteorder", "\"little\""),
      make_member("content-type", encode_json_string(spec.json ? "text/json" : spec.opaque_type)),
      make_member("content-encoding", encode_json_string(content_encoding(spec))),
      make_member(frame.content_length_member, std::to_string(content_size))};
}

RawMembers::iterator find_member(RawMembers& members, const std::string& name) {
  return std::find_if(members.begin(), members.end(),
                      [&](const RawMember& member) { return member.name == name; });
}

RawMembers::iterator need_member(RawMembers& members, const std::string& name, const char* what) {
  const auto found = find_member(members, name);
  if (found == members.end())
    throw BuildError("cannot " + std::string(what) + " \"" + name + "\", the header has none");
  return found;
}

void set_values(RawMembers& members, const MessageSpec& spec) {
  for (const auto& [name, raw_value] : spec.values) {
    const auto found = find_member(members, name);
    if (found == members.end()) {
      members.push_back(make_member(name, raw_value));
    } else {
      found->raw_value = raw_value;
    }
  }
}

void put_in_order(RawMembers& members, const std::vector<std::string>& order) {
  auto place = members.begin();
  for (const std::string& name : order) {
    const auto found = need_member(members, name, "order");
    if (found < place) throw BuildError("\"" + name + "\" stands twice in the order");
    std::rotate(place, found, found + 1);
    ++place;
  }
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

RawMembers changed_members(const MessageSpec& spec, std::size_t content_size,
                           const FrameDescription& frame) {
  RawMembers members = right_members(spec, content_size, frame);
  set_values(members, spec);
  put_in_order(members, spec.order);
  for (const auto& [name, raw_name] : spec.rename) {
    need_member(members, name, "rename")->raw_name = raw_name;
  }
  for (const std::string& name : spec.omit) members.erase(need_member(members, name, "omit"));
  if (spec.nest) {
    members.push_back(make_member("nested", repeated(spec.nest->open, spec.nest->depth) +
                                                repeated(spec.nest->close, spec.nest->depth)));
  }
  return members;
}

// The object without its closing brace, so that it can be padded.
std::string open_object(const MessageSpec& spec, const RawMembers& members) {
  const std::string space = spec.space ? " \t\r\n" : "";
  std::vector<std::string> parts;
  if (!spec.first.empty()) parts.push_back(spec.first);
  for (const RawMember& member : members) {
    parts.push_back("\"" + member.raw_name + "\"" + space + ":" + space + member.raw_value);
  }
  if (!spec.last.empty()) parts.push_back(spec.last);
  std::string text = space + "{" + space;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? "" : "," + space) + parts[i] + space;
  }
  return text;
}

std::string replaced(std::string text, const std::string& token, const std::string& with) {
  for (std::size_t at = text.find(token); at != std::string::npos;
       at = text.find(token, at + with.size())) {
    text.replace(at, token.size(), with);
  }
  return text;
}

}  // namespace

std::string build_header(const MessageSpec& spec, std::size_t content_size,
                         const FrameDescription& frame) {
  if (spec.header_text) {
    return replaced(*spec.header_text, "{content-length}", std::to_string(content_size));
  }
  std::string text = open_object(spec, changed_members(spec, content_size, frame));
  const std::string end = spec.space ? "} \t\r\n" : "}";
  if (spec.pad_to > 0) {
    const std::size_t size =
        text.size() + end.size() + spec.header_before.size() + spec.header_after.size();
    if (size > spec.pad_to) {
      throw BuildError("the header has " + std::to_string(size) +
                       " bytes, it cannot be padded to " + std::to_string(spec.pad_to));
    }
    text.append(spec.pad_to - size, ' ');
  }
  return text + end;
}

}  // namespace wiretrial::protocol
