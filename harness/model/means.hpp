// What a machine must offer before a scenario can be performed on it. The executor probes for them,
// the planner knows which of them a scenario needs.
#pragma once

#include <map>
#include <string>

#include "harness/model/names.hpp"

namespace wiretrial::model {

enum class Means {
  namespaces,       // a network namespace of our own (unshare(2))
  packet_filter,    // rules that drop and reject packets in it (nft(8))
  traffic_control,  // delay, loss and reordering in it (tc-netem(8))
  preload,          // the library that stands between a subject and its C library is there
  tracer,           // a subject may be traced (ptrace(2))
  socket_destroy,   // a socket may be destroyed from outside (sock_diag(7), SOCK_DESTROY)
  ipv6,             // ::1 can be bound (ipv6(7))
};

template <>
struct Names<Means> {
  static constexpr std::array<std::pair<Means, std::string_view>, 7> table{
      {{Means::namespaces, "namespaces"},
       {Means::packet_filter, "packet_filter"},
       {Means::traffic_control, "traffic_control"},
       {Means::preload, "preload"},
       {Means::tracer, "tracer"},
       {Means::socket_destroy, "socket_destroy"},
       {Means::ipv6, "ipv6"}}};
};

// The means that are not there, each with the reason as a user should read it.
using MissingMeans = std::map<Means, std::string>;

}  // namespace wiretrial::model
