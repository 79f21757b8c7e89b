#include "harness/load/subject.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include "harness/load/place.hpp"
#include "harness/load/scenario_reader.hpp"
#include "harness/load/schema.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

using Texts = std::vector<std::string>;

const Texts placeholders{"host",         "port",        "action",      "value",
                         "value_repeat", "idle_ms",     "max_content", "connect_ms",
                         "response_ms",  "connections", "file",        "send_ms"};

std::string folder_of(const std::string& file) {
  return std::filesystem::absolute(file).lexically_normal().parent_path().string();
}

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

void check_placeholders(const Place& command, const Texts& arguments) {
  bool has_port = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    for (const std::string& name : placeholders_in(arguments[i])) {
      has_port = has_port || name == "port";
      if (std::find(placeholders.begin(), placeholders.end(), name) != placeholders.end()) continue;
      // The braces belong to the word that was meant.
      const std::string meant = model::near_miss(name, placeholders);
      command[i].report("unknown placeholder \"{" + name + "}\"" +
                        (meant.empty() ? "" : ", did you mean \"{" + meant + "}\"?"));
    }
  }
  if (!has_port) command.report("the command is never told the {port}");
}

Texts read_command(const Place& owner, const std::string& folder) {
  Texts command = owner.texts_at("command");
  if (!owner["command"].value().is_array()) return command;
  if (command.empty()) {
    owner["command"].report("must name a program");
    return command;
  }
  check_placeholders(owner["command"], command);
  if (command[0].find('/') != std::string::npos) command[0] = absolute_in(folder, command[0]);
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

model::ServerSubject read_server(const Place& place, const std::string& folder) {
  static const Texts keys{"command", "cwd", "address", "pid"};
  model::ServerSubject server;
  if (!place.must_be_object()) return server;
  place.allow_keys(keys);
  server.working_directory = absolute_in(folder, place.text_at("cwd", "."));
  if (place.has("command") == place.has("address")) {
    place.report("needs either \"command\" or \"address\"");
  } else if (place.has("command")) {
    server.command = read_command(place, folder);
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

std::string read_pattern(const Place& place, std::string_view name) {
  static const Texts keys{"stdout"};
  if (!place.has(name) || !place[name].must_be_object()) return "";
  place[name].allow_keys(keys);
  place[name].require("stdout");
  return place[name].text_at("stdout");
}

model::ClientSubject read_client(const Place& place, const std::string& folder) {
  static const Texts keys{"command", "cwd", "success", "failure", "opaque_as"};
  static const Texts spellings{"raw", "python-repr"};
  model::ClientSubject client;
  if (!place.must_be_object()) return client;
  place.allow_keys(keys);
  client.working_directory = absolute_in(folder, place.text_at("cwd", "."));
  if (place.require("command")) client.command = read_command(place, folder);
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

// The name becomes a part of the trials' names.
void read_name(const Place& place, model::Subject& subject) {
  if (!place.require("name")) return;
  subject.name = place.text_at("name");
  if (subject.name.empty() || subject.name.find_first_of("@#/ \t\n") != std::string::npos) {
    place["name"].report("a name has no white space and none of @ # /");
  }
}

void read_subject(const Place& place, model::Subject& subject) {
  static const Texts keys{"$schema", "name",   "version",  "protocol",
                          "server",  "client", "supports", "limits"};
  const std::string folder = folder_of(subject.file);
  if (!place.must_be_object()) return;
  place.allow_keys(keys);
  read_name(place, subject);
  subject.version = place.text_at("version");
  if (place.require("protocol")) subject.protocol = place.text_at("protocol");
  if (!place.has("server") && !place.has("client")) place.report("needs \"server\" or \"client\"");
  if (place.has("server")) subject.server = read_server(place["server"], folder);
  if (place.has("client")) subject.client = read_client(place["client"], folder);
  read_supports(place, subject);
  if (place.has("limits")) read_limits(place["limits"], subject);
}

}  // namespace

model::Subject load_subject(const std::string& file) {
  Problems problems;
  model::Subject subject;
  subject.file = file;
  const std::optional<JsonFile> json = read_json(file, "description of a subject", problems);
  if (json) read_subject(Place(*json, problems), subject);
  problems.raise();
  check_schema(*json, Schema::subject, problems);
  problems.raise();
  return subject;
}

}  // namespace wiretrial::load
