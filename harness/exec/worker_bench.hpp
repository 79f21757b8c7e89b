// For tests only: a worker, programs in Python as its subjects, and the evidence taken apart.
#pragma once

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include <unistd.h>

#include "harness/exec/worker.hpp"

namespace wiretrial::exec::bench {

inline const std::string binaries = WIRETRIAL_BIN_DIR;

// A worker with everything it needs around it.
struct Bench {
  Gate gate{2};
  Gate starts{2};
  std::atomic<bool> interrupted{false};
  std::atomic<std::uint16_t> next_port{9'000};
  Surroundings surroundings;
  Bench() {
    surroundings.guard_program = binaries + "/wiretrial";
    surroundings.gate = &gate;
    surroundings.starts = &starts;
    surroundings.interrupted = &interrupted;
    surroundings.next_port = &next_port;
    // Two programs of tests that run at the same time must not meet on one address.
    surroundings.network = static_cast<std::uint8_t>(1 + ::getpid() % 254);
  }
};

// A server in Python that runs the body with `server`, a listening socket, at hand.
inline model::Subject python_server(const std::string& body) {
  const std::string program =
      "import os, select, signal, socket, sys, time\n"
      // A peer may wait for it with sigwait(), and must not miss it.
      "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCONT])\n"
      "family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET\n"
      "server = socket.socket(family)\n"
      "server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n"
      "server.bind((sys.argv[1], int(sys.argv[2])))\n"
      "server.listen(16)\n" +
      body;
  model::Subject subject;
  subject.name = "python";
  subject.server = model::ServerSubject{
      {"python3", "-I", "-S", "-u", "-c", program, "{host}", "{port}"}, "/", "", {}};
  return subject;
}

// A client in Python that runs the body with `place`, the address it was given, at hand.
inline model::Subject python_client(const std::string& body) {
  const std::string program =
      "import os, select, signal, socket, sys, time\n"
      "place = (sys.argv[1], int(sys.argv[2]))\n" +
      body;
  model::Subject subject;
  subject.name = "python";
  model::ClientSubject client;
  client.command = {"python3", "-I", "-S", "-u", "-c", program, "{host}", "{port}"};
  client.working_directory = "/";
  subject.client = client;
  return subject;
}

inline std::string output_of(const model::Evidence& evidence) {
  std::string output;
  for (const auto& event : evidence.events) {
    if (event.kind == model::EventKind::standard_output) output += event.data;
  }
  return output;
}

inline model::Plan server_plan(std::vector<model::Step> steps) {
  model::Plan plan;
  plan.trial = "test";
  plan.subject = "python";
  plan.runs = {{"", std::move(steps)}};
  return plan;
}

inline model::Send send_cut_everywhere(const std::string& data) {
  model::Send send;
  send.bytes.data = data;
  for (std::size_t i = 1; i < data.size(); ++i) send.cuts.push_back(i);
  return send;
}

inline model::Expect expect(model::ExpectationKind kind) {
  model::Expect step;
  step.expectation.kind = kind;
  return step;
}

inline std::vector<model::Event> of_kind(const model::Evidence& evidence, model::EventKind kind) {
  std::vector<model::Event> chosen;
  std::copy_if(evidence.events.begin(), evidence.events.end(), std::back_inserter(chosen),
               [kind](const model::Event& event) { return event.kind == kind; });
  return chosen;
}

// What Catch shows when an expectation about the evidence does not hold.
inline std::string story(const model::Evidence& evidence) {
  std::string text;
  for (const auto& event : evidence.events) {
    text += event.step + " " + std::string(model::name_of(event.kind)) + " " + event.connection +
            " " + event.detail + " " + std::to_string(event.number) + " " +
            event.data.substr(0, 200) + "\n";
  }
  return text;
}

inline bool has(const model::Evidence& evidence, model::EventKind kind) {
  return !of_kind(evidence, kind).empty();
}

}  // namespace wiretrial::exec::bench
