// For tests only: puts small programs that record their system calls on trial, with faults.
#pragma once

#include <algorithm>
#include <atomic>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "catch.hpp"
#include "harness/exec/worker.hpp"

namespace wiretrial::exec::tests {

using model::EventKind;
using Words = std::vector<std::string>;

inline const std::string fixtures = WIRETRIAL_SOURCE_DIR "/harness/exec/fixtures/";
inline const Words dynamic_recorder{WIRETRIAL_TEST_DIR "/recorder_dynamic", "{host}", "{port}"};
inline const Words static_recorder{WIRETRIAL_TEST_DIR "/recorder_static", "{host}", "{port}"};
inline const Words python_recorder{"python3", "-S",    "-u", fixtures + "recorder.py",
                                   "{host}",  "{port}"};
inline const Words node_recorder{"node", fixtures + "recorder.js", "{host}", "{port}"};

// A worker with everything it needs around it, and one server.
class FaultBench {
 public:
  FaultBench() {
    surroundings_.guard_program = std::string(WIRETRIAL_BIN_DIR) + "/wiretrial";
    surroundings_.gate = &gate_;
    surroundings_.starts = &starts_;
    surroundings_.interrupted = &interrupted_;
    surroundings_.next_port = &next_port_;
    surroundings_.reaction_deadline = std::chrono::seconds(5);
    surroundings_.network = static_cast<std::uint8_t>(1 + ::getpid() % 254);
  }

  // Performs the steps against the command, which is that of a server or of a client.
  model::Evidence perform(const Words& command, std::vector<model::Step> steps,
                          std::uint64_t seed = 1, model::Role role = model::Role::server) {
    model::Subject subject;
    subject.name = "recorder";
    subject.server = model::ServerSubject{command, "/", "", {}};
    subject.client = model::ClientSubject{};
    subject.client->command = command;
    subject.client->working_directory = "/";
    model::Plan plan;
    plan.role = role;
    plan.trial = "test";
    plan.subject = "recorder";
    plan.seed = seed;
    plan.fresh = true;
    plan.runs = {{"", std::move(steps)}};
    Worker worker(surroundings_, 1);
    auto evidence = worker.perform(plan, subject);
    REQUIRE(evidence.size() == 1);
    return std::move(evidence.front());
  }

  // The same, and then the server is killed: all that it wrote came before its end is told.
  model::Evidence perform_to_end(const Words& command, std::vector<model::Step> steps,
                                 std::uint64_t seed = 1) {
    steps.insert(steps.end(), {model::Signal{"SIGKILL"}, expect_exit()});
    return perform(command, std::move(steps), seed);
  }

  // Exchanges of ten bytes behind the faults.
  static std::vector<model::Step> exchanges(std::vector<model::Step> steps, int times = 1) {
    for (int i = 0; i < times; ++i) {
      model::Send send;
      send.bytes.data = "abcdefghij";
      steps.insert(steps.end(), {model::Connect{}, send, expect_end()});
    }
    return steps;
  }
  model::Evidence exchange(const Words& command, const std::vector<model::Step>& faults,
                           int times = 1, std::uint64_t seed = 1) {
    return perform_to_end(command, exchanges(faults, times), seed);
  }

  static model::Expect expect_exit() {
    model::Expect expect;
    expect.expectation.kind = model::ExpectationKind::exit;
    return expect;
  }
  static model::Expect expect_end() {
    model::Expect expect;
    expect.expectation.kind = model::ExpectationKind::response;
    return expect;
  }

 private:
  Gate gate_{2};
  Gate starts_{2};
  std::atomic<bool> interrupted_{false};
  std::atomic<std::uint16_t> next_port_{9'400};
  Surroundings surroundings_;
};

inline model::Inject shorten(model::InjectedCall call, std::size_t length) {
  model::Inject inject;
  inject.call = call;
  inject.length = length;
  return inject;
}

inline model::Inject fail_first(model::InjectedCall call, const std::string& error,
                                std::size_t first = 1) {
  model::Inject inject;
  inject.call = call;
  inject.error = error;
  inject.first = first;
  return inject;
}

inline std::string all_of(const model::Evidence& evidence, EventKind kind) {
  std::string text;
  for (const auto& event : evidence.events) {
    if (event.kind == kind) text += event.data;
  }
  return text;
}

// What the program wrote, on one line.
inline std::string recorded(const model::Evidence& evidence) {
  std::string text = all_of(evidence, EventKind::standard_output);
  std::replace(text.begin(), text.end(), '\n', ',');
  return text;
}

inline std::vector<model::Event> events_of(const model::Evidence& evidence, EventKind kind) {
  std::vector<model::Event> found;
  for (const auto& event : evidence.events) {
    if (event.kind == kind) found.push_back(event);
  }
  return found;
}

inline std::string story(const model::Evidence& evidence) {
  std::ostringstream text;
  for (const auto& event : evidence.events) {
    text << event.step << ' ' << model::name_of(event.kind) << ' ' << event.detail << ' '
         << event.number << ' ' << event.data << '\n';
  }
  return text.str();
}

}  // namespace wiretrial::exec::tests
