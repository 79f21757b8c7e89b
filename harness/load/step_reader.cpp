#include "harness/load/step_reader.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "harness/load/expectation_reader.hpp"
#include "harness/load/fault_reader.hpp"
#include "harness/load/packet_step_reader.hpp"
#include "harness/load/proxy_reader.hpp"
#include "harness/load/read_reader.hpp"
#include "harness/load/send_reader.hpp"
#include "harness/model/evidence.hpp"
#include "harness/model/near_miss.hpp"
#include "harness/model/system_names.hpp"

namespace wiretrial::load {

namespace {

using model::Role;
using model::Step;
using Context = BytesContext;

// Shorter watching cannot tell a busy thread from an idle one.
constexpr std::int64_t shortest_watch_ms = 1000;
constexpr std::int64_t longest_watch_ms = 600'000;

Step read_connect(const Place& step, const Context&) {
  return model::Connect{.name = step.text_at("connect"),
                        .times = step.size_at("times", 1, 1),
                        .small_buffer = step.flag_at("small_buffer", false),
                        .read = step.flag_at("read", true)};
}

Step read_accept(const Place& step, const Context&) {
  return model::Accept{.name = step.text_at("accept"),
                       .small_buffer = step.flag_at("small_buffer", false),
                       .read = step.flag_at("read", true)};
}

Step read_send_step(const Place& step, const Context& context) {
  return read_send(step, context);
}

Step read_finish(const Place& step, const Context&) {
  return model::Finish{.on = step.text_at("finish")};
}

Step read_reset(const Place& step, const Context&) {
  return model::Reset{.on = step.text_at("reset"),
                      .barrier = step.flag_at("barrier", true),
                      .disconnect = step.flag_at("disconnect", false)};
}

Step read_close(const Place& step, const Context&) {
  return model::Close{.on = step.text_at("close")};
}

Step read_read_step(const Place& step, const Context& context) {
  return read_read(step, context);
}

Step read_expect(const Place& step, const Context& context) {
  model::Expect expect{.on = step.text_at("on", "a"),
                       .expectation = read_expectation(step["expect"], context)};
  // A proxied connection has two ends of ours; each program is seen at its own.
  if (context.role == Role::pair) {
    expect.on += is_about_server(expect.expectation.kind) ? model::server_leg : model::client_leg;
  }
  return expect;
}

Step read_proxy(const Place& step, const Context& context) {
  return read_proxy_fault(step, context);
}

Step read_repeat(const Place& step, const Context& context) {
  model::Repeat repeat;
  repeat.times = step.size_at("repeat", 1, 1);
  if (step.require("steps")) repeat.steps = read_steps(step["steps"], context);
  return repeat;
}

Step read_vitals(const Place& step, const Context&) {
  return model::TakeVitals{.name = step.text_at("vitals"), .settle_to = step.text_at("settle_to")};
}

Step read_watch(const Place& step, const Context&) {
  const auto duration_ms = step["watch"].number(shortest_watch_ms, longest_watch_ms);
  return model::Watch{std::chrono::milliseconds(duration_ms.value_or(shortest_watch_ms))};
}

Step read_limit_descriptors(const Place& step, const Context&) {
  model::LimitDescriptors limit;
  limit.restore = step["limit_descriptors"].value() == "restore";
  if (limit.restore) return limit;
  if (step["limit_descriptors"].value().is_string()) {
    step["limit_descriptors"].report("must be a whole number or \"restore\"");
    return limit;
  }
  limit.spare = step.size_at("limit_descriptors", 0);
  return limit;
}

std::string signal_at(const Place& step, std::string_view name) {
  static const std::vector<std::string> signals = model::names_in(model::signal_names);
  const std::string signal = step.text_at(name, "SIGTERM");
  if (std::find(signals.begin(), signals.end(), signal) == signals.end()) {
    step[name].report("unknown signal \"" + signal + "\"" + model::did_you_mean(signal, signals));
  }
  return signal;
}

Step read_signal(const Place& step, const Context&) {
  return model::Signal{.name = signal_at(step, "signal")};
}

Step read_restart(const Place& step, const Context&) {
  return model::Restart{.signal = signal_at(step, "restart")};
}

Step read_start_second(const Place& step, const Context&) {
  if (!step.flag_at("start_second", true)) step["start_second"].report("must be true");
  return model::StartSecond{};
}

Step read_listen(const Place& step, const Context&) {
  static const std::vector<std::string> kinds{"accepting",   "refusing",  "full",
                                              "unreachable", "multicast", "abandoned"};
  const std::string word = step.text_at("listen", "accepting");
  const auto kind = model::value_of<model::ListenKind>(word);
  if (!kind) {
    step["listen"].report("unknown way to listen \"" + word + "\"" +
                          model::did_you_mean(word, kinds));
  }
  return model::Listen{kind.value_or(model::ListenKind::accepting)};
}

Step read_start(const Place& step, const Context&) {
  static const std::vector<std::string> keys{"action", "value", "value_repeat", "file"};
  model::StartClient start;
  const Place place = step["start"];
  if (!place.must_be_object()) return start;
  place.allow_keys(keys);
  start.action = place.text_at("action", start.action);
  start.value = place.text_at("value", start.value);
  start.value_repeat = place.size_at("value_repeat", 1);
  start.file = place.text_at("file", start.file);
  return start;
}

Step read_await_zero_window(const Place& step, const Context&) {
  return model::AwaitZeroWindow{.on = step.text_at("await_zero_window")};
}

Step read_inject_step(const Place& step, const Context&) {
  return read_inject(step["inject"]);
}

Step read_storm_step(const Place& step, const Context&) {
  return read_storm(step["storm"]);
}

Step read_limit_step(const Place& step, const Context&) {
  return read_limit(step);
}

Step read_destroy(const Place& step, const Context&) {
  return model::Destroy{.on = step.text_at("destroy")};
}

// In whose scenarios a step may stand.
constexpr unsigned of_server = 1;
constexpr unsigned of_client = 2;
constexpr unsigned of_pair = 4;
constexpr unsigned of_one = of_server | of_client;

struct StepForm {
  std::string name;
  unsigned whose;
  std::vector<std::string> modifiers;
  Step (*read)(const Place&, const Context&);
};

// A step is known by its name; connect and accept come before read, which is also one of their
// modifiers.
const std::vector<StepForm>& step_forms() {
  static const std::vector<StepForm> forms{
      {"connect", of_server, {"times", "small_buffer", "read"}, read_connect},
      {"accept", of_client, {"small_buffer", "read"}, read_accept},
      {"send",
       of_one,
       {"on", "segments", "stop_at", "swept", "barrier", "edits", "urgent_at", "held_back",
        "kernel_flushes"},
       read_send_step},
      {"finish", of_one, {}, read_finish},
      {"reset", of_one, {"barrier", "disconnect"}, read_reset},
      {"close", of_one, {}, read_close},
      {"read", of_one, {"bytes_at_once", "stop_at", "swept", "expected"}, read_read_step},
      {"expect", of_one | of_pair, {"on"}, read_expect},
      {"repeat", of_one, {"steps"}, read_repeat},
      {"vitals", of_one, {"settle_to"}, read_vitals},
      {"watch", of_one, {}, read_watch},
      {"limit_descriptors", of_one, {}, read_limit_descriptors},
      {"signal", of_one, {}, read_signal},
      {"restart", of_server, {}, read_restart},
      {"start_second", of_server, {}, read_start_second},
      {"listen", of_client, {}, read_listen},
      {"start", of_client | of_pair, {}, read_start},
      {"await_zero_window", of_one, {}, read_await_zero_window},
      {"proxy", of_pair, proxy_keys(), read_proxy},
      {"inject", of_one, {}, read_inject_step},
      {"storm", of_one, {}, read_storm_step},
      {"limit", of_server, {"bytes"}, read_limit_step},
      {"destroy", of_one, {}, read_destroy},
      {"packets",
       of_one,
       {"toward", "of", "every", "after_bytes", "beginning", "after"},
       read_packets},
      {"route", of_client, {}, read_route},
      {"resolve", of_client, {}, read_resolve},
      {"sysctl", of_one, {}, read_sysctl},
      {"mtu", of_one, {}, read_mtu},
      {"icmp", of_one, {}, read_icmp},
      {"vanish", of_one, {}, read_vanish},
      {"netem", of_one, {}, read_netem}};
  return forms;
}

std::vector<std::string> step_names() {
  std::vector<std::string> names;
  for (const StepForm& form : step_forms()) names.push_back(form.name);
  return names;
}

// The key that was most likely meant to name the step: one that is near to a step's name, else the
// first.
void report_unknown(const Place& step) {
  const std::vector<std::string> names = step_names();
  std::string unknown;
  for (const auto& item : step.value().items()) {
    if (unknown.empty()) unknown = item.key();
    if (model::near_miss(item.key(), names).empty()) continue;
    unknown = item.key();
    break;
  }
  if (unknown.empty()) {
    step.report("an empty step");
  } else {
    step.report("unknown step \"" + unknown + "\"" + model::did_you_mean(unknown, names));
  }
}

bool allowed(const StepForm& form, Role role) {
  const unsigned asking = role == Role::server   ? of_server
                          : role == Role::client ? of_client
                                                 : of_pair;
  return (form.whose & asking) != 0;
}

std::optional<Step> read_step(const Place& step, const Context& context) {
  if (!step.must_be_object()) return std::nullopt;
  const std::vector<StepForm>& forms = step_forms();
  const auto form = std::find_if(forms.begin(), forms.end(), [&](const StepForm& candidate) {
    return step.has(candidate.name);
  });
  if (form == forms.end()) {
    report_unknown(step);
    return std::nullopt;
  }
  if (!allowed(*form, context.role)) {
    step.report("\"" + form->name + "\" is no step of a " +
                std::string(model::name_of(context.role)) + " scenario");
    return std::nullopt;
  }
  std::vector<std::string> keys = form->modifiers;
  keys.push_back(form->name);
  step.allow_keys(keys);
  return form->read(step, context);
}

}  // namespace

std::vector<Step> read_steps(const Place& place, const BytesContext& context) {
  std::vector<Step> steps;
  if (!place.must_be_array()) return steps;
  for (const Place& item : place.items()) {
    if (auto step = read_step(item, context)) steps.push_back(*std::move(step));
  }
  return steps;
}

}  // namespace wiretrial::load
