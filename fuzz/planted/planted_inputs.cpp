// Parsers, encoders, loaders and mutators that are wrong in one thing.
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "fuzz/differential/differential_property.hpp"
#include "fuzz/header/header_property.hpp"
#include "fuzz/mutator/mutator_property.hpp"
#include "fuzz/plain_text/plain_text_property.hpp"
#include "fuzz/planted/planted.hpp"
#include "fuzz/record/record_property.hpp"
#include "fuzz/roundtrip/roundtrip_property.hpp"
#include "fuzz/scenario/scenario_property.hpp"
#include "fuzz/tools/input.hpp"
#include "impl/wire/encoder.hpp"
#include "impl/wire/plain_text.hpp"

namespace wiretrial::fuzz {
namespace {

using Json = nlohmann::json;
using enum Oracle;

ReadMessage read_ignoring_case(std::string_view stream) {
  ReadMessage read = read_by_impl(stream);
  for (char& letter : read.message.content_type) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return read;
}

std::string encode_counting_characters(const impl::Message& message) {
  std::string bytes = impl::encode(message);
  const auto is_character = [](char byte) { return (byte & 0xc0) != 0x80; };
  const auto characters =
      std::count_if(message.content.begin(), message.content.end(), is_character);
  const std::string length = std::to_string(message.content.size());
  std::string counted = std::to_string(characters);
  counted.insert(0, length.size() - counted.size(), ' ');  // the header keeps its length
  const std::size_t header_end = bytes.size() - message.content.size();
  bytes.replace(header_end - 1 - length.size(), length.size(), counted);
  return bytes;
}

// The library's defaults: the last of two members counts, -1 and 10.0 are counts, and so on.
impl::Result<impl::ParsedHeader> parse_with_library(std::string_view text) {
  try {
    const Json header = Json::parse(text);
    impl::ParsedHeader parsed;
    parsed.header.byteorder =
        header.at("byteorder") == "big" ? impl::ByteOrder::big : impl::ByteOrder::little;
    parsed.header.content_length = header.at("content-length").get<std::uint64_t>();
    parsed.header.content_type = header.at("content-type").get<std::string>();
    parsed.header.content_encoding = header.at("content-encoding").get<std::string>();
    parsed.content_length_offset = std::min(text.find_first_of("0123456789"), text.size());
    return parsed;
  } catch (const Json::exception&) {
    return impl::WireError{impl::Clause::hdr_2, 0, "the library does not like it"};
  }
}

impl::Result<impl::ParsedHeader> parse_counting_prefix(std::string_view text) {
  auto result = impl::parse_header(text);
  if (auto* error = std::get_if<impl::WireError>(&result)) error->offset += 2;
  return result;
}

impl::Result<impl::ParsedHeader> parse_with_memory(std::string_view text) {
  static std::string last;
  auto result = impl::parse_header(text);
  if (auto* error = std::get_if<impl::WireError>(&result); error != nullptr && last == text)
    error->clause = impl::Clause::hdr_2;
  last = text;
  return result;
}

PlantedBug header_bug(std::string_view name, Oracle oracle, std::string_view sentence,
                      const HeaderParser& parse) {
  return {
      name,
      oracle,
      sentence,
      header_inputs(),
      10'000,
      [parse](std::string_view input, OracleSet oracles) { check_header(parse, input, oracles); }};
}

Json parse_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return Json::parse(std::string(std::istreambuf_iterator<char>(stream), {}), nullptr, true, true);
}

Loaders loaders_that_let_exceptions_out() {
  Loaders loaders = real_loaders();
  loaders.load_scenarios = [load = loaders.load_scenarios](const std::string& file) {
    static_cast<void>(parse_file(file));
    return load(file);
  };
  return loaders;
}

Loaders loaders_that_count() {
  Loaders loaders = real_loaders();
  loaders.load_scenarios = [load = loaders.load_scenarios](const std::string& file) {
    static int count = 0;
    auto scenarios = load(file);
    for (model::Scenario& scenario : scenarios) scenario.title += std::to_string(++count);
    return scenarios;
  };
  return loaders;
}

PlantedBug loader_bug(std::string_view name, Oracle oracle, std::string_view sentence,
                      Loaders (*make)()) {
  return {name,
          oracle,
          sentence,
          scenario_inputs(),
          100,
          [make](std::string_view input, OracleSet oracles) {
            static const Loaders loaders = make();
            check_loaders(loaders, input, oracles);
          }};
}

PlantedBug record_bug(std::string_view name, Oracle oracle, std::string_view sentence,
                      const RecordReaders& readers) {
  return {name,
          oracle,
          sentence,
          record_inputs(),
          300,
          [readers](std::string_view input, OracleSet oracles) {
            check_record(readers, input, oracles);
          }};
}

RecordReaders reader_that_lets_exceptions_out() {
  RecordReaders readers;
  readers.read_record = [](std::string_view text) {
    static_cast<void>(Json::parse(text).at("trials"));
    return model::read_record(text);
  };
  return readers;
}

RecordReaders reader_that_repeats() {
  RecordReaders readers;
  readers.read_record = [](std::string_view text) {
    model::Record record = model::read_record(text);
    if (!record.trials.empty()) record.trials.push_back(model::TrialRecord(record.trials.back()));
    return record;
  };
  return readers;
}

PlantedBug mutator_bug(std::string_view name, Oracle oracle, std::string_view sentence,
                       void (*spoil)(Mutator& mutator)) {
  return {name,
          oracle,
          sentence,
          stream_inputs(),
          5'000,
          [spoil](std::string_view input, OracleSet oracles) {
            Mutator mutator = real_mutator();
            spoil(mutator);
            const auto [stream, seed] = split_input(input);
            check_mutator(mutator, stream, seed, oracles);
          }};
}

void forget_the_size(Mutator& mutator) {
  mutator.mutate_stream = [mutate = mutator.mutate_stream](
                              std::string_view stream, std::size_t most_bytes, std::uint64_t seed) {
    return mutate(stream, most_bytes + 1, seed);
  };
}

void mix_in_the_last(Mutator& mutator) {
  mutator.mutate_stream = [mutate = mutator.mutate_stream](
                              std::string_view stream, std::size_t most_bytes, std::uint64_t seed) {
    static std::uint64_t calls = 0;
    return mutate(stream, most_bytes, seed + calls++);
  };
}

void forget_the_prefix(Mutator& mutator) {
  mutator.repair_lengths = [](std::string_view stream) { return std::string(stream); };
}

// A full step of sixteen bytes whose last one is no plain text is passed.
const char* end_passing_a_step(const char* next, const char* end) {
  const char* found = impl::end_of_plain(next, end);
  return found != end && (found - next) % 16 == 15 ? impl::end_of_plain(found + 1, end) : found;
}

void lose_the_tail(Mutator& mutator) {
  mutator.take_apart_and_put_together =
      [whole = mutator.take_apart_and_put_together](std::string_view stream) {
        std::string again = whole(stream);
        if (again.size() < 3) again.clear();
        return again;
      };
}

}  // namespace

std::vector<PlantedBug> planted_inputs() {
  return {
      {"reader-ignores-case", differential, "content-type is made lower case", stream_inputs(),
       10'000,
       [](std::string_view input, OracleSet oracles) {
         check_differential(read_ignoring_case, split_input(input).text, oracles);
       }},
      {"encoder-counts-characters", round_trip, "content-length counts characters, not bytes",
       byte_inputs(), 1'000,
       [](std::string_view input, OracleSet oracles) {
         check_round_trip(encode_counting_characters, input, oracles);
       }},
      header_bug("header-by-library", differential, "nlohmann/json with its defaults",
                 parse_with_library),
      header_bug("header-counts-prefix", error_position,
                 "an error's offset is counted from the prefix", parse_counting_prefix),
      header_bug("header-with-memory", same_again,
                 "the second look at a header finds another error", parse_with_memory),
      loader_bug("loader-lets-exceptions-out", clear_errors,
                 "what the JSON library throws is let out", loaders_that_let_exceptions_out),
      loader_bug("loader-counts", same_again, "titles depend on what was loaded before",
                 loaders_that_count),
      record_bug("record-lets-exceptions-out", clear_errors,
                 "what the JSON library throws is let out", reader_that_lets_exceptions_out()),
      record_bug("record-repeats", round_trip, "the last trial is read twice",
                 reader_that_repeats()),
      mutator_bug("mutator-forgets-size", promised_size, "results are a byte too long",
                  forget_the_size),
      mutator_bug("mutator-mixes", same_again, "results depend on earlier calls", mix_in_the_last),
      mutator_bug("mutator-repairs-nothing", true_lengths, "lengths stay as they are",
                  forget_the_prefix),
      mutator_bug("mutator-loses-tail", round_trip, "a tail of two bytes is lost", lose_the_tail),
      {"plain-text-passes-step", differential, "the last of sixteen bytes is not looked at",
       header_inputs(), 1'000,
       [](std::string_view input, OracleSet oracles) {
         check_plain_text(end_passing_a_step, input, oracles);
       }},
  };
}

}  // namespace wiretrial::fuzz
