#include "reports/capture.hpp"

#include <map>

#include <tins/ip.h>
#include <tins/rawpdu.h>
#include <tins/tcp.h>

#include "catch.hpp"
#include "harness/model/made_up_everything.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/packet_stream.hpp"
#include "reports/pcapng.hpp"

using namespace wiretrial;
using reports::End;
using reports::Packet;
using reports::PacketStream;
using Tins::TCP;

namespace {

std::uint32_t number_at(const std::string& text, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 4; i > 0; --i) {
    number = number << 8U | static_cast<unsigned char>(text.at(at + i - 1));
  }
  return number;
}

struct Block {
  std::uint32_t type = 0;
  std::string body;
};

// Fails the test unless the whole file is blocks.
std::vector<Block> blocks_of(const std::string& file) {
  std::vector<Block> blocks;
  for (std::size_t at = 0; at < file.size();) {
    const std::uint32_t size = number_at(file, at + 4);
    REQUIRE(size % 4 == 0);
    REQUIRE(at + size <= file.size());
    REQUIRE(number_at(file, at + size - 4) == size);
    blocks.push_back({number_at(file, at), file.substr(at + 8, size - 12)});
    at += size;
  }
  return blocks;
}

struct Seen {
  std::uint64_t at_us = 0;
  Tins::IP ip;

  [[nodiscard]] const TCP& tcp() const { return ip.rfind_pdu<TCP>(); }
  [[nodiscard]] std::string data() const {
    const auto* raw = ip.find_pdu<Tins::RawPDU>();
    return raw == nullptr ? "" : std::string(raw->payload().begin(), raw->payload().end());
  }
};

std::vector<Seen> packets_of(const std::string& file) {
  std::vector<Seen> packets;
  for (const Block& block : blocks_of(file)) {
    if (block.type != 6) continue;
    const std::uint64_t at_us =
        static_cast<std::uint64_t>(number_at(block.body, 4)) << 32U | number_at(block.body, 8);
    const std::string bytes = block.body.substr(20, number_at(block.body, 12));
    packets.push_back({at_us, Tins::IP(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                       static_cast<std::uint32_t>(bytes.size()))});
  }
  return packets;
}

std::string render(const model::TrialRecord& trial) {
  return reports::render_pcapng(model::made_up::record(), {trial});
}

}  // namespace

TEST_CASE("every packet of every trial goes on where the one before it in its stream ended") {
  std::vector<model::TrialRecord> trials = model::made_up::trials();
  trials.push_back(model::made_up::everything());
  std::size_t count = 0;
  for (const model::TrialRecord& trial : trials) {
    INFO(trial.plan.trial);
    std::map<std::string, std::uint32_t> next;
    std::uint64_t now_us = 0;
    for (const Seen& packet : packets_of(render(trial))) {
      const TCP& tcp = packet.tcp();
      const std::string stream =
          packet.ip.src_addr().to_string() + ":" + std::to_string(tcp.sport()) + " " +
          packet.ip.dst_addr().to_string() + ":" + std::to_string(tcp.dport());
      if (!next.contains(stream)) next[stream] = tcp.seq();
      CHECK(tcp.seq() == next[stream]);
      const bool counts_one = (tcp.flags() & (TCP::SYN | TCP::FIN)) != 0;
      next[stream] += static_cast<std::uint32_t>(packet.data().size()) + (counts_one ? 1 : 0);
      CHECK(packet.at_us >= now_us);
      now_us = packet.at_us;
      ++count;
    }
  }
  CHECK(count > 100);
}

TEST_CASE("data is what the evidence has, where it has it, at its time") {
  const std::vector<Seen> packets =
      packets_of(render(model::made_up::passing("jhmp/a/b", "FRM-1", "s")));
  REQUIRE(packets.size() == 9);
  CHECK(packets[3].data() == model::made_up::request().data);
  CHECK(packets[3].ip.src_addr().to_string() == reports::counterpart_address);
  CHECK(packets[3].at_us == 750);
  CHECK(packets[4].data().empty());  // the barrier said that all has come
  CHECK(packets[5].data().ends_with("\"}"));
  CHECK(packets[5].ip.src_addr().to_string() == reports::server_address);
  CHECK(packets[5].at_us == 2500);
}

TEST_CASE("a verdict is said where it was judged, and what is no packet by the next one") {
  const std::string file = render(model::made_up::not_rejected());
  CHECK(file.find("the verdict was judged here: fail (not_rejected)\nexpected: no byte, then") !=
        std::string::npos);
  CHECK(file.find("event 1: started\nevent 2: ready\nevent 3: connected on a") !=
        std::string::npos);
}

TEST_CASE("a trial without a connection has a file without a packet, which says so") {
  model::TrialRecord nothing = model::made_up::trials()[1];
  nothing.evidence.clear();
  CHECK(packets_of(render(nothing)).empty());
  CHECK(render(nothing).find("there is no packet") != std::string::npos);
}

TEST_CASE("a segment longer than a packet can be becomes several, and the last one is pushed") {
  std::vector<Packet> packets;
  PacketStream stream(packets, {"192.0.2.1", 1}, {"192.0.2.2", 2});
  stream.open(0);
  stream.send(End::initiator, std::string(200'000, 'x'), false, 1);
  REQUIRE(packets.size() == 3 + 4);
  std::size_t size = 0;
  for (std::size_t i = 3; i < packets.size(); ++i) size += packets[i].bytes.size() - 40;
  CHECK(size == 200'000);
}

TEST_CASE("what cannot follow an end is left out") {
  std::vector<Packet> packets;
  PacketStream stream(packets, {"192.0.2.1", 1}, {"192.0.2.2", 2});
  stream.open(0);
  stream.finish(End::initiator, 1);
  const std::size_t finished = packets.size();
  stream.finish(End::initiator, 2);
  stream.send(End::initiator, "late", false, 2);
  CHECK(packets.size() == finished);
  stream.send(End::responder, "half-closed", false, 3);
  stream.acknowledge(End::initiator, 3);
  stream.acknowledge(End::initiator, 4);
  CHECK(packets.size() == finished + 2);
  stream.reset(End::responder, 5);
  const std::size_t over = packets.size();
  stream.reset(End::initiator, 6);
  stream.send(End::responder, "late", false, 6);
  stream.acknowledge(End::initiator, 6);
  CHECK(packets.size() == over);
}

TEST_CASE("comments that are longer than an option may be are cut between characters") {
  reports::Capture capture;
  capture.packets.push_back({1, std::string(40, 'x'), "x"});
  for (int i = 0; i < 30'000; ++i) capture.packets[0].comment += "🐰";
  const std::vector<Block> blocks = blocks_of(to_pcapng(capture));
  REQUIRE(blocks.size() == 3);
  const std::string& body = blocks.back().body;
  const std::uint32_t option = number_at(body, 20 + 40);
  CHECK((option & 0xffffU) == 1);
  CHECK(model::is_utf8(body.substr(64, option >> 16U)));
  CHECK((option >> 16U) > 60'000);
}
