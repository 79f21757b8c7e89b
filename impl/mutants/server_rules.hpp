// What a server does besides reading and writing messages: the defaults are PROTOCOL.md, as in
// rules.hpp.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wiretrial::mutants {

struct Rules;

// What is in a request is answered (APP-1 to APP-8).
struct AnswerRules {
  // Whether a value asked for is the one in the table (APP-1).
  bool (*is_match)(std::string_view asked, std::string_view entry) =
      [](std::string_view asked, std::string_view entry) { return asked == entry; };
  // How a value or an action stands in an answer (APP-2, APP-3).
  std::string (*shown_value)(std::string_view value) = [](std::string_view value) {
    return std::string(value);
  };
  std::string (*shown_action)(std::string_view action) = [](std::string_view action) {
    return std::string(action);
  };
  // What an opaque request is answered with (APP-7).
  std::string (*opaque)(std::string_view content) = [](std::string_view content) {
    return "First 10 bytes of request: " + std::string(content.substr(0, 10));
  };
  std::string_view json_type = "text/json";
  std::string_view json_encoding = "utf-8";
  std::string_view opaque_type = "binary/custom-server-binary-type";
  std::string_view opaque_encoding = "binary";
  std::string_view result_member = "result";
  // Between the parts of the JSON text, where white space may be.
  std::string_view space = " ";
  std::string_view text_behind_json;
  bool (*is_search)(std::string_view action) = [](std::string_view action) {
    return action == "search";
  };
  // Whether a name in the request is the one that is looked for.
  bool (*is_name)(std::string_view name, std::string_view wanted) =
      [](std::string_view name, std::string_view wanted) { return name == wanted; };
  bool json_is_sent_in_utf16 = false;
  bool no_action_is_search = false;
  bool no_action_is_rejected = false;
  bool arrays_are_objects = false;
  bool other_json_is_no_action = false;
  bool null_is_empty_object = false;
  // Python's idea of "nothing there": the request is dropped and the connection forgotten.
  bool empty_values_are_ignored = false;
  // The answer is this, whatever was asked.
  std::string_view always;
};

// How a connection came to its end.
enum class Ending { answered, rejected, cut_short, reset, expired, answered_half_closed };

// How one connection is treated from accept to close.
struct ConnectionRules {
  // lingering: half-close, read what still comes, close. closing: close at once.
  // resetting_when_delivered: with a reset once the peer's system has all.
  enum class Close { lingering, closing, resetting_when_delivered, resetting, never, half_closing };
  Close answered = Close::lingering;
  Close rejected = Close::lingering;
  // Sent before anything is read.
  std::string_view greeting;
  // A rejection that says something, which none may.
  std::string_view rejection_text;
  bool rejection_is_an_answer = false;
  bool second_request_is_answered = false;
  bool answers_are_kept_open_for_more = false;
  bool end_of_stream_abandons_answer = false;
  bool end_of_stream_is_ignored = false;
  bool waits_for_end_of_stream = false;
  // What follows the message in the same read makes it invalid.
  bool surplus_is_rejected = false;
  std::size_t read_bytes = 64 * 1024;
  bool full_read_means_more = false;
  // So much of an answer is sent two bytes at a time before the rest.
  std::size_t bytes_sent_in_twos = 0;
  bool sends_once = false;
  std::size_t answer_limit_bytes = 0;
  bool send_blocks = false;
  // An EAGAIN of recv() or send() is an error like others.
  bool again_is_an_error = false;
  bool interruption_is_an_error = false;
  bool broken_pipe_is_a_signal = false;
  // When the process ends itself.
  enum class Abort { never, accepted, surplus, nothing_came, lost } aborts = Abort::never;
  bool abort_is_an_exit = false;  // with a status of its own, instead of SIGABRT
  enum class Idle { total, since_last_byte, absent } idle = Idle::total;
  // The time in which an answer must be taken in full; 0 is none, but the idle limit without
  // progress.
  std::chrono::milliseconds answer_limit{0};
  std::optional<Ending> leaks_descriptor_after;
  std::optional<Ending> leaks_pipe_after;
  std::optional<Ending> leaks_memory_after;
  bool polls_without_waiting = false;
  bool polls_finished_input = false;
  bool polls_output_always = false;
  // What came of a message that was cut short stands before what the next connection brings.
  bool leftovers_are_inherited = false;
};

// What came before, for those who do wrong now and then.
struct History {
  std::atomic<int> accepted = 0;
  std::atomic<int> rejected = 0;
  std::atomic<int> reset = 0;
  std::atomic<int> open = 0;
};

// How the process listens, accepts and ends.
struct ProcessRules {
  // workers: a master and two that share the socket; one that ends has a successor at once.
  enum class Model { loop, threads, processes, workers } model = Model::loop;
  // Called before anything else is done.
  void (*at_start)() = [] {};
  // Called when it listens.
  void (*when_listening)() = [] {};
  int backlog = 1'024;
  bool address_is_reused = true;
  bool port_is_shared = false;
  enum class PortTaken {
    fails,
    exits_quietly,
    exits_with_0,
    is_retried,
    is_ignored,
    takes_another
  };
  PortTaken port_taken = PortTaken::fails;
  int port_offset = 0;
  bool ignores_sigterm = false;
  bool ignores_sigint = false;
  int connections_limit = 0;
  // Connections above the limit are closed at once; else they wait to be accepted.
  bool limit_closes = false;
  enum class NoDescriptors { waits, exits, spins, stops_accepting, closes_all };
  NoDescriptors no_descriptors = NoDescriptors::waits;
  bool interruption_ends_process = false;
  bool malformed_ends_others = false;
  bool reset_ends_others = false;
  bool only_ipv4 = false;
};

struct ServerRules {
  AnswerRules answer;
  ConnectionRules connection;
  ProcessRules process;
  // Connections for which this holds when they are accepted have rules that are changed further.
  bool (*sometimes)(const History& history) = nullptr;
  void (*change)(Rules& rules) = nullptr;
};

}  // namespace wiretrial::mutants
