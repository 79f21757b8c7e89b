// The codec beside its peers, by Google Benchmark: names are WHAT/WHO. Every peer makes the same
// four members of the same bytes, or the program ends with status 1.
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>
#include <simdjson.h>

#include "bench/codec_inputs.hpp"
#include "impl/wire/header_parser.hpp"
#include "impl/wire/limits.hpp"
#include "impl/wire/message_reader.hpp"

namespace {

using namespace wiretrial;
using Json = nlohmann::json;

constexpr std::size_t content_bytes = 1024 * 1024;
constexpr std::size_t piece_bytes = 64 * 1024;

bool read_by_us(std::string_view text, impl::Header& header) {
  auto result = impl::parse_header(text);
  if (!std::holds_alternative<impl::ParsedHeader>(result)) return false;
  header = std::move(std::get<impl::ParsedHeader>(result).header);
  return true;
}

// Takes the four members out of nlohmann's events, and lets all others pass.
class Picker : public nlohmann::json_sax<Json> {
 public:
  explicit Picker(impl::Header& header) : header_(header) {}
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t number) override {
    if (depth_ == 1 && name_ == "content-length") header_.content_length = number;
    return true;
  }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return ++depth_ != 0; }
  bool start_array(std::size_t) override { return ++depth_ != 0; }
  bool end_object() override { return depth_-- != 0; }
  bool end_array() override { return depth_-- != 0; }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return false;
  }
  bool key(string_t& name) override {
    if (depth_ == 1) name_.swap(name);
    return true;
  }
  bool string(string_t& text) override {
    if (depth_ != 1) return true;
    if (name_ == "byteorder") {
      header_.byteorder = text == "big" ? impl::ByteOrder::big : impl::ByteOrder::little;
    } else if (name_ == "content-type") {
      header_.content_type = std::move(text);
    } else if (name_ == "content-encoding") {
      header_.content_encoding = std::move(text);
    }
    return true;
  }

 private:
  impl::Header& header_;
  std::string name_;
  std::size_t depth_ = 0;
};

bool read_by_nlohmann(std::string_view text, impl::Header& header) {
  Picker picker(header);
  return Json::sax_parse(text.begin(), text.end(), &picker);
}

// What is there of simdjson's: the parser and the padding behind the text are made once, as by a
// receiver who plans for them, and strings stay views.
struct Members {
  std::string_view byteorder;
  std::uint64_t content_length = 0;
  std::string_view content_type;
  std::string_view content_encoding;
};

simdjson::ondemand::parser& simdjson_parser() {
  static simdjson::ondemand::parser parser;
  return parser;
}

// One walk over all members: what is to be done where anything may stand between them.
bool walk_by_simdjson(simdjson::padded_string_view text, Members& members) {
  simdjson::ondemand::document document;
  if (simdjson_parser().iterate(text).get(document)) return false;
  simdjson::ondemand::object object;
  if (document.get_object().get(object)) return false;
  for (auto field : object) {
    simdjson::ondemand::raw_json_string name;
    if (field.key().get(name)) return false;
    auto value = field.value();
    if (name == "byteorder") {
      if (value.get_string().get(members.byteorder)) return false;
    } else if (name == "content-length") {
      if (value.get_uint64().get(members.content_length)) return false;
    } else if (name == "content-type") {
      if (value.get_string().get(members.content_type)) return false;
    } else if (name == "content-encoding") {
      if (value.get_string().get(members.content_encoding)) return false;
    }
  }
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

// Four look-ups by name: the quickest where the members are all there is.
bool find_by_simdjson(simdjson::padded_string_view text, Members& members) {
  simdjson::ondemand::document document;
  if (simdjson_parser().iterate(text).get(document)) return false;
  return !document["byteorder"].get_string().get(members.byteorder) &&
         !document["content-type"].get_string().get(members.content_type) &&
         !document["content-encoding"].get_string().get(members.content_encoding) &&
         !document["content-length"].get_uint64().get(members.content_length);
}

// Everything is checked and kept, as a tree.
bool read_by_simdjson_dom(simdjson::padded_string_view text, Members& members) {
  static simdjson::dom::parser parser;
  simdjson::dom::element tree;
  if (parser.parse(text.data(), text.size(), false).get(tree)) return false;
  return !tree["byteorder"].get_string().get(members.byteorder) &&
         !tree["content-type"].get_string().get(members.content_type) &&
         !tree["content-encoding"].get_string().get(members.content_encoding) &&
         !tree["content-length"].get_uint64().get(members.content_length);
}

template <typename Read>
void measure(benchmark::State& state, const std::string& text, Read read) {
  for (auto _ : state) {
    impl::Header header;
    if (!read(std::string_view(text), header)) return state.SkipWithError("not read");
    benchmark::DoNotOptimize(header);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

template <typename Read>
void measure_padded(benchmark::State& state, const std::string& text, Read read) {
  const simdjson::padded_string padded(text);
  for (auto _ : state) {
    Members members;
    if (!read(simdjson::padded_string_view(padded), members))
      return state.SkipWithError("not read");
    benchmark::DoNotOptimize(members);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void add_header(const std::string& name, const std::string& text) {
  const auto add = [&](const char* who, auto function) {
    benchmark::RegisterBenchmark((name + "/" + who).c_str(), function);
  };
  add("ours", [=](benchmark::State& state) { measure(state, text, read_by_us); });
  add("nlohmann", [=](benchmark::State& state) { measure(state, text, read_by_nlohmann); });
  add("simdjson", [=](benchmark::State& state) { measure_padded(state, text, walk_by_simdjson); });
  add("simdjson-dom",
      [=](benchmark::State& state) { measure_padded(state, text, read_by_simdjson_dom); });
  if (name == "header") {
    add("simdjson-find",
        [=](benchmark::State& state) { measure_padded(state, text, find_by_simdjson); });
  }
}

// What a server does with a request: its content in one piece of memory of its own.
void read_content(benchmark::State& state, const std::string& message) {
  for (auto _ : state) {
    impl::MessageReader reader(impl::Limits{});
    for (std::size_t at = 0; at < message.size(); at += piece_bytes) {
      reader.receive(std::string_view(message).substr(at, piece_bytes));
    }
    if (!reader.complete()) return state.SkipWithError("not read");
    const impl::Message taken = reader.take_message();
    benchmark::DoNotOptimize(taken.content.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(content_bytes));
}

// The least that can be done: one allocation that knows its size, and each piece copied there.
void copy_content(benchmark::State& state, const std::string& message) {
  for (auto _ : state) {
    const std::unique_ptr<char[]> memory(new char[content_bytes]);
    for (std::size_t at = 0; at < content_bytes; at += piece_bytes) {
      std::memcpy(memory.get() + at, message.data() + message.size() - content_bytes + at,
                  piece_bytes);
    }
    benchmark::DoNotOptimize(memory.get());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(content_bytes));
}

// Speed counts only where all read the same.
bool all_agree(const std::string& text) {
  impl::Header ours;
  impl::Header other;
  Members walked;
  Members found;
  Members kept;
  const simdjson::padded_string padded(text);
  const auto same = [&ours](const Members& members) {
    return members.content_length == ours.content_length &&
           members.content_type == ours.content_type &&
           members.content_encoding == ours.content_encoding && members.byteorder == "little";
  };
  return read_by_us(text, ours) && read_by_nlohmann(text, other) && ours == other &&
         walk_by_simdjson(padded, walked) && same(walked) && find_by_simdjson(padded, found) &&
         same(found) && read_by_simdjson_dom(padded, kept) && same(kept);
}

}  // namespace

int main(int count, char** words) {
  const std::pair<const char*, std::string> headers[] = {
      {"header", bench::search_header()},
      {"mixed", bench::mixed_header(impl::max_header_bytes)},
      {"text", bench::text_header(impl::max_header_bytes)},
  };
  for (const auto& [name, text] : headers) {
    if (!all_agree(text)) {
      std::fprintf(stderr, "codec_bench: the peers do not agree about the header '%s'\n", name);
      return 1;
    }
    add_header(name, text);
  }
  const std::string message = bench::opaque_message(content_bytes);
  benchmark::RegisterBenchmark("content/ours",
                               [&](benchmark::State& state) { read_content(state, message); });
  benchmark::RegisterBenchmark("content/memcpy",
                               [&](benchmark::State& state) { copy_content(state, message); });
  benchmark::AddCustomContext("simdjson", SIMDJSON_STRINGIFY(SIMDJSON_VERSION));
  benchmark::AddCustomContext("simdjson_implementation",
                              simdjson::get_active_implementation()->name());
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
