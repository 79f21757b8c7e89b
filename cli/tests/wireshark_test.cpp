// The packets of real trials, read by tshark, with and without the dissector.
#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/sources.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

const std::string tshark_program = "/usr/bin/tshark";

bool has_tshark() {
  if (std::filesystem::exists(tshark_program)) return true;
  WARN("tshark is not installed: nothing of this was tested (./justw setup-test installs it)");
  return false;
}

// What tshark prints of the packets that the filter lets through, a line each.
Words tshark(const std::string& file, const std::string& filter, const Words& fields,
             const Words& options = {}) {
  Words words{
      tshark_program,           "-n", "-r",     file, "-o",         "tcp.check_checksum:TRUE", "-o",
      "ip.check_checksum:TRUE", "-T", "fields", "-E", "separator=;"};
  for (const std::string& field : fields) words.insert(words.end(), {"-e", field});
  if (!filter.empty()) words.insert(words.end(), {"-Y", filter});
  words.insert(words.end(), options.begin(), options.end());
  Program program(words);
  const Finished finished = program.wait();
  INFO(finished.error);
  CHECK(finished.status == 0);
  for (const std::string& line : lines_of(finished.error)) {
    CHECK_THAT(line, Catch::Matchers::StartsWith("Running as user"));
  }
  return lines_of(finished.output);
}

Words with_dissector(Words more = {}) {
  more.insert(more.end(), {"-X", "lua_script:" + source("reports/wireshark/jhmp.lua")});
  return more;
}

// Writes the packets of the trials, each to a file of its own.
std::map<std::string, std::string> captures(const Folder& folder, const Json& record) {
  std::map<std::string, std::string> files;
  Words words{"report", folder.path("out/record.json")};
  for (const Json& trial : record.at("trials")) {
    const std::string name = trial.at("trial");
    const std::string file = folder.path(std::to_string(files.size()) + ".pcapng");
    words.insert(words.end(), {"--pcapng", name, file});
    files.emplace(name, file);
  }
  const Finished finished = wiretrial::tests::wiretrial(words);
  INFO(finished.error);
  CHECK(finished.status == 0);
  CHECK(finished.output.empty());
  return files;
}

std::string capture(const Folder& folder, const std::string& trial) {
  const std::string file = folder.path("trial.pcapng");
  const Finished finished = wiretrial::tests::wiretrial(
      {"report", folder.path("out/record.json"), "--pcapng", trial, file});
  INFO(finished.error);
  REQUIRE(finished.status == 0);
  return file;
}

std::size_t count_events(const Json& trial, const Words& kinds) {
  std::size_t count = 0;
  for (const Json& evidence : trial.at("evidence")) {
    for (const Json& event : evidence.at("events")) {
      count += static_cast<std::size_t>(
          std::count(kinds.begin(), kinds.end(), event.at("kind").get<std::string>()));
    }
  }
  return count;
}

std::size_t count_received_bytes(const Json& trial) {
  std::size_t bytes = 0;
  for (const Json& evidence : trial.at("evidence")) {
    for (const Json& event : evidence.at("events")) {
      if (event.at("kind") == "received") bytes += event.at("length").get<std::size_t>();
    }
  }
  return bytes;
}

// Attempts to connect to a port that refuses: ours are in the evidence, a client's are assumed.
std::size_t refused_in(const Json& trial) {
  std::size_t count = count_events(trial, {"connect_failed"});
  for (const Json& evidence : trial.at("evidence")) {
    bool refuses = false;
    for (const Json& event : evidence.at("events")) {
      const std::string kind = event.at("kind");
      if (kind == "listening") refuses = event.value("detail", "") == "refusing";
      if (kind != "started" || !refuses) continue;
      ++count;
      refuses = false;
    }
  }
  return count;
}

// How each packet's flags read: "S", "AS", "A", "AP", "AF", "AR".
Words flags_in(const std::string& file) {
  Words all;
  for (const std::string& line : tshark(file, "", {"tcp.flags.str"})) {
    std::string flags;
    for (const char character : line) {
      if (character >= 'A' && character <= 'Z') flags += character;
    }
    all.push_back(flags);
  }
  return all;
}

// A packet as tshark understands it.
struct Packet {
  std::string source;
  bool syn = false;
  bool reset = false;
  std::size_t length = 0;
  std::string faults;  // whatever tshark has against it; that a connection was reset is none
};

// A warning or worse; comments and what is normal are less (PI_WARN of epan/proto.h).
bool is_warning(const std::string& severities) {
  std::stringstream all(severities);
  for (std::string one; std::getline(all, one, ',');) {
    if (std::stoul(one) >= 0x600000) return true;
  }
  return false;
}

std::vector<Packet> packets_in(const std::string& file) {
  const Words lines =
      tshark(file, "",
             {"ip.src", "tcp.flags.syn", "tcp.flags.reset", "tcp.len", "tcp.checksum.status",
              "ip.checksum.status", "_ws.expert.severity", "tcp.analysis.flags", "_ws.malformed"});
  std::vector<Packet> packets;
  for (const std::string& line : lines) {
    Words values;
    std::stringstream all(line + ";");
    for (std::string value; std::getline(all, value, ';');) values.push_back(value);
    REQUIRE(values.size() == 9);
    Packet packet{values[0], values[1] == "1", values[2] == "1", std::stoul(values[3]), ""};
    if (values[4] != "1" || values[5] != "1") packet.faults += "checksum ";
    if (!packet.reset && is_warning(values[6])) packet.faults += "warning ";
    packet.faults += values[7] + values[8];
    packets.push_back(packet);
  }
  return packets;
}

// The selection with the reference, and every trial's packets as tshark sees them.
void check_trials(const Words& selection) {
  const Folder folder;
  const SuiteRun run = run_suite(folder, reference, selection);
  CHECK(run.finished.status == 0);
  REQUIRE(run.record.at("trials").size() >= 6);
  const auto files = captures(folder, run.record);
  for (const Json& trial : run.record.at("trials")) {
    const std::string name = trial.at("trial");
    INFO(name);
    std::size_t opening = 0;
    std::size_t received_bytes = 0;
    for (const Packet& packet : packets_in(files.at(name))) {
      CHECK(packet.faults.empty());
      if (packet.syn) ++opening;
      if (packet.source != "192.0.2.1") received_bytes += packet.length;
    }
    // Two packets with SYN each, and one for each connection that was refused.
    CHECK(opening == 2 * count_events(trial, {"connected", "accepted"}) + refused_in(trial));
    CHECK(received_bytes == count_received_bytes(trial));
  }
}

}  // namespace

TEST_CASE(
    "tshark finds no fault with the packets of servers' trials, resets and long payloads too") {
  if (!has_tshark()) return;
  check_trials({"jhmp/robustness/released-*", "jhmp/robustness/end-half-close*",
                "jhmp/application/opaque-large", "jhmp/framing/each-byte", "role:server",
                "--seed=7"});
}

TEST_CASE("tshark finds no fault with the packets of clients' trials and of pairs") {
  if (!has_tshark()) return;
  check_trials({"jhmp/robustness/client-response-*reset*", "jhmp/connection/client-loopback-*",
                "role:client", "--seed=7"});
  check_trials({"jhmp/pair/*-at-header", "jhmp/pair/*-at-content", "jhmp/pair/server-killed-*",
                "jhmp/pair/half-close-*", "jhmp/pair/refused", "jhmp/pair/accepted-then-*",
                "--role=pair", "--seed=7"});
}

TEST_CASE("ends of connections are those of the evidence") {
  if (!has_tshark()) return;
  const Folder folder;
  const SuiteRun run = run_suite(
      folder, reference,
      {"jhmp/application/client-smoke-refused", "jhmp/application/smoke-search",
       "jhmp/robustness/receive-econnreset", "jhmp/robustness/end-half-close-then-reset"});
  CHECK(flags_in(capture(folder, "jhmp/application/client-smoke-refused")) == Words{"S", "AR"});
  const std::string search = capture(folder, "jhmp/application/smoke-search");
  const Words whole = flags_in(search);
  CHECK(Words(whole.begin(), whole.begin() + 3) == Words{"S", "AS", "A"});
  CHECK(std::count(whole.begin(), whole.end(), "AF") == 4);
  CHECK(std::count(whole.begin(), whole.end(), "AR") == 0);
  const Json& reset = run.trial("jhmp/robustness/end-half-close-then-reset@wiretrial-reference");
  const std::string file = capture(folder, "jhmp/robustness/end-half-close-then-reset");
  CHECK(tshark(file, "tcp.flags.reset == 1", {"frame.number"}).size() ==
        count_events(reset, {"rst_sent", "rst_received"}));
}

TEST_CASE("comments name events, and the place where a verdict was judged") {
  if (!has_tshark()) return;
  const Folder folder;
  const SuiteRun run =
      run_suite(folder, pathological("crashes_on_request"),
                {"jhmp/application/smoke-search", "--deadline-scale=0.5", "--seed=7"});
  const std::string name = run.record.at("trials").at(0).at("trial");
  const Words comments = tshark(capture(folder, name), "frame.comment", {"frame.comment"});
  std::string all;
  for (const std::string& comment : comments) all += comment + "\n";
  CHECK_THAT(all, Contains("run 1 of " + name));
  CHECK_THAT(all, Contains("the verdict was judged here: fail (crash)"));
  CHECK_THAT(all, Contains("connected on a"));
}

TEST_CASE("the dissector shows prefix, header and content, over any segments and on any port") {
  if (!has_tshark()) return;
  const Folder folder;
  const SuiteRun run = run_suite(folder, reference,
                                 {"jhmp/application/smoke-search", "jhmp/framing/each-byte",
                                  "jhmp/content/decoded-utf-16-be", "role:server", "--seed=7"});
  CHECK(run.finished.status == 0);
  const Words fields{"jhmp.header_length", "jhmp.byteorder", "jhmp.content_type",
                     "jhmp.content_encoding", "jhmp.content_length"};
  const std::string search = capture(folder, "jhmp/application/smoke-search");
  const Words shown = tshark(search, "jhmp", fields, with_dissector());
  REQUIRE(shown.size() == 4);  // an exchange, and the control's
  CHECK(shown[0] == "96;little;text/json;utf-8;38");
  CHECK(tshark(search, "json.value.string contains \"Follow the white rabbit.\"", {"ip.src"},
               with_dissector()) == Words{"192.0.2.2", "192.0.2.2"});
  CHECK(tshark(search, "jhmp", fields, with_dissector({"-o", "jhmp.port:0"})) == shown);
  const std::string bytes = capture(folder, "jhmp/framing/each-byte");
  const Words requests = tshark(bytes, "jhmp.content && tcp.dstport == 65432",
                                {"jhmp.content_length", "tcp.segment.count"}, with_dissector());
  REQUIRE(requests.size() == 2);
  CHECK(std::stoi(requests[0].substr(requests[0].find(';') + 1)) > 100);
  CHECK(tshark(bytes, "_ws.malformed || _ws.lua.error", {"frame.number"}, with_dissector()) ==
        Words());
  const std::string wide = capture(folder, "jhmp/content/decoded-utf-16-be");
  CHECK(tshark(wide, "jhmp.content.text contains \"\\\"action\\\"\"", {"ip.dst"},
               with_dissector()) == Words{"192.0.2.2"});
}

TEST_CASE("the dissector survives every header, and says what is wrong with it") {
  if (!has_tshark()) return;
  const Folder folder;
  const SuiteRun run =
      run_suite(folder, reference,
                {"jhmp/header/*", "role:server", "--sweep=sampled", "--shard=1/12", "--seed=7"});
  const auto files = captures(folder, run.record);
  REQUIRE(files.size() > 10);
  std::size_t complained = 0;
  for (const auto& [trial, file] : files) {
    INFO(trial);
    CHECK(tshark(file, "_ws.lua.error", {"frame.number"}, with_dissector()) == Words());
    complained +=
        tshark(file, "jhmp.no_length || jhmp.no_object", {"frame.number"}, with_dissector()).size();
  }
  CHECK(complained > 0);
}

TEST_CASE("a trial that is not there, or whose payload is gone, is told") {
  const Folder folder;
  const SuiteRun run = run_suite(folder, reference, {"jhmp/application/opaque-large"});
  const std::string record = folder.path("out/record.json");
  const std::string file = folder.path("x.pcapng");
  const auto report = [&](const Words& more) {
    Words words{"report", record, "--pcapng"};
    words.insert(words.end(), more.begin(), more.end());
    return wiretrial::tests::wiretrial(words);
  };
  const Finished absent = report({"jhmp/application/opaque-larg", file});
  CHECK(absent.status == 2);
  CHECK_THAT(absent.error, Contains("has no trial \"jhmp/application/opaque-larg\""));
  CHECK(report({"jhmp/application/opaque-large"}).status == 2);
  CHECK(report({"jhmp/application/opaque-large", file}).status == 0);
  std::filesystem::remove_all(folder.path("out/payloads"));
  const Finished lost = report({"jhmp/application/opaque-large", file});
  CHECK(lost.status == 2);
  CHECK_THAT(lost.error, Contains("record.json: payload "));
}

TEST_CASE("every command of the page about Wireshark works") {
  const Folder folder;
  Json subject = Json::parse(read_file(source("cli/fixtures/broken/correct.subject.json")));
  subject.erase("client");
  subject["server"]["cwd"] = source("cli/fixtures/broken");
  folder.write("my-server.json", subject.dump());
  const std::string program = "build/release/bin/wiretrial ";
  int shown = 0;
  for (const std::string& line : lines_of(read_file(source("docs/WIRESHARK.md")))) {
    Words words = words_of(line);
    if (line.starts_with("tshark ")) {
      if (!has_tshark()) continue;
      const std::string script = "lua_script:";
      for (std::string& word : words) {
        if (word.starts_with(script)) word = script + source(word.substr(script.size()));
      }
      words[0] = tshark_program;
    } else if (line.starts_with(program)) {
      words[0] = built("wiretrial");
      if (words[1] == "run") words.insert(words.begin() + 2, "jhmp/application/smoke-search");
    } else {
      continue;
    }
    INFO(line);
    Program started(words, folder.path());
    const Finished finished = started.wait();
    INFO(finished.output << finished.error);
    CHECK(finished.status == 0);
    if (line.starts_with("tshark ")) CHECK_THAT(finished.output, Contains("JHMP"));
    ++shown;
  }
  CHECK(shown >= 2);
}
