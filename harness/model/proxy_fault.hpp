// The faults that a proxy between two real programs makes (docs/FAULTS.md, level "Proxy"). One
// struct for all of them: what happens, where in which direction, and with which figures.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/bytes.hpp"
#include "harness/model/names.hpp"

namespace wiretrial::model {

enum class ProxyFaultKind {
  cut,                // at a place, each side is told, or not, in a way of its own
  drop,               // what follows the place is read and thrown away; nobody is told
  freeze,             // from the place on nothing is read or sent, in either direction
  kill,               // at the place SIGKILL ends one of the two programs
  stall,              // at the place nothing goes on for `delay`
  half_close,         // the end of the direction is not passed on
  refuse,             // the proxy's port is taken, but nobody listens
  accept_then_close,  // the client is accepted and closed; the server never hears of it
  accept_late,        // the client is accepted `delay` after its start
  latency,            // each chunk goes on after `delay`, give or take `jitter`
  bandwidth,          // so many bytes a second
  slow_close,         // the end of the direction is passed on after `delay`
  segments,           // the bytes go on in other segments, each of them taken before the next
  flip,               // one bit of one byte
  insert,             // bytes before a place
  remove,             // `count` bytes from a place on
  duplicate,          // `count` bytes from a place on, twice
  swap,               // a message and the one behind it change places
  replay,             // behind a message comes the same message again
  splice,             // from the place on: the bytes of an earlier connection
  rewrite,            // a message is decoded, changed, and encoded again with right lengths
};

template <>
struct Names<ProxyFaultKind> {
  static constexpr std::array<std::pair<ProxyFaultKind, std::string_view>, 21> table{
      {{ProxyFaultKind::cut, "cut"},
       {ProxyFaultKind::drop, "drop"},
       {ProxyFaultKind::freeze, "freeze"},
       {ProxyFaultKind::kill, "kill"},
       {ProxyFaultKind::stall, "stall"},
       {ProxyFaultKind::half_close, "half-close"},
       {ProxyFaultKind::refuse, "refuse"},
       {ProxyFaultKind::accept_then_close, "accept-then-close"},
       {ProxyFaultKind::accept_late, "accept-late"},
       {ProxyFaultKind::latency, "latency"},
       {ProxyFaultKind::bandwidth, "bandwidth"},
       {ProxyFaultKind::slow_close, "slow-close"},
       {ProxyFaultKind::segments, "segments"},
       {ProxyFaultKind::flip, "flip"},
       {ProxyFaultKind::insert, "insert"},
       {ProxyFaultKind::remove, "remove"},
       {ProxyFaultKind::duplicate, "duplicate"},
       {ProxyFaultKind::swap, "swap"},
       {ProxyFaultKind::replay, "replay"},
       {ProxyFaultKind::splice, "splice"},
       {ProxyFaultKind::rewrite, "rewrite"}}};
};

// Which of the two streams: from the client to the server, or back.
enum class Direction { request, response };

template <>
struct Names<Direction> {
  static constexpr std::array<std::pair<Direction, std::string_view>, 2> table{
      {{Direction::request, "request"}, {Direction::response, "response"}}};
};

// A place of a message, by its frame: names instead of numbers survive headers of other sizes.
enum class StreamPoint {
  start,        // before the prefix
  header,       // behind the prefix
  mid_header,   // half of the header has passed
  content,      // before the content
  mid_content,  // half of the content has passed
  end,          // behind the message
};

template <>
struct Names<StreamPoint> {
  static constexpr std::array<std::pair<StreamPoint, std::string_view>, 6> table{
      {{StreamPoint::start, "start"},
       {StreamPoint::header, "header"},
       {StreamPoint::mid_header, "mid-header"},
       {StreamPoint::content, "content"},
       {StreamPoint::mid_content, "mid-content"},
       {StreamPoint::end, "end"}}};
};

// What one of the two programs is told at a cut.
enum class SideAction {
  none,    // nothing: the connection stays open, and what comes from there is read
  fin,     // FIN; what comes from there is still read
  rst,     // RST
  freeze,  // nothing, and nothing more is read from there
};

template <>
struct Names<SideAction> {
  static constexpr std::array<std::pair<SideAction, std::string_view>, 4> table{
      {{SideAction::none, "none"},
       {SideAction::fin, "fin"},
       {SideAction::rst, "rst"},
       {SideAction::freeze, "freeze"}}};
};

enum class ProxySegments { whole_message, each_byte, fields, of_size };

template <>
struct Names<ProxySegments> {
  static constexpr std::array<std::pair<ProxySegments, std::string_view>, 4> table{
      {{ProxySegments::whole_message, "whole-message"},
       {ProxySegments::each_byte, "each-byte"},
       {ProxySegments::fields, "fields"},
       {ProxySegments::of_size, "of-size"}}};
};

// So many bytes behind (or, negative, before) a point of the direction's nth message.
struct StreamPlace {
  StreamPoint point = StreamPoint::start;
  std::int64_t plus_bytes = 0;
  std::size_t message = 1;

  bool operator==(const StreamPlace&) const = default;
};

// "header+17", "end-1", "end of message 2".
[[nodiscard]] std::string words_for(const StreamPlace& place);

// A member of a header and the JSON text that becomes its value.
struct HeaderChange {
  std::string name;
  std::string json;

  bool operator==(const HeaderChange&) const = default;
};

// Arms the proxy of a pair; it fires exactly once, on one connection. The executor logs
// `fault_injected` then, or `fault_not_injected` with the reason at the end of the run.
struct ProxyFault {
  ProxyFaultKind kind = ProxyFaultKind::cut;
  std::string on = "a";  // the proxied connections are a, b, c, ... in the order of their coming
  Direction direction = Direction::request;
  StreamPlace at;
  SideAction to_client = SideAction::none;
  SideAction to_server = SideAction::none;
  std::string process;  // kill: "client" or "server"
  bool unread = false;  // kill: one byte lies unread in its socket, so that its end is a reset
  std::chrono::milliseconds delay{0};
  std::chrono::milliseconds jitter{0};  // at most; how much it is comes from the seed
  std::size_t bytes_per_second = 0;
  ProxySegments segments = ProxySegments::whole_message;
  std::size_t segment_bytes = 0;     // of_size
  std::size_t count = 1;             // remove and duplicate: bytes
  int bit = -1;                      // flip: 0 to 7; -1: the seed says
  Bytes bytes;                       // insert; rewrite: the new content
  bool replaces_content = false;     // rewrite
  std::vector<HeaderChange> header;  // rewrite
  std::vector<std::string> omit;     // rewrite: members that are left out
  std::uint64_t seed = 0;            // from the trial's
  // The layout of the message whose every offset is one trial of the scenario's sweep.
  Bytes swept;
};

}  // namespace wiretrial::model
