// The description of an implementation on trial, as its subject.json says it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/requirement.hpp"

namespace wiretrial::model {

struct ServerSubject {
  std::vector<std::string> command;  // with placeholders; empty when `address` is given
  std::string working_directory;     // absolute
  std::string address;               // "host:port" of a server that already runs
  std::optional<int> pid;            // of that server, when the user knows it

  bool operator==(const ServerSubject&) const = default;
};

struct ClientSubject {
  std::vector<std::string> command;
  std::string working_directory;
  std::string success_pattern;  // PCRE2 on standard output; empty: the exit status decides
  std::string failure_pattern;
  std::string opaque_as = "raw";  // how opaque bytes are shown: "raw" or "python-repr"

  bool operator==(const ClientSubject&) const = default;
};

struct Subject {
  std::string name;
  std::string version;
  std::string protocol;
  std::optional<ServerSubject> server;
  std::optional<ClientSubject> client;
  std::vector<std::string> supports;           // "ipv4", "ipv6", "utf-16", ...
  std::map<std::string, std::int64_t> limits;  // "max_content", "idle_ms", ...
  int copies = 0;                              // that may run side by side; 0: nothing is said
  std::string file;                            // where it was read

  bool operator==(const Subject&) const = default;
};

}  // namespace wiretrial::model
