// The fields of the steps of a run and of what they expect; `word` is the value of "step" in the
// record.
#pragma once

#include <tuple>

#include "harness/model/json_fields.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::model {

template <>
struct Fields<Match> {
  static constexpr std::tuple table{always("kind", &Match::kind), data("texts", &Match::texts),
                                    usual("payloads", &Match::payloads),
                                    usual("content_type", &Match::content_type),
                                    usual("content_encoding", &Match::content_encoding)};
};

template <>
struct Fields<FrameLayout> {
  static constexpr std::tuple table{
      always("end", &FrameLayout::end),
      data("delimiter", &FrameLayout::delimiter),
      usual("length_after", &FrameLayout::length_after),
      usual("trailer_bytes", &FrameLayout::trailer_bytes),
      usual("without_length_to_end", &FrameLayout::without_length_to_end),
      usual("prefix_width_bytes", &FrameLayout::prefix_width_bytes),
      usual("prefix_little_endian", &FrameLayout::prefix_little_endian),
      usual("prefix_counts_itself", &FrameLayout::prefix_counts_itself)};
};

template <>
struct Fields<ByteMatch> {
  static constexpr std::tuple table{
      usual("framed", &ByteMatch::framed),   usual("exact", &ByteMatch::exact),
      usual("frame", &ByteMatch::frame),     usual("times", &ByteMatch::times),
      usual("pattern", &ByteMatch::pattern), usual("or_end", &ByteMatch::or_end)};
};

template <>
struct Fields<ProgramMatch> {
  static constexpr std::tuple table{
      usual("status", &ProgramMatch::status), usual("output", &ProgramMatch::output),
      usual("error_output", &ProgramMatch::error_output), usual("written", &ProgramMatch::written)};
};

template <>
struct Fields<Expectation> {
  static constexpr std::tuple table{always("kind", &Expectation::kind),
                                    usual("match", &Expectation::match),
                                    usual("references", &Expectation::references),
                                    usual("bytes", &Expectation::bytes),
                                    usual("without_reset", &Expectation::without_reset),
                                    usual("times", &Expectation::times),
                                    usual("match_bytes", &Expectation::match_bytes),
                                    usual("program", &Expectation::program),
                                    usual("ending", &Expectation::ending)};
};

template <>
struct Fields<Connect> {
  static constexpr std::string_view word = "connect";
  static constexpr std::tuple table{always("name", &Connect::name), usual("times", &Connect::times),
                                    usual("small_buffer", &Connect::small_buffer),
                                    usual("read", &Connect::read)};
};

template <>
struct Fields<Accept> {
  static constexpr std::string_view word = "accept";
  static constexpr std::tuple table{always("name", &Accept::name),
                                    usual("small_buffer", &Accept::small_buffer),
                                    usual("read", &Accept::read)};
};

template <>
struct Fields<Send> {
  static constexpr std::string_view word = "send";
  static constexpr std::tuple table{always("on", &Send::on),
                                    always("bytes", &Send::bytes),
                                    usual("cuts", &Send::cuts),
                                    usual("stop_at", &Send::stop_at),
                                    usual("barrier", &Send::barrier),
                                    usual("swept", &Send::swept),
                                    usual("urgent_at", &Send::urgent_at),
                                    usual("held_back", &Send::held_back),
                                    usual("kernel_flushes", &Send::kernel_flushes)};
};

template <>
struct Fields<Finish> {
  static constexpr std::string_view word = "finish";
  static constexpr std::tuple table{always("on", &Finish::on)};
};

template <>
struct Fields<Reset> {
  static constexpr std::string_view word = "reset";
  static constexpr std::tuple table{always("on", &Reset::on), usual("barrier", &Reset::barrier),
                                    usual("disconnect", &Reset::disconnect)};
};

template <>
struct Fields<Close> {
  static constexpr std::string_view word = "close";
  static constexpr std::tuple table{always("on", &Close::on)};
};

template <>
struct Fields<Read> {
  static constexpr std::string_view word = "read";
  // What only the planner needs of a swept read is no part of what was done.
  static constexpr std::tuple table{
      always("on", &Read::on), usual("bytes_at_once", &Read::bytes_at_once),
      usual("stop_at", &Read::stop_at), usual("stop_in", &Read::stop_in)};
};

template <>
struct Fields<Expect> {
  static constexpr std::string_view word = "expect";
  static constexpr std::tuple table{always("on", &Expect::on),
                                    always("expectation", &Expect::expectation)};
};

template <>
struct Fields<Repeat> {
  static constexpr std::string_view word = "repeat";
  static constexpr std::tuple table{always("times", &Repeat::times),
                                    always("steps", &Repeat::steps)};
};

template <>
struct Fields<TakeVitals> {
  static constexpr std::string_view word = "take_vitals";
  static constexpr std::tuple table{always("name", &TakeVitals::name),
                                    usual("settle_to", &TakeVitals::settle_to)};
};

template <>
struct Fields<Watch> {
  static constexpr std::string_view word = "watch";
  static constexpr std::tuple table{always("duration_ms", &Watch::duration)};
};

template <>
struct Fields<LimitDescriptors> {
  static constexpr std::string_view word = "limit_descriptors";
  static constexpr std::tuple table{always("spare", &LimitDescriptors::spare),
                                    usual("restore", &LimitDescriptors::restore)};
};

template <>
struct Fields<Signal> {
  static constexpr std::string_view word = "signal";
  static constexpr std::tuple table{always("name", &Signal::name)};
};

template <>
struct Fields<Restart> {
  static constexpr std::string_view word = "restart";
  static constexpr std::tuple table{always("signal", &Restart::signal)};
};

template <>
struct Fields<StartSecond> {
  static constexpr std::string_view word = "start_second";
  static constexpr std::tuple<> table{};
};

template <>
struct Fields<Listen> {
  static constexpr std::string_view word = "listen";
  static constexpr std::tuple table{always("kind", &Listen::kind)};
};

template <>
struct Fields<StartClient> {
  static constexpr std::string_view word = "start_client";
  static constexpr std::tuple table{
      always("action", &StartClient::action), data("value", &StartClient::value),
      usual("value_repeat", &StartClient::value_repeat), usual("file", &StartClient::file)};
};

template <>
struct Fields<AwaitZeroWindow> {
  static constexpr std::string_view word = "await_zero_window";
  static constexpr std::tuple table{always("on", &AwaitZeroWindow::on)};
};

template <>
struct Fields<StreamPlace> {
  static constexpr std::tuple table{always("point", &StreamPlace::point),
                                    usual("plus_bytes", &StreamPlace::plus_bytes),
                                    usual("message", &StreamPlace::message)};
};

template <>
struct Fields<HeaderChange> {
  static constexpr std::tuple table{always("name", &HeaderChange::name),
                                    data("json", &HeaderChange::json)};
};

template <>
struct Fields<ProxyFault> {
  static constexpr std::string_view word = "proxy";
  static constexpr std::tuple table{always("kind", &ProxyFault::kind),
                                    always("on", &ProxyFault::on),
                                    always("direction", &ProxyFault::direction),
                                    usual("at", &ProxyFault::at),
                                    usual("to_client", &ProxyFault::to_client),
                                    usual("to_server", &ProxyFault::to_server),
                                    usual("process", &ProxyFault::process),
                                    usual("unread", &ProxyFault::unread),
                                    usual("delay_ms", &ProxyFault::delay),
                                    usual("jitter_ms", &ProxyFault::jitter),
                                    usual("bytes_per_second", &ProxyFault::bytes_per_second),
                                    usual("segments", &ProxyFault::segments),
                                    usual("segment_bytes", &ProxyFault::segment_bytes),
                                    usual("count", &ProxyFault::count),
                                    usual("bit", &ProxyFault::bit),
                                    usual("bytes", &ProxyFault::bytes),
                                    usual("replaces_content", &ProxyFault::replaces_content),
                                    usual("header", &ProxyFault::header),
                                    usual("omit", &ProxyFault::omit),
                                    usual("seed", &ProxyFault::seed),
                                    usual("swept", &ProxyFault::swept)};
};

template <>
struct Fields<Inject> {
  static constexpr std::string_view word = "inject";
  static constexpr std::tuple table{
      always("call", &Inject::call),    usual("error", &Inject::error),
      usual("length", &Inject::length), usual("socket", &Inject::socket),
      usual("nth", &Inject::nth),       usual("first", &Inject::first),
      usual("every", &Inject::every),   usual("percent", &Inject::percent)};
};

template <>
struct Fields<Storm> {
  static constexpr std::string_view word = "storm";
  static constexpr std::tuple table{always("interval_ms", &Storm::interval)};
};

template <>
struct Fields<LimitResource> {
  static constexpr std::string_view word = "limit";
  static constexpr std::tuple table{always("resource", &LimitResource::resource),
                                    always("bytes", &LimitResource::bytes)};
};

template <>
struct Fields<Destroy> {
  static constexpr std::string_view word = "destroy";
  static constexpr std::tuple table{always("on", &Destroy::on)};
};

template <>
struct Fields<FilterPackets> {
  static constexpr std::string_view word = "filter_packets";
  static constexpr std::tuple table{always("action", &FilterPackets::action),
                                    always("toward", &FilterPackets::toward),
                                    usual("of", &FilterPackets::of),
                                    usual("every", &FilterPackets::every),
                                    usual("after_bytes", &FilterPackets::after_bytes),
                                    usual("beginning", &FilterPackets::beginning)};
};

template <>
struct Fields<PassPackets> {
  static constexpr std::string_view word = "pass_packets";
  static constexpr std::tuple table{usual("after", &PassPackets::after)};
};

template <>
struct Fields<MakeRoute> {
  static constexpr std::string_view word = "make_route";
  static constexpr std::tuple table{always("kind", &MakeRoute::kind)};
};

template <>
struct Fields<Resolve> {
  static constexpr std::string_view word = "resolve";
  static constexpr std::tuple table{always("kind", &Resolve::kind),
                                    usual("addresses", &Resolve::addresses)};
};

template <>
struct Fields<SetSysctl> {
  static constexpr std::string_view word = "set_sysctl";
  static constexpr std::tuple table{always("values", &SetSysctl::values)};
};

template <>
struct Fields<SetMtu> {
  static constexpr std::string_view word = "set_mtu";
  static constexpr std::tuple table{always("bytes", &SetMtu::bytes)};
};

template <>
struct Fields<SendIcmp> {
  static constexpr std::string_view word = "send_icmp";
  static constexpr std::tuple table{always("kind", &SendIcmp::kind)};
};

template <>
struct Fields<Vanish> {
  static constexpr std::string_view word = "vanish";
  static constexpr std::tuple table{always("on", &Vanish::on)};
};

template <>
struct Fields<ShapeTraffic> {
  static constexpr std::string_view word = "shape_traffic";
  static constexpr std::tuple table{usual("delay_ms", &ShapeTraffic::delay),
                                    usual("jitter_ms", &ShapeTraffic::jitter),
                                    usual("loss_percent", &ShapeTraffic::loss_percent),
                                    usual("duplicate_percent", &ShapeTraffic::duplicate_percent),
                                    usual("corrupt_percent", &ShapeTraffic::corrupt_percent),
                                    usual("reorder_percent", &ShapeTraffic::reorder_percent),
                                    usual("rate_kbit", &ShapeTraffic::rate_kbit)};
};

}  // namespace wiretrial::model
