#include "fuzz/allocation/allocation_property.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "fuzz/tools/check.hpp"
#include "fuzz/tools/memory_meter.hpp"
#include "impl/app/answer.hpp"
#include "impl/app/client_exchange.hpp"
#include "impl/session/client_session.hpp"
#include "impl/session/server_session.hpp"
#include "impl/wire/encoder.hpp"
#include "impl/wire/message_reader.hpp"

namespace wiretrial::fuzz {
namespace {

// More calls than any of this takes for inputs of a fuzzer's size.
constexpr std::uint64_t most_calls = 5'000;

std::optional<impl::Message> first_message(std::string_view stream) {
  impl::MessageReader reader(impl::Limits{});
  reader.receive(stream);
  if (!reader.complete()) return std::nullopt;
  return reader.take_message();
}

// Does `work`, and does it again if there was no memory for it.
std::string twice_if_needed(const std::function<std::string()>& work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return work();
  }
}

std::string encode_in_need(std::string_view stream) {
  return twice_if_needed([&] {
    const std::optional<impl::Message> message = first_message(stream);
    return message ? impl::encode(*message) : std::string();
  });
}

std::string answer_in_need(std::string_view stream) {
  return twice_if_needed([&]() -> std::string {
    std::optional<impl::Message> request = first_message(stream);
    if (!request) return "";
    const auto answer = impl::answer_request(*std::move(request));
    if (const auto* error = std::get_if<impl::WireError>(&answer)) return impl::describe(*error);
    return std::get<impl::Message>(answer).content;
  });
}

std::string sent_by(impl::ServerSession& session, std::string_view stream) {
  session.receive(stream);
  std::string sent;
  while (session.phase() == impl::ServerPhase::sending) {
    sent += session.output();
    session.sent(session.output().size());
  }
  return sent;
}

std::string serve_in_need(std::string_view stream) {
  const impl::Responder responder = impl::answer_request;
  impl::ServerSession session({}, responder);
  try {
    return sent_by(session, stream);
  } catch (const std::bad_alloc&) {
    session.connection_lost();
    check(session.phase() == impl::ServerPhase::ended, "a session without memory can be ended");
    impl::ServerSession other({}, responder);
    return sent_by(other, stream);
  }
}

std::string shown_by(impl::ClientSession& session, std::string_view stream) {
  session.receive(stream);
  session.receive_end();
  auto result = session.take_result();
  auto* response = std::get_if<impl::Message>(&result);
  return response == nullptr ? "failure" : std::move(response->content);
}

std::string ask_in_need(std::string_view stream) {
  return twice_if_needed([&] {
    impl::ClientSession session({}, impl::make_request("search", "morpheus"));
    try {
      return shown_by(session, stream);
    } catch (const std::bad_alloc&) {
      session.on_deadline();
      check(session.phase() == impl::ClientPhase::ended, "a session without memory can be ended");
      throw;
    }
  });
}

}  // namespace

void check_without_memory(const Work& work, std::string_view stream, OracleSet oracles) {
  if (!oracles.has(Oracle::allocation_failure)) return;
  const std::string expected = work(stream);
  bool happened = true;
  for (std::uint64_t number = 1; happened && number <= most_calls; ++number) {
    bool is_same = false;
    std::ptrdiff_t kept_bytes = 0;
    {
      const MemoryMeter meter;
      {
        const FailingAllocation failing(number);
        is_same = work(stream) == expected;
        happened = failing.happened();
      }
      kept_bytes = meter.kept_bytes();
    }
    oracles.expect(Oracle::allocation_failure, kept_bytes == 0,
                   "what fails for want of memory keeps none");
    oracles.expect(Oracle::allocation_failure, is_same,
                   "what failed for want of memory works when there is some again");
  }
  check(!happened, "the work comes to its end");
}

void check_allocations(std::string_view stream, OracleSet oracles) {
  check_without_memory(decode_in_need<impl::Decoder>, stream, oracles);
  check_without_memory(encode_in_need, stream, oracles);
  check_without_memory(answer_in_need, stream, oracles);
  check_without_memory(serve_in_need, stream, oracles);
  check_without_memory(ask_in_need, stream, oracles);
}

}  // namespace wiretrial::fuzz
