// A network of this process's own: namespaces, routes and names that nothing else on the machine
// sees, and that are gone with the last process in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/exec/packet_filter.hpp"
#include "harness/model/packet_step.hpp"

namespace wiretrial::exec {

class Network {
 public:
  // Moves this process into a network and a mount namespace of its own (unshare(2)), and into a
  // user namespace in which it is root when it may not do so as it is; loopback is up there, and no
  // mount reaches the outside. The process must have one thread only, and there is no way back.
  // Throws std::system_error; the process is then good for nothing but to end.
  Network();

  [[nodiscard]] PacketFilter& filter() { return filter_; }

  // Makes such a route, and gives the address that lies behind it. Throws std::runtime_error.
  [[nodiscard]] std::string make_route(model::RouteKind kind);
  // Whether somebody has asked for the silent neighbour's hardware address in vain by now.
  [[nodiscard]] bool asked_in_vain() const;

  // Writes a variable below /proc/sys/net/ipv4, which is this namespace's. Throws
  // std::system_error.
  void set_sysctl(const std::string& name, std::int64_t value);
  // Of the loopback device, in bytes. Throws std::system_error.
  void set_mtu(std::size_t bytes);
  // Throws std::runtime_error, with what tc said when the kernel has no netem.
  void shape(const model::ShapeTraffic& traffic);

  // From now on every process here resolves names by these lines of hosts(5) alone, and when
  // `ask_server` is true by a name server besides, which nobody is. Throws std::system_error.
  void set_names(const std::string& hosts, bool ask_server);

 private:
  PacketFilter filter_;
};

}  // namespace wiretrial::exec
