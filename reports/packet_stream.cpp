#include "reports/packet_stream.hpp"

#include <utility>

#include "reports/packet_bytes.hpp"

namespace wiretrial::reports {

namespace {

// What IP holds (RFC 791: a total length of 16 bits) besides two headers without options.
constexpr std::size_t segment_limit_bytes = 65'535 - 20 - 20;

// A window of a gigabyte (RFC 7323, section 2.3: the largest): none is ever full, since what was
// really advertised is not in the evidence.
constexpr std::uint16_t window = 65'535;
constexpr std::uint8_t window_scale = 14;

constexpr std::uint32_t first_number = 1000;

}  // namespace

PacketStream::PacketStream(std::vector<Packet>& packets, Endpoint initiator, Endpoint responder)
    : packets_(packets),
      states_{State{std::move(initiator), first_number, 0, false},
              State{std::move(responder), first_number, 0, false}} {}

void PacketStream::open(std::uint64_t at_us) {
  add(End::initiator, tcp_syn, "", at_us);
  add(End::responder, tcp_syn | tcp_ack, "", at_us);
  add(End::initiator, tcp_ack, "", at_us);
}

void PacketStream::try_to_open(std::uint64_t at_us) {
  add(End::initiator, tcp_syn, "", at_us);
  over_ = true;
}

void PacketStream::refuse(std::uint64_t at_us) {
  add(End::initiator, tcp_syn, "", at_us);
  of(End::responder).next = 0;  // RFC 9293, section 3.5.2: the reset of no connection
  reset(End::responder, at_us);
}

void PacketStream::send(End from, std::string_view data, bool urgent, std::uint64_t at_us) {
  if (over_ || of(from).finished) return;
  while (!data.empty()) {
    const std::string_view segment = data.substr(0, segment_limit_bytes);
    data.remove_prefix(segment.size());
    unsigned flags = tcp_ack;
    if (data.empty()) flags |= tcp_psh;
    if (data.empty() && urgent) flags |= tcp_urg;
    add(from, flags, segment, at_us);
  }
}

void PacketStream::acknowledge(End from, std::uint64_t at_us) {
  if (over_ || of(from).acknowledged == of(other(from)).next) return;
  add(from, tcp_ack, "", at_us);
}

void PacketStream::finish(End from, std::uint64_t at_us) {
  if (over_ || of(from).finished) return;
  add(from, tcp_fin | tcp_ack, "", at_us);
  of(from).finished = true;
  acknowledge(other(from), at_us);
}

void PacketStream::reset(End from, std::uint64_t at_us) {
  if (over_) return;
  add(from, tcp_rst | tcp_ack, "", at_us);
  over_ = true;
}

void PacketStream::add(End from, unsigned flags, std::string_view data, std::uint64_t at_us) {
  State& sender = of(from);
  const State& receiver = of(other(from));
  Segment segment;
  segment.source = sender.endpoint.address;
  segment.destination = receiver.endpoint.address;
  segment.source_port = sender.endpoint.port;
  segment.destination_port = receiver.endpoint.port;
  segment.sequence_number = sender.next;
  segment.flags = flags;
  segment.window = (flags & tcp_rst) != 0 ? 0 : window;
  segment.longest_segment_bytes = static_cast<std::uint16_t>(segment_limit_bytes);
  segment.window_scale = window_scale;
  if ((flags & tcp_urg) != 0) segment.urgent_bytes = static_cast<std::uint16_t>(data.size());
  if ((flags & tcp_ack) != 0) {
    segment.acknowledgement_number = receiver.next;
    sender.acknowledged = receiver.next;
  }
  segment.data = data;
  packets_.push_back({at_us, packet_bytes(segment), ""});
  sender.next += static_cast<std::uint32_t>(data.size());
  if ((flags & (tcp_syn | tcp_fin)) != 0) ++sender.next;
}

}  // namespace wiretrial::reports
