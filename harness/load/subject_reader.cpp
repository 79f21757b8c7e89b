#include "harness/load/subject_reader.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <utility>

#include "harness/load/scenario_reader.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using Texts = std::vector<std::string>;

const Texts placeholders{"host",         "port",        "action",      "value",
                         "value_repeat", "idle_ms",     "max_content", "connect_ms",
                         "response_ms",  "connections", "file",        "send_ms"};

std::string absolute_in(const std::string& folder, const std::string& path) {
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

// The placeholders in an argument; braces around anything but lower-case letters and _ are the
// program's own.
Texts placeholders_in(std::string_view argument) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
  Texts names;
  for (std::size_t open = argument.find('{'); open != std::string_view::npos;
       open = argument.find('{', open + 1)) {
    const std::size_t close = argument.find_first_not_of(letters, open + 1);
    if (close == std::string_view::npos || argument[close] != '}' || close == open + 1) continue;
    names.emplace_back(argument.substr(open + 1, close - open - 1));
  }
  return names;
}

void check_placeholders(const Place& command, const Texts& arguments, const Texts& more) {
  Texts known = placeholders;
  known.insert(known.end(), more.begin(), more.end());
  bool has_port = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    for (const std::string& name : placeholders_in(arguments[i])) {
      has_port = has_port || name == "port";
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      // The braces belong to the word that was meant.
      const std::string meant = model::near_miss(name, known);
      command[i].report("unknown placeholder \"{" + name + "}\"" +
                        (meant.empty() ? "" : ", did you mean \"{" + meant + "}\"?"));
    }
  }
  if (!has_port) command.report("the command is never told the {port}");
}

Texts read_command(const Place& owner, const DescriptionContext& context) {
  Texts command = owner.texts_at("command");
  if (!owner["command"].value().is_array()) return command;
  if (command.empty()) {
    owner["command"].report("must name a program");
    return command;
  }
  check_placeholders(owner["command"], command, context.more_placeholders);
  if (command[0].find('/') != std::string::npos)
    command[0] = absolute_in(context.folder, command[0]);
  return command;
}

void check_address(const Place& place, const std::string& address) {
  const std::size_t colon = address.rfind(':');
  int port = 0;
  bool right = colon != std::string::npos && colon > 0;
  if (right) {
    const char* end = address.data() + address.size();
    const auto [stop, error] = std::from_chars(address.data() + colon + 1, end, port);
    right = error == std::errc() && stop == end && port > 0 && port < 65536;
  }
  if (!right) place.report("must be \"host:port\"");
}

std::string read_pattern(const Place& place, std::string_view name) {
  static const Texts keys{"stdout"};
  if (!place.has(name) || !place[name].must_be_object()) return "";
  place[name].allow_keys(keys);
  place[name].require("stdout");
  return place[name].text_at("stdout");
}

}  // namespace

std::string folder_of(const std::string& file) {
  return std::filesystem::absolute(file).lexically_normal().parent_path().string();
}

model::ServerSubject read_server(const Place& place, const DescriptionContext& context) {
  static const Texts keys{"command", "cwd", "address", "pid"};
  model::ServerSubject server;
  if (!place.must_be_object()) return server;
  place.allow_keys(keys);
  server.working_directory = absolute_in(context.folder, place.text_at("cwd", "."));
  if (place.has("command") == place.has("address")) {
    place.report("needs either \"command\" or \"address\"");
  } else if (place.has("command")) {
    server.command = read_command(place, context);
  } else {
    server.address = place.text_at("address");
    check_address(place["address"], server.address);
  }
  if (!place.has("pid")) return server;
  if (!place.has("address")) place["pid"].report("is only for a server with an \"address\"");
  const auto pid = place["pid"].number(1, std::numeric_limits<int>::max());
  if (pid) server.pid = static_cast<int>(*pid);
  return server;
}

model::ClientSubject read_client(const Place& place, const DescriptionContext& context) {
  static const Texts keys{"command", "cwd", "success", "failure", "opaque_as"};
  static const Texts spellings{"raw", "python-repr"};
  model::ClientSubject client;
  if (!place.must_be_object()) return client;
  place.allow_keys(keys);
  client.working_directory = absolute_in(context.folder, place.text_at("cwd", "."));
  if (place.require("command")) client.command = read_command(place, context);
  client.success_pattern = read_pattern(place, "success");
  client.failure_pattern = read_pattern(place, "failure");
  client.opaque_as = place.text_at("opaque_as", client.opaque_as);
  if (client.opaque_as != spellings[0] && client.opaque_as != spellings[1]) {
    place["opaque_as"].report("unknown spelling \"" + client.opaque_as + "\"" +
                              model::did_you_mean(client.opaque_as, spellings));
  }
  return client;
}

void read_limits(const Place& place, model::Subject& subject) {
  if (!place.must_be_object()) return;
  place.allow_keys(setting_names());
  for (const std::string& name : setting_names()) {
    if (!place.has(name)) continue;
    const auto limit = place[name].number(1, std::numeric_limits<std::int64_t>::max());
    if (limit) subject.limits[name] = *limit;
  }
}

void read_supports(const Place& place, model::Subject& subject) {
  subject.supports = place.texts_at("supports");
  check_words(place, "supports", capabilities(), "capability");
  auto& words = subject.supports;
  if (std::find(words.begin(), words.end(), "ipv4") == words.end()) {
    words.insert(words.begin(), "ipv4");
  }
}

std::string read_subject_name(const Place& place) {
  if (!place.require("name")) return "";
  std::string name = place.text_at("name");
  if (name.empty() || name.find_first_of("@#/ \t\n") != std::string::npos) {
    place["name"].report("a name has no white space and none of @ # /");
  }
  return name;
}

}  // namespace wiretrial::load
