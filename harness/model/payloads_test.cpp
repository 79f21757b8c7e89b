#include "harness/model/payloads.hpp"

#include <fstream>

#include <unistd.h>

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"
#include "harness/model/record_json.hpp"

using namespace wiretrial::model;

namespace {

struct TemporaryDirectory {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("wiretrial-payloads-" + std::to_string(::getpid()));
  TemporaryDirectory() { std::filesystem::remove_all(path); }
  ~TemporaryDirectory() { std::filesystem::remove_all(path); }
};

TrialRecord with_long_payloads() {
  TrialRecord trial = made_up::not_rejected();
  Send send;
  send.bytes.data = std::string(inline_payload_limit_bytes + 1, '\xfe');
  send.bytes.spans = {{"content", 0, 4097}};
  trial.plan.runs[0].steps.own().emplace_back(Repeat{2, {send}});
  made_up::add(trial, made_up::received(std::string(5000, 'x'), 9));
  made_up::add(trial, made_up::received(std::string(inline_payload_limit_bytes, 'y'), 9));
  return trial;
}

}  // namespace

TEST_CASE("long payloads are moved beside the record and come back") {
  const TemporaryDirectory directory;
  const TrialRecord original = with_long_payloads();
  TrialRecord trial = original;
  store_payloads(trial, directory.path);

  const auto& repeat = std::get<Repeat>(trial.plan.runs[0].steps.get().back());
  const Bytes& stored = std::get<Send>(repeat.steps[0]).bytes;
  CHECK(stored.data.empty());
  CHECK(stored.payload == payload_hash(std::string(4097, '\xfe')));
  CHECK(stored.payload_length == 4097);
  CHECK(std::filesystem::file_size(directory.path / stored.payload) == 4097);
  const std::vector<Event>& events = trial.evidence[0].events;
  CHECK(events.back().data.size() == inline_payload_limit_bytes);
  // The room is given back, too.
  CHECK(events.at(events.size() - 2).data.capacity() < 5000);
  // Other trials that hold the same steps have them as they were.
  const auto& other = std::get<Repeat>(original.plan.runs[0].steps.get().back());
  CHECK(std::get<Send>(other.steps[0]).bytes.data.size() == 4097);
  CHECK(std::distance(std::filesystem::directory_iterator(directory.path),
                      std::filesystem::directory_iterator()) == 2);

  TrialRecord read = read_trial(to_json_line(trial));
  load_payloads(read, directory.path);
  CHECK(to_json_line(read) == to_json_line(original));
}

TEST_CASE("the hash of a payload is the same on every machine") {
  CHECK(payload_hash("") == "99aa06d3014798d86001c324468d497f");
}

TEST_CASE("a payload that is absent, changed or oddly named is refused") {
  const TemporaryDirectory directory;
  TrialRecord trial = with_long_payloads();
  store_payloads(trial, directory.path);
  Event& event = trial.evidence[0].events[trial.evidence[0].events.size() - 2];
  std::ofstream(directory.path / event.payload) << "other";
  CHECK_THROWS_WITH(load_payloads(trial, directory.path),
                    Catch::Matchers::EndsWith("has other content"));
  event.payload = "../../secret";
  CHECK_THROWS_WITH(load_payloads(trial, directory.path), "payload \"../../secret\": no hash");
  event.payload = std::string(32, '0');
  CHECK_THROWS_AS(load_payloads(trial, directory.path), RecordError);
}
