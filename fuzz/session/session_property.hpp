// Whatever the network does to a client's and a server's session of impl/ (bytes in any portions,
// no room, resets, time that passes), both end: none waits without a deadline, no deadline is in
// vain. The request is answered once at most and never before it is there in full; a response that
// the client takes is the server's whole answer; and when nothing goes wrong, it comes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "fuzz/session/connection.hpp"
#include "fuzz/tools/input.hpp"
#include "fuzz/tools/oracles.hpp"
#include "impl/app/answer.hpp"
#include "impl/app/client_exchange.hpp"

namespace wiretrial::fuzz {

inline constexpr std::size_t everything = 1U << 20U;

// More than any exchange of this size takes when all that is left is to let it come to its end.
inline constexpr std::size_t most_rounds = 10'000;

enum class Event {
  client_writes,
  server_reads,
  server_writes,
  client_reads,
  acknowledge,
  acknowledge_some,
  pass,
  // From here on they break the exchange.
  pass_long,
  reset_by_server,
  reset_by_client,
  client_cannot_send,
  count,
};

// Does one event; returns whether it can have kept the exchange from its good end.
bool perform(Event event, std::size_t number, auto& connection) {
  switch (event) {
    case Event::client_writes:
      connection.client_writes(number);
      return false;
    case Event::server_reads:
      connection.server_reads(number);
      return false;
    case Event::server_writes:
      connection.server_writes(number);
      return false;
    case Event::client_reads:
      connection.client_reads(number);
      return false;
    case Event::acknowledge:
      connection.acknowledge();
      return false;
    case Event::acknowledge_some:
      connection.acknowledge_some();
      return false;
    case Event::pass:
      connection.pass(Milliseconds(number % 2));
      return false;
    case Event::pass_long:
      connection.pass(Milliseconds(number * 100));
      return true;
    case Event::reset_by_server:
      connection.reset_by_server();
      return true;
    case Event::reset_by_client:
      connection.reset_by_client();
      return true;
    default:
      connection.client_cannot_send();
      return true;
  }
}

bool move_everything(auto& connection) {
  bool moved = connection.client_writes(everything);
  moved = connection.server_reads(everything) || moved;
  moved = connection.server_writes(everything) || moved;
  moved = connection.client_reads(everything) || moved;
  return connection.acknowledge() || moved;
}

// Lets everything come to its end: what can move moves, and when nothing can, time passes.
void settle(auto& connection, OracleSet oracles) {
  for (std::size_t round = 0; round < most_rounds; ++round) {
    if (connection.client_ended() && connection.server_ended()) return;
    if (move_everything(connection)) continue;
    const std::optional<Milliseconds> next = connection.next_deadline();
    oracles.expect(Oracle::deadline_while_waiting, next.has_value(), "who waits has a deadline");
    connection.pass(std::max(next.value_or(Milliseconds(1)), Milliseconds(0)));
  }
  oracles.expect(Oracle::ends, false, "both sessions end");
}

inline impl::Message take_request(ByteSource& source) {
  const std::size_t kind = source.byte();
  const std::size_t repeated = kind % 32 == 0 ? source.below(70'000) : 0;
  const std::string text(source.text(source.byte() % 32));
  std::string value(repeated, 'x');
  value += kind % 2 == 0 ? "ring" : text;
  // A search must be UTF-8; its bytes are kept to ASCII here.
  if (kind % 4 < 2) {
    for (char& character : value) character = static_cast<char>(character & 0x7f);
    return impl::make_request("search", value);
  }
  return impl::make_request(text, value);
}

// What the exchange is about, seen from outside.
struct Exchange {
  impl::Message request;
  std::optional<impl::Message> answer;  // none: the request is rejected
  std::size_t times_answered = 0;
};

void check_result(auto& connection, const Exchange& exchange, bool undisturbed, OracleSet oracles) {
  const auto result = connection.take_result();
  const auto* response = std::get_if<impl::Message>(&result);
  if (response != nullptr) {
    oracles.expect(Oracle::one_answer, exchange.times_answered == 1,
                   "a response comes from an answer");
    oracles.expect(Oracle::same_verdict, exchange.answer && *response == *exchange.answer,
                   "a response is the whole answer");
  }
  if (undisturbed) {
    oracles.expect(Oracle::same_verdict, (response != nullptr) == exchange.answer.has_value(),
                   "the answer comes when nothing goes wrong");
  }
}

template <typename Client, typename Server>
void check_exchange(std::string_view input, OracleSet oracles) {
  ByteSource source(input);
  Exchange exchange{take_request(source), std::nullopt, 0};
  auto expected = impl::answer_request(exchange.request);
  if (auto* answer = std::get_if<impl::Message>(&expected)) exchange.answer = std::move(*answer);

  const impl::Responder responder = [&](impl::Message request) {
    ++exchange.times_answered;
    oracles.expect(Oracle::one_answer, exchange.times_answered == 1, "a request is answered once");
    oracles.expect(Oracle::same_verdict, request == exchange.request,
                   "what is answered is the request");
    return impl::answer_request(std::move(request));
  };
  Connection<Client, Server> connection({}, {}, exchange.request, responder, oracles);
  // Most disturbances end an exchange early; every other input has none.
  const Event behind = source.byte() % 2 == 0 ? Event::pass_long : Event::count;
  bool undisturbed = true;
  while (!source.empty()) {
    const auto event = static_cast<Event>(source.byte() % static_cast<std::size_t>(behind));
    undisturbed = !perform(event, source.byte() + std::size_t{1}, connection) && undisturbed;
    oracles.expect(Oracle::one_answer,
                   connection.bytes_answered() == 0 || exchange.times_answered == 1,
                   "nothing is sent before the answer");
  }
  settle(connection, oracles);
  if (!connection.client_ended()) return;  // which an oracle had found, if it was in use
  check_result(connection, exchange, undisturbed, oracles);
}

}  // namespace wiretrial::fuzz
