#include "harness/exec/listeners.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <set>
#include <sstream>
#include <string_view>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/exec/descendants.hpp"
#include "harness/exec/proc_files.hpp"

namespace wiretrial::exec {

namespace {

// Of the tables below /proc/PID/net.
constexpr std::string_view tcp_listening = "0A";
constexpr std::string_view udp_bound = "07";
constexpr std::string_view unix_listening = "00010000";  // __SO_ACCEPTCON
constexpr std::size_t longest_link = 64;

using Inodes = std::set<std::string>;

void add_sockets(const std::string& process, Inodes& inodes) {
  constexpr std::string_view prefix = "socket:[";
  each_proc_entry(process + "/fd", [&](int directory, std::string_view name) {
    std::array<char, longest_link> target{};
    const ssize_t length =
        ::readlinkat(directory, std::string(name).c_str(), target.data(), target.size());
    const std::string_view link(target.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
    if (!link.starts_with(prefix) || !link.ends_with(']')) return;
    inodes.emplace(link.substr(prefix.size(), link.size() - prefix.size() - 1));
  });
}

std::vector<std::vector<std::string>> rows_of(const std::string& file) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream text(read_proc_file(file));
  for (std::string line; std::getline(text, line);) {
    std::istringstream fields(line);
    rows.emplace_back();
    for (std::string field; fields >> field;) rows.back().push_back(field);
  }
  return rows;
}

// "0100007F:1F90": words of 32 bits as they lie in memory, and the port.
std::string endpoint_of(const std::string& field) {
  const std::size_t colon = field.find(':');
  const bool wide = colon == 32;
  if (colon != 8 && !wide) return field;
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i * 8 < colon; ++i) {
    std::from_chars(field.data() + i * 8, field.data() + i * 8 + 8, words[i], 16);
  }
  int port = 0;
  std::from_chars(field.data() + colon + 1, field.data() + field.size(), port, 16);
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(wide ? AF_INET6 : AF_INET, words.data(), text.data(), text.size());
  const std::string host = wide ? "[" + std::string(text.data()) + "]" : text.data();
  return host + ":" + std::to_string(port);
}

void add_internet(const std::string& table, std::string_view state, const std::string& prefix,
                  const Inodes& inodes, std::vector<std::string>& places) {
  constexpr std::size_t own_end = 1;
  constexpr std::size_t state_field = 3;
  constexpr std::size_t inode = 9;
  for (const auto& row : rows_of(table)) {
    if (row.size() <= inode || row[state_field] != state || !inodes.contains(row[inode])) continue;
    places.push_back(prefix + endpoint_of(row[own_end]));
  }
}

void add_unix(const std::string& table, const Inodes& inodes, std::vector<std::string>& places) {
  constexpr std::size_t flags = 3;
  constexpr std::size_t inode = 6;
  constexpr std::size_t path = 7;
  for (const auto& row : rows_of(table)) {
    if (row.size() <= path || row[flags] != unix_listening || !inodes.contains(row[inode]))
      continue;
    places.push_back("UNIX " + row[path]);
  }
}

}  // namespace

std::vector<std::string> listening_places(int pid) {
  std::vector<std::string> places;
  for (const ProcessOfTree& member : process_tree(pid)) {
    const std::string process = "/proc/" + std::to_string(member.pid);
    Inodes inodes;
    add_sockets(process, inodes);
    if (inodes.empty()) continue;
    // Its own tables: it may have a network of its own.
    const std::string net = process + "/net/";
    add_internet(net + "tcp", tcp_listening, "", inodes, places);
    add_internet(net + "tcp6", tcp_listening, "", inodes, places);
    add_internet(net + "udp", udp_bound, "UDP ", inodes, places);
    add_internet(net + "udp6", udp_bound, "UDP ", inodes, places);
    add_unix(net + "unix", inodes, places);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

}  // namespace wiretrial::exec
