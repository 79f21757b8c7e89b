// wt-echo-client: sends a value and shows what comes back.
#include "impl/net/call.hpp"
#include "impl/reference/program.hpp"

namespace {

using namespace wiretrial::impl;

constexpr const char* examples = R"(Examples:
  wt-echo-client 127.0.0.1 65432 'Hello, world'
  wt-echo-client localhost 65432 x --value-repeat 8000000    each address of the name in turn)";

struct Arguments {
  CallOptions call;
  std::string value;
  std::size_t value_repeat = 1;
};

std::string repeated(const std::string& value, std::size_t count) {
  std::string text;
  text.reserve(value.size() * count);
  for (std::size_t index = 0; index < count; ++index) text += value;
  return text;
}

// Shows what comes back as long as it is what was sent (ECH-13, ECH-14).
int exchange(const Options& options, const Arguments& arguments) {
  const std::string sent = repeated(arguments.value, arguments.value_repeat);
  std::string_view expected = sent;
  std::string problem;
  const auto failure = call(arguments.call, sent, [&](std::string_view bytes) {
    const bool is_right = expected.starts_with(bytes);
    if (!is_right) problem = "something else than what was sent came back";
    if (is_right && !write_all(bytes)) problem = "standard output cannot be written";
    if (problem.empty()) expected.remove_prefix(bytes.size());
    return problem.empty();
  });
  if (failure) return fail(options, failure->reason, program_failed);
  if (problem.empty() && !expected.empty()) {
    problem = "the connection ended, and " + std::to_string(expected.size()) + " bytes are missing";
  }
  return problem.empty() ? 0 : fail(options, problem, program_failed);
}

}  // namespace

int main(int argument_count, char** words) {
  Arguments arguments;
  arguments.call.half_closes = true;
  long long connect_ms = 5'000;
  long long response_ms = 10'000;
  Options options("The reference client of Echo.", "wt-echo-client", examples);
  options.add("HOST", &arguments.call.connect.host, "Name or address of the server",
              {.is_required = true});
  options.add("PORT", &arguments.call.connect.port, "Port of the server", {.is_required = true});
  options.add("VALUE", &arguments.value, "What to send", {.is_required = true});
  options.add("--value-repeat", &arguments.value_repeat, "Send VALUE this many times over",
              {.shows_default = true});
  add_limit(options, "--connect-ms", connect_ms, "Limit of connecting, in total");
  add_limit(options, "--response-ms", response_ms,
            "Limit of sending and receiving without progress");
  return run_program(options, argument_count, words, [&] {
    arguments.call.connect.limit = std::chrono::milliseconds(connect_ms);
    arguments.call.idle_limit = std::chrono::milliseconds(response_ms);
    return exchange(options, arguments);
  });
}
