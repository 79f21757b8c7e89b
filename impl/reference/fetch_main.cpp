// wt-fetch: gets one file by HTTP/1.0 and writes its bytes to standard output.
#include <array>
#include <cstdlib>

#include "impl/app/http_request.hpp"
#include "impl/app/http_response.hpp"
#include "impl/net/call.hpp"
#include "impl/reference/program.hpp"

namespace {

using namespace wiretrial::impl;
using Stage = CallFailure::Stage;

constexpr int receiving_failed = 7;
constexpr int server_refused = 8;

constexpr const char* examples = R"(Example:
  wt-fetch --host example.org --port 80 --file /index.html
Status: 0, and the bytes of the file on standard output. 1: they cannot be written there. 2: bad usage.
3: creating the socket failed. 4: the address. 5: connecting. 6: sending. 7: receiving.
8: the server answered that there is no such file, or anything else that is no success.)";

struct Class {
  int status;
  const char* name;
};

// In the order of CallFailure::Stage (FET-6 to FET-10).
constexpr std::array<Class, 5> classes{{{3, "creating the socket"},
                                        {4, "address"},
                                        {5, "connecting"},
                                        {6, "sending"},
                                        {receiving_failed, "receiving"}}};

struct Arguments {
  CallOptions call;
  std::string file = "/";
};

int fail_receiving(const Options& options, const std::string& reason) {
  return fail(options, "receiving failed: " + reason, receiving_failed);
}

int judge(const Options& options, HttpResponse& response) {
  response.receive_end();
  if (response.state() == HttpResponse::State::complete) return 0;
  if (response.state() == HttpResponse::State::wrong)
    return fail_receiving(options, response.error());
  return fail(options, "the server answered " + response.status_line(), server_refused);
}

int fetch(const Options& options, const Arguments& arguments) {
  const auto& connect = arguments.call.connect;
  const auto request = get_request(connect.host, connect.port, arguments.file);
  if (!request) {
    return fail(options,
                "a file begins with a slash, and has no spaces or control characters in it",
                bad_usage);
  }
  HttpResponse response;
  bool is_written = true;
  const auto failure = call(arguments.call, *request, [&](std::string_view bytes) {
    is_written = write_all(response.receive(bytes));
    return is_written && !response.is_over();
  });
  if (!is_written) return fail(options, "standard output cannot be written", program_failed);
  if (!failure) return judge(options, response);
  const Class& stage = classes[static_cast<std::size_t>(failure->stage)];
  return fail(options, std::string(stage.name) + " failed: " + failure->reason, stage.status);
}

}  // namespace

int main(int argument_count, char** words) {
  Arguments arguments;
  arguments.call.connect.port = 80;
  long long connect_ms = 5'000;
  long long response_ms = 10'000;
  Options options("The reference client of Fetch.", "wt-fetch", examples);
  options.add("--host", &arguments.call.connect.host, "Name or address of the server",
              {.is_required = true});
  options.add("--port", &arguments.call.connect.port, "Port of the server",
              {.shows_default = true});
  options.add("--file", &arguments.file, "What to ask for", {.shows_default = true});
  add_limit(options, "--connect-ms", connect_ms, "Limit of connecting, in total");
  add_limit(options, "--response-ms", response_ms,
            "Limit of sending and receiving without progress");
  return run_program(options, argument_count, words, [&] {
    arguments.call.connect.limit = std::chrono::milliseconds(connect_ms);
    arguments.call.idle_limit = std::chrono::milliseconds(response_ms);
    return fetch(options, arguments);
  });
}
