// Clients that break the clauses of connections and of robustness, and clients that do nothing
// right.
#include <array>

#include "impl/mutants/client_habits.hpp"
#include "impl/mutants/client_tables.hpp"

namespace wiretrial::mutants {
namespace {

constexpr auto client_process_mutants_table = std::to_array<Deviation>({
    {"waits-for-the-end", [](Rules& r) { r.client.receive.waits_for_end_of_stream = true; }},
    {"only-ipv4", [](Rules& r) { r.client.connect.only_ipv4 = true; }},
    {"sends-once", [](Rules& r) { r.client.send.once = true; }},
    {"interrupted-receive-fails",
     [](Rules& r) { r.client.receive.interruption_is_an_error = true; }},
    {"interrupted-send-fails", [](Rules& r) { r.client.send.interruption_is_an_error = true; }},
    {"receive-again-fails", [](Rules& r) { r.client.receive.again_is_an_error = true; }},
    {"status-0-always", [](Rules& r) { r.client.outcome.failure_status = 0; }},
    {"status-1-always", [](Rules& r) { r.client.outcome.success_status = 1; }},
    {"fails-without-a-word", [](Rules& r) { r.client.outcome.messages_are_missing = true; }},
    {"shows-what-came", [](Rules& r) { r.client.show.partial_result = true; }},
    {"status-0-when-closed", [](Rules& r) { r.client.outcome.closed_is_0 = true; }},
    {"status-0-when-reset", [](Rules& r) { r.client.outcome.reset_is_0 = true; }},
    {"status-0-when-refused", [](Rules& r) { r.client.outcome.refused_is_0 = true; }},
    {"status-0-when-late", [](Rules& r) { r.client.outcome.timed_out_is_0 = true; }},
    {"status-0-when-no-message",
     [](Rules& r) { r.client.outcome.closed_is_0 = r.client.outcome.invalid_is_0 = true; }},
    {"status-0-when-invalid", [](Rules& r) { r.client.outcome.invalid_is_0 = true; }},
    {"end-is-not-noticed", [](Rules& r) { r.client.receive.end_of_stream_is_ignored = true; }},
    {"reset-is-not-noticed", [](Rules& r) { r.client.receive.reset_is_ignored = true; }},
    {"reset-crashes", [](Rules& r) { r.client.receive.reset_aborts = true; }},
    {"failure-crashes", [](Rules& r) { r.client.outcome.failure_aborts = true; }},
    {"refusal-tried-again", [](Rules& r) { r.client.connect.refusal_is_retried = true; }},
    {"tries-for-ever", [](Rules& r) { r.client.outcome.retries_for_ever = true; }},
    {"messages-alike", [](Rules& r) { r.client.outcome.messages_are_alike = true; }},
    {"time-outs-alike", [](Rules& r) { r.client.outcome.timeouts_say_the_same = true; }},
    {"unreachable-like-refused",
     [](Rules& r) { r.client.outcome.unreachable_says_refused = true; }},
    {"closed-like-late", [](Rules& r) { r.client.outcome.closed_says_timed_out = true; }},
    {"unresolvable-like-unreachable",
     [](Rules& r) { r.client.outcome.unresolvable_says_unreachable = true; }},
    {"no-connect-limit", [](Rules& r) { r.client.connect.has_limit = false; }},
    {"connect-limit-for-each-address",
     [](Rules& r) { r.client.connect.limit_for_each_address = true; }},
    {"no-send-limit", [](Rules& r) { r.client.send.has_limit = false; }},
    {"no-response-limit", [](Rules& r) { r.client.receive.has_limit = false; }},
    {"response-limit-for-progress",
     [](Rules& r) { r.client.receive.limit_is_for_progress = true; }},
    {"killed-by-broken-pipe", [](Rules& r) { r.client.send.broken_pipe_is_a_signal = true; }},
    {"send-error-crashes", [](Rules& r) { r.client.send.error_aborts = true; }},
    {"only-first-address", [](Rules& r) { r.client.connect.only_first_address = true; }},
    {"first-address-takes-all-time", [](Rules& r) { r.client.connect.first_takes_all = true; }},
    {"large-request-in-one-send", [](Rules& r) { r.client.send.once = true; }},
    {"spins-for-room", [](Rules& r) { r.client.send.polls_without_waiting = true; }},
    {"late-reset-fails", [](Rules& r) { r.client.receive.reset_behind_is_a_failure = true; }},
    {"spins-connecting", [](Rules& r) { r.client.connect.polls_without_waiting = true; }},
    {"spins-waiting", [](Rules& r) { r.client.receive.polls_without_waiting = true; }},
    {"early-response-crashes", [](Rules& r) { r.client.send.early_response_aborts = true; }},
    {"greeting-crashes", [](Rules& r) { r.client.send.greeting_aborts = true; }},
    {"crashes-at-start", [](Rules& r) { r.client.at_start = crash; }},
    {"hangs-at-start", [](Rules& r) { r.client.at_start = sleep_for_ever; }},
    {"says-nothing", [](Rules& r) { r.client.at_start = end_well_without_a_word; }},
    {"says-garbage", [](Rules& r) { r.client.at_start = end_well_with_garbage; }},
    {"fails-always", [](Rules& r) { r.client.at_start = end_badly; }},
});

}  // namespace

std::span<const Deviation> client_process_mutants() {
  return client_process_mutants_table;
}

}  // namespace wiretrial::mutants
