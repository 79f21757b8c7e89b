// SRV and CLI: for each clause a subject that keeps it and one that does not.
#include "harness/judge/made_up_situations.hpp"

namespace wiretrial::judge::made_up {

namespace {

const auto failure = expecting(ExpectationKind::failure);
const auto found = response(result(rabbit));
const std::string search = search_for("morpheus");
constexpr std::int64_t mebibyte = 1024 * 1024;
constexpr std::size_t least_growth = 16 * mebibyte;  // 16 KiB for each of 1,000 connections

// --- Servers ---
Trial survives(bool keeps) {
  Trial trial(server);
  trial.connect().send_part(search, 30).reset();
  if (!keeps) trial.complains("Traceback (most recent call last):\nConnectionResetError").exits(1);
  return trial.expect(ExpectationKind::rejection);
}
Trial idles(bool keeps) {
  return Trial(server)
      .connect()
      .send_part(search, 30)
      .watch(keeps ? 1 : 100)
      .expect(ExpectationKind::no_spin);
}
Trial closes_sockets(bool keeps) {
  Trial trial(server);
  trial.vitals("before", 4).vitals("after", keeps ? 4 : 204);
  return trial.expect(about(ExpectationKind::sockets_released, {"before", "after"}));
}
Trial lacks_descriptors(bool keeps) {
  Trial trial(server);
  trial.limit_descriptors(8).connect("n", 40);
  if (!keeps) trial.complains("accept: Too many open files").exits(1);
  trial.close("n");
  if (!keeps) return trial.connect_fails("refused").expect(found);
  return trial.connect().send(search).expect(found).receives(result_message(rabbit)).fin();
}
Trial restarts(bool keeps) {
  Trial trial(server);
  trial.connect().restart("SIGTERM").dies_by(15);
  if (!keeps) {
    return trial.log(EventKind::started)
        .exits(1)
        .log(EventKind::not_ready, "", "address already in use");
  }
  return trial.serving()
      .connect("b")
      .send(search, "b")
      .expect(found, "b")
      .receives(result_message(rabbit), "b")
      .fin("b");
}
Trial shares_no_port(bool keeps) {
  Trial trial(server);
  trial.start_second().expect(ExpectationKind::failing_exit);
  if (!keeps) return trial.process_deadline();
  return trial.complains("address already in use", "second").exits(1, "second").alive();
}
Trial obeys_signals(bool keeps) {
  Trial trial(server);
  trial.signal("SIGTERM").expect(ExpectationKind::exit);
  return keeps ? trial.dies_by(15) : trial.process_deadline();
}
Trial keeps_memory(bool keeps) {
  Trial trial(server);
  const std::int64_t growth = (keeps ? 1 : 32) * mebibyte;
  trial.vitals("0", 4, 20 * mebibyte)
      .vitals("1", 4, 20 * mebibyte + growth)
      .vitals("2", 4, 20 * mebibyte + 2 * growth);
  trial.vitals("3", 4, 20 * mebibyte + 3 * growth);
  return trial.expect(about(ExpectationKind::memory_settled, {"0", "1", "2", "3"}, least_growth));
}

// --- Clients ---
Trial refused_by_server(const Behaviour& what) {
  Trial trial(client);
  trial.listen(model::ListenKind::refusing).start_client().expect(failure);
  what(trial);
  return trial;
}
Trial tells_apart(bool keeps) {
  Trial trial(client);
  trial.plan.compare = model::Compare::distinct_messages;
  trial.run("refused").listen(model::ListenKind::refusing).start_client().expect(failure);
  trial.complains(keeps ? "refused by 127.0.0.1:4000" : "error 111 at 127.0.0.1:4000").exits(1);
  trial.run("unreachable").listen(model::ListenKind::unreachable).start_client().expect(failure);
  return trial.complains(keeps ? "no way to 127.0.0.2:9" : "error 101 at 127.0.0.2:9").exits(1);
}
Trial silent_server(bool keeps) {
  Trial trial(client);
  trial.start_client().accept().expect(ExpectationKind::request).receives(search).expect(failure);
  (keeps ? fails_with("no response in 400 ms") : runs_on())(trial);
  return trial;
}
Trial reset_while_it_writes(bool keeps) {
  Trial trial(client);
  trial.start_client("a", "a").accept().watch(0).reset().expect(failure);
  (keeps ? fails_with("broken pipe") : dies(13))(trial);
  return trial;
}
Trial second_address(bool keeps) {
  Trial trial(client);
  trial.start_client();
  if (!keeps)
    return trial.accept_in_vain().expect(ExpectationKind::request).complains("refused").exits(1);
  return trial.accept().expect(ExpectationKind::request).receives(search);
}
Trial slow_reader(bool keeps) {
  const std::string bytes(100'000, 'a');
  Trial trial(client);
  trial.start_client("a", bytes)
      .accept()
      .watch(0)
      .expect(expecting(ExpectationKind::request, opaque(bytes)));
  const std::string request = opaque_request(bytes);
  return keeps ? trial.receives(request) : trial.receives(request.substr(0, 50'000)).fin();
}
Trial reset_after_response(bool keeps) {
  Trial trial(client);
  trial.start_client().accept().expect(ExpectationKind::request).receives(search);
  trial.send(opaque_response("abc")).reset().expect(success(shown("abc")));
  (keeps ? shows("abc") : fails_with("connection reset"))(trial);
  return trial;
}
Trial waits_asleep(bool keeps) {
  Trial trial(client);
  return trial.start_client().accept().watch(keeps ? 2 : 99).expect(ExpectationKind::no_spin);
}
Trial answered_before_the_request(bool keeps) {
  Trial trial(client);
  trial.start_client("a", "a")
      .accept()
      .send(opaque_response("abc"))
      .finish()
      .expect(ExpectationKind::success_or_failure);
  (keeps ? shows("abc") : fails())(trial);
  return trial;
}

}  // namespace

Situations situations_of_robustness() {
  using enum Cause;
  return {
      {"SRV-1", server, "ends with a traceback when a connection is reset", crash, survives},
      {"SRV-2", server, "is busy while a connection is half open", spin, idles},
      {"SRV-3", server, "keeps a descriptor of each connection", leak, closes_sockets},
      {"SRV-4", server, "ends when it has no descriptors left", crash, lacks_descriptors},
      {"SRV-5", server, "cannot bind its port again", not_ready, restarts},
      {"SRV-6", server, "shares the port in silence", hang, shares_no_port},
      {"SRV-7", server, "ignores SIGTERM", hang, obeys_signals},
      {"SRV-8", server, "grows with every connection", memory, keeps_memory},

      {"CLI-1", client, "exits with 0 after a failure", wrong_exit,
       [](bool keeps) {
         return refused_by_server(keeps ? fails_with("refused") : [](Trial& trial) {
           trial.complains("refused").exits(0);
         });
       }},
      {"CLI-2", client, "fails without a word", wrong_message,
       [](bool keeps) {
         return refused_by_server(keeps ? fails_with("refused")
                                        : [](Trial& trial) { trial.exits(1); });
       }},
      {"CLI-3", client, "has one message for every cause", wrong_message, tells_apart},
      {"CLI-4", client, "waits for ever", hang, silent_server},
      {"CLI-5", client, "shows what HTTP says", not_rejected,
       shown_all_the_same("HTTP/1.1 200 OK\r\n\r\nabc")},
      {"CLI-6", client, "dies by SIGPIPE", crash, reset_while_it_writes},
      {"CLI-7", client, "tries the first address only", no_answer, second_address},
      {"CLI-8", client, "forgets what did not fit", no_answer, slow_reader},
      {"CLI-9", client, "fails for a reset that came afterwards", wrong_exit, reset_after_response},
      {"CLI-10", client, "is busy while it waits", spin, waits_asleep},
      {"CLI-11", client, "takes an early response, or fails", none, answered_before_the_request},
  };
}

}  // namespace wiretrial::judge::made_up
