#include "harness/judge/pair.hpp"

#include <algorithm>

#include "harness/judge/match.hpp"
#include "harness/model/bytes.hpp"
#include "harness/protocol/reader.hpp"

namespace wiretrial::judge {

using model::ExpectationKind;
using protocol::ReadResult;
using protocol::ReadState;

namespace {

const ConnectionView& leg_of(const RunView& run, const std::string& on, const char* leg) {
  static const ConnectionView none;
  const auto found = run.connections.find(on.substr(0, on.rfind('.')) + leg);
  return found == run.connections.end() ? none : found->second;
}

// What is wrong with a message by itself; empty when it is whole and well formed.
std::string flaw_of(const ReadResult& read, std::size_t bytes) {
  if (read.state == ReadState::complete) return "";
  if (read.state == ReadState::malformed) {
    return "breaks " + read.error.clause + " at byte " + std::to_string(read.error.offset) + ": " +
           read.error.reason;
  }
  return "ended after " + std::to_string(bytes) + " bytes, before it was whole";
}

bool is_right(const model::Match& match, const ReadResult& read) {
  if (read.state != ReadState::complete) return false;
  if (match.kind != model::MatchKind::shows) return true;
  const std::string text = text_to_show(read);
  return std::any_of(match.texts.begin(), match.texts.end(), [&](const std::string& wanted) {
    return text.find(wanted) != std::string::npos;
  });
}

// Why the server is to blame for what the client could not show, or nothing.
std::string servers_part(const model::Match& match, const ConnectionView& client,
                         const ConnectionView& server) {
  const bool request_whole = protocol::read_strictly(server.sent).state == ReadState::complete;
  const bool response_altered = server.received.view() != client.sent.view();
  const ReadResult response = protocol::read_strictly(server.received);
  if (!request_whole) return "";
  const std::string flaw = flaw_of(response, server.received.size());
  if (!flaw.empty()) return "a whole request reached it, and its response " + flaw;
  if (response_altered || is_right(match, response)) return "";
  return "a whole request reached it, and it answered " + model::printable(text_to_show(response));
}

}  // namespace

std::string blamed(const model::Plan& plan, bool server, std::string_view why) {
  return "at fault: the " + std::string(server ? "server " : "client ") +
         (server ? plan.server_subject : plan.client_subject) + ": " + std::string(why) +
         "; a proxy stood between the two, which segments anew what it forwards";
}

std::string blame_for(const model::Plan& plan, const RunView& run, const Moment& moment) {
  const bool of_server = moment.on.ends_with(model::server_leg);
  const ConnectionView& client = leg_of(run, moment.on, model::client_leg);
  const ConnectionView& server = leg_of(run, moment.on, model::server_leg);
  const ExpectationKind kind = moment.expectation->kind;
  const ReadResult request = protocol::read_strictly(client.received);
  const bool needs_request = kind == ExpectationKind::response || kind == ExpectationKind::success;
  if (needs_request && request.state == ReadState::malformed) {
    return blamed(plan, false, "its request " + flaw_of(request, client.received.size()));
  }
  if (of_server) {
    return blamed(plan, true,
                  std::to_string(server.sent.size()) + " bytes of a request reached it");
  }
  if (kind == ExpectationKind::success) {
    if (is_right(moment.expectation->match, protocol::read_strictly(client.sent))) {
      return blamed(plan, false, "a whole and right response reached it");
    }
    const std::string part = servers_part(moment.expectation->match, client, server);
    if (!part.empty()) return blamed(plan, true, part);
  }
  return blamed(plan, false,
                std::to_string(client.sent.size()) + " bytes of a response reached it");
}

}  // namespace wiretrial::judge
