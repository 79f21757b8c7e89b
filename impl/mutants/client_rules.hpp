// What a client does besides reading and writing messages: the defaults are PROTOCOL.md, as in
// rules.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wiretrial::mutants {

// What is asked (APP-9).
struct RequestRules {
  bool (*is_search)(std::string_view action) = [](std::string_view action) {
    return action == "search";
  };
  std::string (*value)(std::string_view value) = [](std::string_view value) {
    return std::string(value);
  };
  std::string (*opaque)(std::string_view action, std::string_view value) =
      [](std::string_view action, std::string_view value) {
        return std::string(action) + std::string(value);
      };
  std::string_view json_type = "text/json";
  std::string_view json_encoding = "utf-8";
  std::string_view opaque_type = "binary/custom-client-binary-type";
  std::string_view opaque_encoding = "binary";
  std::string_view value_member = "value";
  // Between the parts of the JSON text, where white space may be.
  std::string_view space = " ";
  bool value_comes_first = false;
  // The request is sent twice.
  bool sent_twice = false;
};

// How the client gets its connection (CLI-2, CLI-4, CLI-7, CLI-10, CON-8).
struct ConnectRules {
  bool has_limit = true;
  // Each address has the whole limit for itself.
  bool limit_for_each_address = false;
  // The first address has all of the limit.
  bool first_takes_all = false;
  bool only_first_address = false;
  bool only_ipv4 = false;
  bool last_failure_counts = false;
  bool polls_without_waiting = false;
  // A refusal is tried again, for ever.
  bool refusal_is_retried = false;
  bool interruption_is_an_error = false;
};

// How the request goes out (CLI-4, CLI-6, CLI-8, CLI-11, CON-9).
struct SendRules {
  bool has_limit = true;
  // What one call of send() leaves is never sent.
  bool once = false;
  bool broken_pipe_is_a_signal = false;
  bool polls_without_waiting = false;
  // The process ends itself when sending fails.
  bool error_aborts = false;
  bool again_is_an_error = false;
  bool interruption_is_an_error = false;
  std::size_t bytes_at_a_time = 0;
  bool end_of_stream_behind = false;
  // Nothing is read before all was sent.
  bool blocks_reading = false;
  // The process ends itself when something comes before all was sent.
  bool early_response_aborts = false;
  // It stands aside for a moment before it speaks, and ends itself when the server speaks first.
  bool greeting_aborts = false;
};

// How the response comes in, besides FramingRules (CON-2, CLI-4, CLI-9, CLI-10, FRM-9).
struct ReceiveRules {
  bool has_limit = true;
  // Every byte begins the limit anew.
  bool limit_is_for_progress = false;
  bool polls_without_waiting = false;
  bool waits_for_end_of_stream = false;
  // A reset that follows the whole response is a failure; shows only with one of the former.
  bool reset_behind_is_a_failure = false;
  bool surplus_is_rejected = false;
  bool again_is_an_error = false;
  bool interruption_is_an_error = false;
  bool end_of_stream_is_ignored = false;
  bool reset_is_ignored = false;
  bool reset_aborts = false;
  std::size_t read_bytes = 64 * 1024;
};

// How a response is shown (APP-10, APP-11, CLI-1).
struct ShowRules {
  std::string (*text)(std::string_view text) = [](std::string_view text) {
    return std::string(text);
  };
  std::string (*opaque)(std::string_view bytes) = [](std::string_view bytes) {
    return std::string(bytes);
  };
  bool (*is_result)(std::string_view name) = [](std::string_view name) { return name == "result"; };
  std::string_view before;
  bool whole_object = false;
  bool no_result_is_empty = false;
  bool no_object_is_shown = false;
  // What came of a response that failed.
  bool partial_result = false;
};

// What the client says of a failure, and how it ends (CLI-1 to CLI-3).
struct OutcomeRules {
  int failure_status = 1;
  int success_status = 0;
  // The status of a failure is made of the process id.
  bool failure_status_varies = false;
  // After a failure of these kinds the status is 0.
  bool closed_is_0 = false;
  bool reset_is_0 = false;
  bool refused_is_0 = false;
  bool timed_out_is_0 = false;
  bool invalid_is_0 = false;
  bool messages_are_missing = false;
  bool messages_are_alike = false;
  // The message is that of errno or of another class.
  bool unreachable_says_refused = false;
  bool timeouts_say_the_same = false;
  bool closed_says_timed_out = false;
  bool unresolvable_says_unreachable = false;
  bool retries_for_ever = false;
  bool failure_aborts = false;
};

struct ClientRules {
  RequestRules request;
  ConnectRules connect;
  SendRules send;
  ReceiveRules receive;
  ShowRules show;
  OutcomeRules outcome;
  // Called before anything else is done.
  void (*at_start)() = [] {};
  // Called before the end, with the status to come.
  void (*at_end)(int status) = [](int status) { static_cast<void>(status); };
};

}  // namespace wiretrial::mutants
