// The steps that act on packets, routes and names. They are performed in a network namespace that
// the trial has to itself (network_namespaces(7)), so that nothing else on the machine notices.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/model/names.hpp"

namespace wiretrial::model {

// What becomes of a packet that a rule catches; the answers are those of nft(8), "reject".
enum class PacketAction {
  drop,
  reset,                 // RST to its sender
  port_unreachable,      // ICMP 3/3
  host_unreachable,      // ICMP 3/1
  net_unreachable,       // ICMP 3/0
  protocol_unreachable,  // ICMP 3/2
  admin_prohibited,      // ICMP 3/13
};

template <>
struct Names<PacketAction> {
  static constexpr std::array<std::pair<PacketAction, std::string_view>, 7> table{
      {{PacketAction::drop, "drop"},
       {PacketAction::reset, "reset"},
       {PacketAction::port_unreachable, "port_unreachable"},
       {PacketAction::host_unreachable, "host_unreachable"},
       {PacketAction::net_unreachable, "net_unreachable"},
       {PacketAction::protocol_unreachable, "protocol_unreachable"},
       {PacketAction::admin_prohibited, "admin_prohibited"}}};
};

enum class PacketWay { server, client, both };

template <>
struct Names<PacketWay> {
  static constexpr std::array<std::pair<PacketWay, std::string_view>, 3> table{
      {{PacketWay::server, "server"}, {PacketWay::client, "client"}, {PacketWay::both, "both"}}};
};

enum class PacketKind {
  all,
  connecting,    // has SYN
  established,   // has no SYN; the ACK that completes the handshake is one of them
  with_content,  // carries bytes of the stream
};

template <>
struct Names<PacketKind> {
  static constexpr std::array<std::pair<PacketKind, std::string_view>, 4> table{
      {{PacketKind::all, "all"},
       {PacketKind::connecting, "connecting"},
       {PacketKind::established, "established"},
       {PacketKind::with_content, "with_content"}}};
};

// A rule for the packets between the client and the server, until a PassPackets step or the end of
// the run. How many packets it caught is in the evidence when it is lifted.
struct FilterPackets {
  PacketAction action = PacketAction::drop;
  PacketWay toward = PacketWay::server;
  PacketKind of = PacketKind::all;
  std::size_t every = 1;        // only every so manieth packet
  std::size_t after_bytes = 0;  // only once so many bytes, headers included, have passed
  std::string beginning;        // only packets whose content begins with this text; empty: any
};

// Lifts every rule, once they have caught `after` packets together.
struct PassPackets {
  std::size_t after = 0;
};

enum class RouteKind {
  none,         // ENETUNREACH
  blackhole,    // EINVAL
  unreachable,  // EHOSTUNREACH
  prohibit,     // EACCES
  throwing,     // ENETUNREACH
  silent,       // nobody answers ARP: EHOSTUNREACH, after a while
};

template <>
struct Names<RouteKind> {
  static constexpr std::array<std::pair<RouteKind, std::string_view>, 6> table{
      {{RouteKind::none, "none"},
       {RouteKind::blackhole, "blackhole"},
       {RouteKind::unreachable, "unreachable"},
       {RouteKind::prohibit, "prohibit"},
       {RouteKind::throwing, "throw"},
       {RouteKind::silent, "silent"}}};
};

// The client is given an address behind such a route (ip-route(8)).
struct MakeRoute {
  RouteKind kind = RouteKind::none;
};

enum class ResolveKind {
  addresses,   // the name has the addresses of the step
  unknown,     // nobody knows the name
  unanswered,  // the name server refuses to be asked
};

template <>
struct Names<ResolveKind> {
  static constexpr std::array<std::pair<ResolveKind, std::string_view>, 3> table{
      {{ResolveKind::addresses, "addresses"},
       {ResolveKind::unknown, "unknown"},
       {ResolveKind::unanswered, "unanswered"}}};
};

// One address of a name: who is there.
enum class AddressKind {
  accepting,    // the counterpart; at most once
  refusing,     // RST to SYN
  unreachable,  // ICMP 3/1 to SYN
  silent,       // SYN is dropped
};

template <>
struct Names<AddressKind> {
  static constexpr std::array<std::pair<AddressKind, std::string_view>, 4> table{
      {{AddressKind::accepting, "accepting"},
       {AddressKind::refusing, "refusing"},
       {AddressKind::unreachable, "unreachable"},
       {AddressKind::silent, "silent"}}};
};

// The client is given a name for its {host}; hosts(5) and resolv.conf(5) are the trial's own.
struct Resolve {
  ResolveKind kind = ResolveKind::addresses;
  std::vector<AddressKind> addresses;  // in the order in which the resolver gives them
};

// Sets variables below net/ipv4 (sysctl(8), tcp(7)).
struct SetSysctl {
  std::map<std::string, std::int64_t> values;
};

// The maximum transmission unit of the loopback device.
struct SetMtu {
  std::size_t bytes = 1500;
};

enum class IcmpKind {
  fragmentation_needed,  // 3/4
  host_unreachable,      // 3/1
  port_unreachable,      // 3/3
  ttl_exceeded,          // 11/0
};

template <>
struct Names<IcmpKind> {
  static constexpr std::array<std::pair<IcmpKind, std::string_view>, 4> table{
      {{IcmpKind::fragmentation_needed, "fragmentation_needed"},
       {IcmpKind::host_unreachable, "host_unreachable"},
       {IcmpKind::port_unreachable, "port_unreachable"},
       {IcmpKind::ttl_exceeded, "ttl_exceeded"}}};
};

// Sends the subject an ICMP error about the last packet that it sent; waits for one if there was
// none.
struct SendIcmp {
  IcmpKind kind = IcmpKind::ttl_exceeded;
};

// The counterpart's end is gone without a packet, as in a power cut (TCP_REPAIR).
struct Vanish {
  std::string on = "a";
};

// Delay, loss and more on the loopback device, in both directions (tc-netem(8)).
struct ShapeTraffic {
  std::chrono::milliseconds delay{0};
  std::chrono::milliseconds jitter{0};
  std::size_t loss_percent = 0;
  std::size_t duplicate_percent = 0;
  std::size_t corrupt_percent = 0;
  std::size_t reorder_percent = 0;
  std::size_t rate_kbit = 0;
};

}  // namespace wiretrial::model
