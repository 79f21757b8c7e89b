// wt-client: the reference client of JHMP/1.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "impl/app/client_exchange.hpp"
#include "impl/net/client.hpp"
#include "impl/reference/program.hpp"
#include "impl/wire/utf8.hpp"

namespace {

using namespace wiretrial::impl;

constexpr int exchange_failed = 1;

constexpr const char* examples = R"(Examples:
  wt-client 127.0.0.1 65432 search morpheus
  wt-client ::1 65432 binary 0123456789
  wt-client --value-file photo.jpg localhost 65432 photo
  wt-client localhost 65432 x y --value-repeat 8000000 --response-ms 2000
Options stand before HOST, or after VALUE, which may itself look like an option.
Status: 0 and the result on standard output, or 1 and a line on standard error; 2 for bad usage.)";

struct Arguments {
  ClientOptions client;
  std::string action;
  std::string value;
  std::string value_file;
  std::size_t value_repeat = 1;
  long long connect_ms = 5'000;
  long long send_ms = 10'000;
  long long response_ms = 10'000;
};

void declare_limits(Options& options, Arguments& arguments) {
  add_limit(options, "--connect-ms", arguments.connect_ms, "Limit of connecting, in total");
  add_limit(options, "--send-ms", arguments.send_ms, "Limit of sending without progress");
  add_limit(options, "--response-ms", arguments.response_ms, "Limit of the response, in total");
  options.add("--max-content", &arguments.client.session.limits.max_content_bytes,
              "Largest content accepted, in bytes", {.shows_default = true});
}

void declare(Options& options, Arguments& arguments) {
  options.add("HOST", &arguments.client.host, "Name or address of the server",
              {.is_required = true});
  options.add("PORT", &arguments.client.port, "Port of the server", {.is_required = true});
  options.add("ACTION", &arguments.action, "search, or anything else for an opaque request",
              {.is_required = true});
  options.add("VALUE", &arguments.value, "What to search for, or to send after ACTION",
              {.required_unless = "--value-file"});
  options.add("--value-file", &arguments.value_file, "Take the value from this file instead",
              {.excludes = "VALUE"});
  options.add("--value-repeat", &arguments.value_repeat, "Send VALUE this many times over",
              {.shows_default = true});
  declare_limits(options, arguments);
}

// HOST PORT ACTION VALUE come first as a rule, and VALUE may look like an option: behind "--" the
// parser takes all four as they are.
std::vector<std::string> shielded(int count, char** arguments) {
  constexpr int positional_count = 4;
  std::vector<std::string> words(arguments + 1, arguments + count);
  if (count <= positional_count || words[0].starts_with('-')) return words;
  const auto options_begin = words.begin() + positional_count;
  std::vector<std::string> shielded_words(options_begin, words.end());
  shielded_words.emplace_back("--");
  shielded_words.insert(shielded_words.end(), words.begin(), options_begin);
  return shielded_words;
}

bool load_value_file(Arguments& arguments) {
  if (arguments.value_file.empty()) return true;
  std::ifstream file(arguments.value_file, std::ios::binary);
  arguments.value.assign(std::istreambuf_iterator<char>(file), {});
  return file.good() || file.eof();
}

std::string repeated(const std::string& value, std::size_t count) {
  std::string text;
  text.reserve(value.size() * count);
  for (std::size_t index = 0; index < count; ++index) text += value;
  return text;
}

int fail(const std::string& message) {
  std::fprintf(stderr, "wt-client: %s\n", message.c_str());
  return exchange_failed;
}

int show(Message response) {
  const auto shown = shown_result(std::move(response));
  if (const auto* error = std::get_if<WireError>(&shown)) {
    return fail("invalid response: " + describe(*error));
  }
  const auto& text = std::get<std::string>(shown);
  if (write_all(text) && write_all("\n")) return 0;
  return fail("the result cannot be written to standard output");
}

int run(const Arguments& arguments) {
  Client client(arguments.client);
  auto result = client.exchange(
      make_request(arguments.action, repeated(arguments.value, arguments.value_repeat)));
  const auto* failure = std::get_if<ExchangeFailure>(&result);
  if (failure == nullptr) return show(std::get<Message>(std::move(result)));
  const int status = fail(failure->message);
  // A resolver that does not answer cannot be interrupted, and is not waited for (CLI-2).
  if (failure->kind == ExchangeFailure::Kind::connect_timed_out) std::_Exit(status);
  return status;
}

}  // namespace

int main(int argument_count, char** argument_values) {
  Arguments arguments;
  Options options("The reference client of JHMP/1, the JSON-header message protocol.", "wt-client",
                  examples);
  declare(options, arguments);
  if (const auto status = options.parse(shielded(argument_count, argument_values))) {
    return *status == 0 ? 0 : bad_usage;
  }
  if (!load_value_file(arguments)) {
    fail("cannot read " + arguments.value_file);
    return bad_usage;
  }
  if (arguments.action == "search" &&
      find_ill_formed_utf8(arguments.value) != std::string_view::npos) {
    fail("the value of a search must be UTF-8");
    return bad_usage;
  }
  arguments.client.connect_limit = std::chrono::milliseconds(arguments.connect_ms);
  arguments.client.session.send_limit = std::chrono::milliseconds(arguments.send_ms);
  arguments.client.session.response_limit = std::chrono::milliseconds(arguments.response_ms);
  // A server that closes while it is written to is a failure to report, not a signal (CLI-6).
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(arguments);
  } catch (const std::exception& error) {
    // Memory for a value repeated very often.
    return fail(std::string("the request cannot be made: ") + error.what());
  }
}
