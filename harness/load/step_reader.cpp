#include "harness/load/step_reader.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "harness/load/expectation_reader.hpp"
#include "harness/load/read_reader.hpp"
#include "harness/load/send_reader.hpp"
#include "harness/model/near_miss.hpp"

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
  return model::Expect{.on = step.text_at("on", "a"),
                       .expectation = read_expectation(step["expect"], context.role)};
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
  static const std::vector<std::string> signals{"SIGTERM", "SIGINT",  "SIGKILL", "SIGHUP",
                                                "SIGUSR1", "SIGUSR2", "SIGSTOP", "SIGCONT",
                                                "SIGPIPE", "SIGCHLD", "SIGALRM", "SIGWINCH"};
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
  static const std::vector<std::string> keys{"action", "value", "value_repeat"};
  model::StartClient start;
  const Place place = step["start"];
  if (!place.must_be_object()) return start;
  place.allow_keys(keys);
  place.require("action");
  place.require("value");
  start.action = place.text_at("action", start.action);
  start.value = place.text_at("value", start.value);
  start.value_repeat = place.size_at("value_repeat", 1);
  return start;
}

Step read_await_zero_window(const Place& step, const Context&) {
  return model::AwaitZeroWindow{.on = step.text_at("await_zero_window")};
}

enum class Whose { server, client, both };

struct StepForm {
  std::string name;
  Whose whose;
  std::vector<std::string> modifiers;
  Step (*read)(const Place&, const Context&);
};

// A step is known by its name; connect and accept come before read, which is also one of their
// modifiers.
const std::vector<StepForm>& step_forms() {
  static const std::vector<StepForm> forms{
      {"connect", Whose::server, {"times", "small_buffer", "read"}, read_connect},
      {"accept", Whose::client, {"small_buffer", "read"}, read_accept},
      {"send",
       Whose::both,
       {"on", "segments", "stop_at", "swept", "barrier", "edits", "urgent_at", "held_back",
        "kernel_flushes"},
       read_send_step},
      {"finish", Whose::both, {}, read_finish},
      {"reset", Whose::both, {"barrier", "disconnect"}, read_reset},
      {"close", Whose::both, {}, read_close},
      {"read", Whose::both, {"bytes_at_once", "stop_at", "swept", "expected"}, read_read_step},
      {"expect", Whose::both, {"on"}, read_expect},
      {"repeat", Whose::both, {"steps"}, read_repeat},
      {"vitals", Whose::both, {"settle_to"}, read_vitals},
      {"watch", Whose::both, {}, read_watch},
      {"limit_descriptors", Whose::both, {}, read_limit_descriptors},
      {"signal", Whose::both, {}, read_signal},
      {"restart", Whose::server, {}, read_restart},
      {"start_second", Whose::server, {}, read_start_second},
      {"listen", Whose::client, {}, read_listen},
      {"start", Whose::client, {}, read_start},
      {"await_zero_window", Whose::both, {}, read_await_zero_window}};
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
  return form.whose == Whose::both || (form.whose == Whose::server) == (role == Role::server);
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
