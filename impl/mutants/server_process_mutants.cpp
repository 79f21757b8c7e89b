// Servers that break the clauses of connections and of processes, and such as do nothing right.
#include <array>
#include <cstdlib>

#include <poll.h>

#include "impl/mutants/habits.hpp"
#include "impl/mutants/server_tables.hpp"

namespace wiretrial::mutants {
namespace {

using Close = ConnectionRules::Close;
using Abort = ConnectionRules::Abort;
using Idle = ConnectionRules::Idle;
using Model = ProcessRules::Model;
using NoDescriptors = ProcessRules::NoDescriptors;
using PortTaken = ProcessRules::PortTaken;

constexpr auto server_process_mutants_table = std::to_array<Deviation>({
    {"keeps-open-after-answer", [](Rules& r) { r.server.connection.answered = Close::never; }},
    {"waits-for-client-to-close", [](Rules& r) { r.server.connection.second_request_is_answered = r.server.connection.answers_are_kept_open_for_more = true; }},
    {"half-close-drops-answer", [](Rules& r) { r.server.connection.end_of_stream_abandons_answer = true; }},
    {"waits-for-half-close", [](Rules& r) { r.server.connection.waits_for_end_of_stream = true; }},
    {"sends-once", [](Rules& r) { r.server.connection.sends_once = true; }},
    {"blocked-by-slow-reader", [](Rules& r) { r.server.connection.send_blocks = true; }},
    {"slow-reader-cut-off", [](Rules& r) { r.server.connection.answer_limit = std::chrono::milliseconds(500); }},
    {"reset-loses-answer", [](Rules& r) { r.server.connection.answered = Close::resetting; }},
    {"malformed-ends-others", [](Rules& r) { r.server.process.malformed_ends_others = true; }},
    {"reset-ends-others", [](Rules& r) { r.server.process.reset_ends_others = true; }},
    {"refuses-after-a-reset", [](Rules& r) { r.server.sometimes = [](const History& h) { return h.reset > 0; }; r.server.change = refuse_all; }},
    {"leftovers-inherited", [](Rules& r) { r.server.connection.leftovers_are_inherited = true; }},
    {"one-at-a-time", [](Rules& r) { r.server.process.connections_limit = 1; }},
    {"wrong-with-others", [](Rules& r) { r.server.sometimes = [](const History& h) { return h.open > 50; }; r.server.change = refuse_all; }},
    {"sixty-four-connections", [](Rules& r) { r.server.process.connections_limit = 64; r.server.process.limit_closes = true; }},
    {"hundred-twenty-eight-wait", [](Rules& r) { r.server.process.connections_limit = 128; }},
    {"no-idle-limit", [](Rules& r) { r.server.connection.idle = Idle::absent; }},
    {"idle-limit-restarts", [](Rules& r) { r.server.connection.idle = Idle::since_last_byte; }},
    {"no-ipv6", [](Rules& r) { r.server.process.only_ipv4 = true; }},
    {"interruption-is-an-error", [](Rules& r) { r.server.connection.interruption_is_an_error = true; }},
    {"again-is-an-error", [](Rules& r) { r.server.connection.again_is_an_error = true; }},
    {"interruption-ends-process", [](Rules& r) { r.server.process.interruption_ends_process = true; }},
    {"short-send-is-all", [](Rules& r) { r.server.connection.sends_once = true; }},
    {"quadratic-content", [](Rules& r) { r.framing.copies_all_at_each_read = true; r.server.connection.read_bytes = 8'192; }},
    {"killed-by-broken-pipe", [](Rules& r) { r.server.connection.broken_pipe_is_a_signal = true; }},
    {"killed-by-reset", [](Rules& r) { r.server.connection.aborts = Abort::lost; }},
    {"killed-by-nothing", [](Rules& r) { r.server.connection.aborts = Abort::nothing_came; }},
    {"killed-by-hundredth", [](Rules& r) { r.server.sometimes = [](const History& h) { return h.accepted == 100; }; r.server.change = [](Rules& s) { s.server.connection.aborts = Abort::accepted; }; }},
    {"child-killed-by-nothing", [](Rules& r) { r.server.process.model = Model::processes; r.server.connection.aborts = Abort::nothing_came; }},
    {"worker-killed-by-nothing", [](Rules& r) { r.server.process.model = Model::workers; r.server.connection.aborts = Abort::nothing_came; }},
    {"worker-exits-on-nothing", [](Rules& r) { r.server.process.model = Model::workers; r.server.connection.aborts = Abort::nothing_came; r.server.connection.abort_is_an_exit = true; }},
    {"spins-when-idle", [](Rules& r) { r.server.connection.polls_without_waiting = true; }},
    {"spins-half-open", [](Rules& r) { r.server.connection.polls_finished_input = true; r.server.connection.end_of_stream_is_ignored = true; }},
    {"spins-on-writable", [](Rules& r) { r.server.connection.polls_output_always = true; }},
    {"leak-after-answer", [](Rules& r) { r.server.connection.leaks_descriptor_after = Ending::answered; }},
    {"leak-after-half-close", [](Rules& r) { r.server.connection.leaks_descriptor_after = Ending::answered_half_closed; }},
    {"leak-after-rejection", [](Rules& r) { r.server.connection.leaks_descriptor_after = Ending::rejected; }},
    {"leak-after-cut", [](Rules& r) { r.server.connection.leaks_descriptor_after = Ending::cut_short; }},
    {"leak-after-reset", [](Rules& r) { r.server.connection.leaks_descriptor_after = Ending::reset; }},
    {"leak-after-expiry", [](Rules& r) { r.server.connection.leaks_descriptor_after = Ending::expired; }},
    {"pipe-kept-after-answer", [](Rules& r) { r.server.connection.leaks_pipe_after = Ending::answered; }},
    {"pipe-kept-after-rejection", [](Rules& r) { r.server.connection.leaks_pipe_after = Ending::rejected; }},
    {"exits-without-descriptors", [](Rules& r) { r.server.process.no_descriptors = NoDescriptors::exits; }},
    {"stops-accepting", [](Rules& r) { r.server.process.no_descriptors = NoDescriptors::stops_accepting; }},
    {"spins-without-descriptors", [](Rules& r) { r.server.process.no_descriptors = NoDescriptors::spins; }},
    {"closes-all-without-descriptors", [](Rules& r) { r.server.process.no_descriptors = NoDescriptors::closes_all; }},
    {"address-not-reused", [](Rules& r) { r.server.process.address_is_reused = false; }},
    {"child-keeps-port", [](Rules& r) { r.server.process.when_listening = leave_child; }},
    {"port-taken-quietly", [](Rules& r) { r.server.process.port_taken = PortTaken::exits_quietly; }},
    {"port-taken-with-0", [](Rules& r) { r.server.process.port_taken = PortTaken::exits_with_0; }},
    {"port-taken-retried", [](Rules& r) { r.server.process.port_taken = PortTaken::is_retried; }},
    {"port-taken-ignored", [](Rules& r) { r.server.process.port_taken = PortTaken::is_ignored; }},
    {"port-taken-another", [](Rules& r) { r.server.process.port_taken = PortTaken::takes_another; }},
    {"port-shared", [](Rules& r) { r.server.process.port_is_shared = true; }},
    {"sigterm-ignored", [](Rules& r) { r.server.process.ignores_sigterm = true; }},
    {"sigint-ignored", [](Rules& r) { r.server.process.ignores_sigint = true; }},
    {"memory-kept-after-answer", [](Rules& r) { r.server.connection.leaks_memory_after = Ending::answered; }},
    {"memory-kept-after-rejection", [](Rules& r) { r.server.connection.leaks_memory_after = Ending::rejected; }},
    {"crashes-at-start", [](Rules& r) { r.server.process.at_start = [] { std::abort(); }; }},
    {"exits-at-start", [](Rules& r) { r.server.process.at_start = [] { std::exit(EXIT_SUCCESS); }; }},
    {"hangs-at-start", [](Rules& r) { r.server.process.at_start = [] { poll(nullptr, 0, -1); }; }},
    {"listens-elsewhere", [](Rules& r) { r.server.process.port_offset = 1; }},
    {"crashes-at-first", [](Rules& r) { r.server.connection.aborts = Abort::accepted; }},
    {"refuses-everything", [](Rules& r) { refuse_all(r); }},
    {"answers-everything-alike", [](Rules& r) { r.server.answer.always = "ok"; }},
    {"greets-everybody", [](Rules& r) { r.server.connection.greeting = "220 ready\r\n"; }},
    {"refuses-in-words", [](Rules& r) { r.server.connection.rejection_is_an_answer = true; }},
    {"garbage-for-rejection", [](Rules& r) { r.server.connection.rejection_text = "ERROR\r\n"; }},
    {"never-closes", [](Rules& r) { r.server.connection.rejected = Close::never; }},
    {"accepts-everything", [](Rules& r) { r.header = anything_goes(); }},
});

}  // namespace

std::span<const Deviation> server_process_mutants() {
  return server_process_mutants_table;
}

}  // namespace wiretrial::mutants
