#include "impl/mutants/client.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "impl/mutants/content.hpp"
#include "impl/mutants/message_writer.hpp"

namespace wiretrial::mutants {
namespace {

using Kind = JsonValue::Kind;

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

Message json_request(const ClientOptions& options, const Rules& rules) {
  const RequestRules& own = rules.client.request;
  const std::string space(own.space);
  const std::string action = "\"action\":" + space + rules.writing.quoted(options.action);
  const std::string value = "\"" + std::string(own.value_member) + "\":" + space +
                            rules.writing.quoted(own.value(options.value));
  Message request;
  request.header.content_type = own.json_type;
  request.header.content_encoding = own.json_encoding;
  request.content = own.value_comes_first ? "{" + value + "," + space + action + "}"
                                          : "{" + action + "," + space + value + "}";
  return request;
}

Message opaque_request(const ClientOptions& options, const RequestRules& rules) {
  Message request;
  request.header.content_type = rules.opaque_type;
  request.header.content_encoding = rules.opaque_encoding;
  request.content = rules.opaque(options.action, options.value);
  return request;
}

// How a result is shown that is no string is free (APP-10).
std::string words_of(const JsonValue& value) {
  switch (value.kind) {
    case Kind::null:
      return "null";
    case Kind::array:
      return "[...]";
    case Kind::object:
      return "{...}";
    default:
      return value.text;
  }
}

std::optional<std::string> shown_json(const Message& response, const Rules& rules) {
  const ShowRules& own = rules.client.show;
  const auto json = read_json_content(response, rules.content);
  if (!json) return std::nullopt;
  if (json->kind != Kind::object) {
    return own.no_object_is_shown ? std::optional(words_of(*json)) : std::nullopt;
  }
  if (own.whole_object) return response.content;
  const auto found = std::find_if(json->members.rbegin(), json->members.rend(),
                                  [&](const auto& member) { return own.is_result(member.first); });
  if (found != json->members.rend()) return own.text(words_of(found->second));
  return own.no_result_is_empty ? std::optional<std::string>("") : std::nullopt;
}

std::optional<std::string> shown(const Message& response, const Rules& rules) {
  if (rules.content.is_json(response.header.content_type)) return shown_json(response, rules);
  const auto bytes = read_opaque_content(response, rules.content);
  if (!bytes) return std::nullopt;
  return rules.client.show.opaque(*bytes);
}

int report(const Failure& failure, const OutcomeRules& rules) {
  if (rules.failure_aborts) std::abort();
  if (!rules.messages_are_missing) {
    write_all(STDERR_FILENO, "wt-mutant-client: " + message_of(failure, rules) + "\n");
  }
  return status_of(failure, rules);
}

int show(const Message& response, const Rules& rules) {
  const auto text = shown(response, rules);
  if (!text) return report({Failure::Kind::invalid, ""}, rules.client.outcome);
  const std::string line = std::string(rules.client.show.before) + *text + "\n";
  if (!write_all(STDOUT_FILENO, line)) {
    return report({Failure::Kind::invalid, ""}, rules.client.outcome);
  }
  return rules.client.outcome.success_status;
}

// One attempt: the status, or a failure to report or to try again.
std::variant<int, Failure> attempt(const ClientOptions& options, const Rules& rules) {
  auto connected = connect_to(options.peer, rules.client.connect);
  if (auto* failure = std::get_if<Failure>(&connected)) return std::move(*failure);
  Exchange exchange(std::get<int>(connected), rules, options.limits);
  auto result = exchange.perform(request_of(options, rules));
  if (const auto* response = std::get_if<Message>(&result)) return show(*response, rules);
  if (rules.client.show.partial_result) {
    write_all(STDOUT_FILENO, exchange.take_partial().content + "\n");
  }
  return std::get<Failure>(std::move(result));
}

}  // namespace

std::string request_of(const ClientOptions& options, const Rules& rules) {
  Message request = rules.client.request.is_search(options.action)
                        ? json_request(options, rules)
                        : opaque_request(options, rules.client.request);
  request.header.big_endian = is_big_endian_machine();
  const std::string bytes = write_message(std::move(request), rules.writing);
  return rules.client.request.sent_twice ? bytes + bytes : bytes;
}

int run_client(const ClientOptions& options, const Rules& rules) {
  const OutcomeRules& outcome = rules.client.outcome;
  while (true) {
    const auto result = attempt(options, rules);
    if (const int* status = std::get_if<int>(&result)) return *status;
    if (!outcome.retries_for_ever) return report(std::get<Failure>(result), outcome);
    constexpr int pause_ms = 50;
    poll(nullptr, 0, pause_ms);
  }
}

}  // namespace wiretrial::mutants
