// For tests only: a trial that uses every step, every kind of event and every member, none with its
// default value.
#pragma once

#include "harness/model/made_up_record.hpp"

namespace wiretrial::model::made_up {

inline ProxyFault every_proxy_fault() {
  using std::chrono::milliseconds;
  const Bytes bytes{"\xff{}"s, {{"prefix", 0, 1}}, "", 0};
  ProxyFault fault;
  fault.kind = ProxyFaultKind::rewrite;
  fault.on = "b";
  fault.direction = Direction::response;
  fault.at = {StreamPoint::mid_header, -3, 2};
  fault.to_client = SideAction::fin;
  fault.to_server = SideAction::freeze;
  fault.process = "server";
  fault.unread = fault.replaces_content = true;
  fault.delay = milliseconds(5);
  fault.jitter = milliseconds(6);
  fault.bytes_per_second = 7;
  fault.segments = ProxySegments::of_size;
  fault.segment_bytes = 8;
  fault.count = 9;
  fault.bit = 3;
  fault.bytes = bytes;
  fault.header = {{"content-type", "\"x\""}};
  fault.omit = {"byteorder"};
  fault.seed = 10;
  fault.swept = bytes;
  return fault;
}

inline std::vector<Step> every_step() {
  Expect expect{"b",
                {ExpectationKind::memory_settled,
                 {MatchKind::shows, {"\xff\0"s, ""}, {"", "5a"}, "text/json", "utf-8"},
                 {"before", "after"},
                 4096,
                 true,
                 8,
                 {true,
                  {"\xff\r\n"s, {{"line", 0, 3}}, "", 0},
                  {FrameEnd::delimiter, "\r\n\0"s, "length:", 2, true, 4, true, true},
                  3,
                  "\\d+",
                  true},
                 {3, "out", "err", "text"},
                 "rst"}};
  Send send{"b", {"\0\x02{}\xff"s, {{"length", 0, 2}, {"header", 2, 2}}, "", 0}, {1, 3}, 4, false};
  send.urgent_at = 2;
  send.held_back = 1;
  send.kernel_flushes = true;
  Repeat inner{3, {Finish{"c"}}};
  return {Connect{"b", 200, true, false},
          Accept{"b", true, false},
          send,
          Finish{"b"},
          Reset{"b", false, true},
          Close{"b"},
          Read{"b", 7, 17, "header", false, {}},
          expect,
          Repeat{5, {inner, Connect{}}},
          TakeVitals{"after", "before"},
          Watch{std::chrono::milliseconds(1500)},
          LimitDescriptors{4, true},
          Signal{"SIGINT"},
          Restart{"SIGKILL"},
          StartSecond{},
          Listen{ListenKind::full},
          StartClient{"", "", 9, "/x"},
          AwaitZeroWindow{"b"},
          every_proxy_fault(),
          Inject{InjectedCall::send, "EINTR", 2, 3, 4, 5, 6, 7},
          Storm{std::chrono::milliseconds(3)},
          LimitResource{Resource::file_size, 4096},
          Destroy{"b"},
          FilterPackets{PacketAction::admin_prohibited, PacketWay::both, PacketKind::connecting, 3,
                        100, "x"},
          PassPackets{2},
          MakeRoute{RouteKind::throwing},
          Resolve{ResolveKind::unknown, {AddressKind::silent}},
          SetSysctl{{{"tcp_syn_retries", 1}}},
          SetMtu{576},
          SendIcmp{IcmpKind::fragmentation_needed},
          Vanish{"b"},
          ShapeTraffic{std::chrono::milliseconds(1), std::chrono::milliseconds(2), 3, 4, 5, 6, 7}};
}

inline Event every_member(EventKind kind) {
  Event event{kind, "3.1", "a#7", 12, 34, -5, hostile, "", "why", {{"sockets", 9}}, 0.125};
  return event;
}

inline TrialRecord everything() {
  TrialRecord trial = not_rejected();
  trial.plan.smoke = trial.plan.fresh = trial.plan.waits = trial.plan.isolated = true;
  trial.plan.why = "because";
  trial.plan.unsupported = "why";
  trial.plan.not_scored = "later";
  trial.plan.probes = "utf-16";
  trial.plan.disputed = Dispute{"https://example.org", "no"};
  trial.baseline = BaselineEntry{"/entries/0", "s", "x", Outcome::flaky, Cause::leak,
                                 "r",          "l", "o", "2027-01-31"};
  trial.plan.client_subject = "one";
  trial.plan.server_subject = "other";
  trial.plan.settings = {{{"idle_ms", -1}}, "ipv6"};
  trial.plan.compare = Compare::distinct_messages;
  trial.plan.runs = {{"first", every_step()}, {"second", {}}};
  trial.plan.control = every_step();
  for (const auto& entry : Names<EventKind>::table) add(trial, every_member(entry.first));
  trial.verdict = {Outcome::flaky, Cause::leak, "e", "a", "r", "p", "t", "q", "approximate"};
  trial.repeat = 2;
  trial.duration_ms = 1.5;
  return trial;
}

}  // namespace wiretrial::model::made_up
