// APP and CON: for each clause and role a subject that keeps it and one that does not.
#include "harness/judge/made_up_situations.hpp"

namespace wiretrial::judge::made_up {

namespace {

const auto rejection = expecting(ExpectationKind::rejection);
const auto either = expecting(ExpectationKind::response_or_rejection);
const auto found = response(result(rabbit));
const std::string search = search_for("morpheus");
const Behaviour answers_rabbit = answers(result_message(rabbit));

model::Match result_begins(const std::string& text) {
  return any_of(model::MatchKind::result_begins, {text});
}

std::function<Trial(bool)> asked(const std::string& json, const model::Match& match,
                                 const std::string& right, const std::string& wrong) {
  return given(json_message(json), response(match), answers(result_message(right)),
               answers(result_message(wrong)));
}

model::Match in_headers(model::Match match, const std::string& type, const std::string& encoding) {
  match.content_type = type;
  match.content_encoding = encoding;
  return match;
}

std::string in_upper_case() {
  auto spec = json_spec(R"({"result": "x"})");
  spec.values = {{"content-encoding", "\"UTF-8\""}};
  return bytes_of(spec);
}

// One connection does something bad, another is served all the while.
std::function<Trial(bool)> beside(const std::string& bad, Behaviour right, Behaviour wrong) {
  return [=](bool keeps) {
    Trial trial(server);
    trial.connect("bad").send(bad, "bad").connect("a").send(search).expect(found);
    (keeps ? right : wrong)(trial);
    return trial;
  };
}

Trial two_hundred(bool keeps) {
  Trial trial(server);
  trial.connect("a", 200).send_step(search);
  for (int i = 1; i <= 200; ++i) trial.sent(0, search.size(), "a#" + std::to_string(i));
  trial.expect(found);
  for (int i = 1; i <= 200; ++i) {
    const std::string name = "a#" + std::to_string(i);
    if (i < 129 || keeps) {
      trial.receives(result_message(rabbit), name).fin(name);
    } else {
      trial.deadline(name);
    }
  }
  return trial;
}

Trial half_closed_after_request(bool keeps) {
  Trial trial(server);
  trial.connect().send(search).finish().expect(found);
  (keeps ? answers_rabbit : resets())(trial);
  return trial;
}

Trial idle(bool keeps) {
  Trial trial(server);
  trial.connect().send_part(search, 20).expect(ExpectationKind::closed);
  return keeps ? trial.fin() : trial.deadline();
}

Trial ends_at_once(bool keeps) {
  Trial trial(client);
  trial.start_client()
      .accept()
      .expect(ExpectationKind::request)
      .receives(search)
      .send(result_message("abc"));
  trial.expect(success(shown("abc")));
  (keeps ? shows("abc") : runs_on())(trial);
  return trial;
}

// The other address family, or sends and receives in small pieces: only the trial's settings
// differ.
Trial on_ipv6(bool keeps) {
  Trial trial(server);
  trial.plan.settings.host = "ipv6";
  if (keeps)
    return trial.connect().send(search).expect(found).receives(result_message(rabbit)).fin();
  return trial.connect_fails("refused").send_step(search).expect(found);
}
Trial client_on_ipv6(bool keeps) {
  Trial trial(client);
  trial.plan.settings.host = "ipv6";
  trial.start_client();
  if (keeps) return trial.accept().expect(ExpectationKind::request).receives(search);
  return trial.accept_in_vain()
      .expect(ExpectationKind::request)
      .complains("no such address")
      .exits(1);
}

std::function<Trial(bool)> costs_in_proportion(Role role) {
  return [role](bool keeps) {
    Trial trial(role);
    if (role == client) trial.start_client().accept();
    trial.processor_time("0", 0).processor_time("1", 20'000);
    return trial.processor_time("2", keeps ? 180'000 : 1'300'000).expect(proportional());
  };
}

}  // namespace

Situations situations_of_application_and_connection() {
  using enum Cause;
  const std::string sent_bytes = "sendthis";
  return {
      {"APP-1", server, "ends the text before its last character", wrong_answer,
       given(search, found, answers_rabbit, answers(result_message("Follow the white rabbit. ")))},
      {"APP-2", server, "leaves the value out", wrong_answer,
       asked(R"({"action": "search", "value": "x"})", result("No match for 'x'."),
             "No match for 'x'.", "No match.")},
      {"APP-3", server, "names another action", wrong_answer,
       asked(R"({"action": "A"})", result("Error: invalid action 'A'."),
             "Error: invalid action 'A'.", "Error: invalid action 'a'.")},
      {"APP-4", server, "begins with something else", wrong_answer,
       asked("{}", result_begins("Error: invalid action"), "Error: invalid action 'None'.",
             "KeyError: 'action'")},
      {"APP-5", server, "answers null", not_rejected,
       given(json_message("null"), rejection, closes(), answers_rabbit)},
      {"APP-6", server, "answers a search without a value, or rejects it", none,
       given(json_message(R"({"action": "search"})"), either, closes(),
             answers(result_message("No match for 'None'.")))},
      {"APP-7", server, "answers with the client's type", wrong_answer,
       given(opaque_request("abc"),
             response(in_headers(opaque("First 10 bytes of request: abc"),
                                 protocol::server_opaque_type, "binary")),
             answers(first_ten("abc")), answers(opaque_request("First 10 bytes of request: abc")))},
      {"APP-8", server, "writes the encoding in upper case", wrong_answer,
       given(search, response(in_headers({}, "text/json", "utf-8")), answers(result_message("x")),
             answers(in_upper_case()))},
      {"APP-9", client, "puts a space between action and value", wrong_request,
       requested(in_headers(opaque(sent_bytes), protocol::client_opaque_type, "binary"),
                 opaque_request(sent_bytes), opaque_request("send this"))},
      {"APP-10", client, "takes a list for a result", not_rejected,
       shown_all_the_same(json_message("[\"abc\"]"))},
      {"APP-11", client, "succeeds with nothing to show", wrong_exit,
       told(json_message(R"({"other": "abc"})"), expecting(ExpectationKind::failure), fails(),
            [](Trial& trial) { trial.exits(0); })},

      {"CON-1", server, "answers and keeps the connection", hang,
       given(search, found, answers_rabbit, answers_and_stays(result_message(rabbit)))},
      {"CON-2", client, "waits for the server to close", hang, ends_at_once},
      {"CON-3", server, "takes FIN for the end of everything", no_answer,
       half_closed_after_request},
      {"CON-4", server, "sends what fits and closes", no_answer,
       given(search, found, answers_rabbit, answers(result_message(rabbit).substr(0, 100)))},
      {"CON-5", server, "waits for a connection that stalls", hang,
       beside(search.substr(0, 50), answers_rabbit, stays_open())},
      {"CON-6", server, "serves 128 connections and no more", hang, two_hundred},
      {"CON-7", server, "keeps an idle connection for ever", hang, idle},
      {"CON-8", server, "listens on IPv4 only", no_answer, on_ipv6},
      {"CON-8", client, "knows IPv4 only", no_answer, client_on_ipv6},
      {"CON-9", server, "takes a partial send for a complete one", no_answer,
       given(search, found, answers_rabbit, answers(result_message(rabbit).substr(0, 1)))},
      {"CON-9", client, "takes EINTR for the end", wrong_exit, refused(opaque_response("abc"))},
      {"CON-10", server, "resets when all was received, or does not", none,
       given(search, response({}), answers_rabbit, answers_and_resets(result_message(rabbit)))},
      {"CON-11", server, "copies its buffer for each piece", spin, costs_in_proportion(server)},
      {"CON-11", client, "copies its buffer for each piece", spin, costs_in_proportion(client)},
  };
}

}  // namespace wiretrial::judge::made_up
