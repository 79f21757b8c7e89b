// For tests only: for each clause of PROTOCOL.md, and each role it binds, a subject that keeps it
// and one that does not.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/judge/made_up_evidence.hpp"
#include "harness/judge/made_up_messages.hpp"

namespace wiretrial::judge::made_up {

inline constexpr Role server = Role::server;
inline constexpr Role client = Role::client;

// What the subject does at the last expectation.
using Behaviour = std::function<void(Trial&)>;

struct Situation {
  const char* clause;
  Role role;
  const char* wrong;  // what the subject that breaks the clause does
  Cause cause;        // and what the judge calls it; none: the clause allows both
  std::function<Trial(bool keeps)> trial;
};

using Situations = std::vector<Situation>;

// In four sources, chapter by chapter.
Situations situations_of_framing_and_header();
Situations situations_of_content();
Situations situations_of_application_and_connection();
Situations situations_of_robustness();

// --- What a server does ---
inline Behaviour answers(const std::string& message) {
  return [message](Trial& trial) { trial.receives(message).fin(); };
}
inline Behaviour closes() {
  return [](Trial& trial) { trial.fin(); };
}
inline Behaviour resets() {
  return [](Trial& trial) { trial.rst(); };
}
inline Behaviour stays_open() {
  return [](Trial& trial) { trial.deadline(); };
}
inline Behaviour answers_and_stays(const std::string& message) {
  return [message](Trial& trial) { trial.receives(message).deadline(); };
}
inline Behaviour answers_and_resets(const std::string& message) {
  return [message](Trial& trial) { trial.receives(message).rst(); };
}
inline Behaviour crashes(int signal = 11) {
  return [signal](Trial& trial) { trial.rst().dies_by(signal); };
}
inline Behaviour spins() {
  return [](Trial& trial) { trial.busy(100).deadline(); };
}
inline Behaviour does_nothing() {
  return [](Trial&) {};
}

// --- What a client does ---
inline Behaviour shows(const std::string& text) {
  return [text](Trial& trial) { trial.shows(text + "\n").exits(0); };
}
inline Behaviour fails() {
  return [](Trial& trial) { trial.complains("client: the response is malformed\n").exits(1); };
}
inline Behaviour fails_with(const std::string& message) {
  return [message](Trial& trial) { trial.complains(message).exits(1); };
}
inline Behaviour runs_on() {
  return [](Trial& trial) { trial.process_deadline(); };
}
inline Behaviour dies(int signal = 11) {
  return [signal](Trial& trial) { trial.dies_by(signal); };
}

// --- The usual forms of a trial ---
inline Trial with_control(Trial trial) {
  trial.alive().control().connect("good").send(search_for("morpheus"), "good");
  trial.expect(response(result(rabbit)), "good")
      .receives(result_message(rabbit), "good")
      .fin("good")
      .alive();
  return trial;
}

// A server is sent these bytes, and one thing is expected of it.
inline std::function<Trial(bool)> given(const std::string& bytes,
                                        const model::Expectation& expectation, Behaviour right,
                                        Behaviour wrong) {
  return [=](bool keeps) {
    Trial trial(server);
    trial.connect().send(bytes).expect(expectation);
    (keeps ? right : wrong)(trial);
    return trial;
  };
}

// A server must reject these bytes, and answers them.
inline std::function<Trial(bool)> answered(const std::string& bytes) {
  return given(bytes, expecting(ExpectationKind::rejection), closes(), answers(first_ten("abc")));
}
// A server must answer these bytes like any with the content `abc`, and rejects them.
inline std::function<Trial(bool)> turned_away(const std::string& bytes) {
  return given(bytes, response(opaque("First 10 bytes of request: abc")), answers(first_ten("abc")),
               resets());
}

// A client is sent these bytes as the response, and one thing is expected of it.
inline std::function<Trial(bool)> told(const std::string& bytes,
                                       const model::Expectation& expectation, Behaviour right,
                                       Behaviour wrong) {
  return [=](bool keeps) {
    Trial trial(client);
    trial.start_client().accept().expect(ExpectationKind::request).receives(search_for("morpheus"));
    trial.send(bytes).finish().expect(expectation);
    (keeps ? right : wrong)(trial);
    return trial;
  };
}
// A client must not take this response, and shows it.
inline std::function<Trial(bool)> shown_all_the_same(const std::string& bytes) {
  return told(bytes, expecting(ExpectationKind::failure), fails(), shows("abc"));
}
// A client must take this response with the content `abc`, and reports failure.
inline std::function<Trial(bool)> refused(const std::string& bytes) {
  return told(bytes, success(shown("abc")), shows("abc"), fails());
}

// What a client on trial must send, and what it sends.
inline std::function<Trial(bool)> requested(const model::Match& match, const std::string& right,
                                            const std::string& wrong) {
  return [=](bool keeps) {
    Trial trial(client);
    trial.start_client()
        .accept()
        .expect(expecting(ExpectationKind::request, match))
        .receives(keeps ? right : wrong);
    return trial;
  };
}

// Two servers' answers, or two clients' words, to the same bytes cut differently or sent again.
inline std::function<Trial(bool)> twice(const std::string& bytes, std::vector<std::size_t> cuts) {
  return [=](bool keeps) {
    Trial trial(server);
    trial.plan.compare = model::Compare::same_outcome;
    trial.run("first").connect().send(bytes).expect(ExpectationKind::response_or_rejection);
    trial.receives(first_ten("abc")).fin();
    trial.run("second")
        .connect()
        .send_segments(bytes, cuts)
        .expect(ExpectationKind::response_or_rejection);
    (keeps ? answers(first_ten("abc")) : closes())(trial);
    return trial;
  };
}
inline std::function<Trial(bool)> told_twice(const std::string& bytes,
                                             std::vector<std::size_t> cuts) {
  return [=](bool keeps) {
    Trial trial(client);
    trial.plan.compare = model::Compare::same_outcome;
    trial.run("first").start_client().accept().send(bytes).expect(
        ExpectationKind::success_or_failure);
    shows("abc")(trial);
    trial.run("second")
        .start_client()
        .accept()
        .send_segments(bytes, cuts)
        .expect(ExpectationKind::success_or_failure);
    (keeps ? shows("abc") : fails())(trial);
    return trial;
  };
}

}  // namespace wiretrial::judge::made_up
