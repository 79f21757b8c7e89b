// `wiretrial fuzz` finds what is wrong with small programs, each of which has one fault.
#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <set>
#include <string_view>

#include "catch.hpp"
#include "cli/tests/program.hpp"
#include "cli/tests/suite_run.hpp"

namespace tests = wiretrial::tests;
using namespace tests;

namespace {

// What finds something ends long before, once that is small; a loaded machine takes its time.
const std::string ample_seconds = "160";
constexpr std::chrono::seconds fuzz_limit(180);

std::string broken(const std::string& name) {
  return source("cli/fixtures/broken/" + name + ".subject.json");
}

struct Hunt {
  Finished finished;
  Json report;
};

Hunt fuzz(const Folder& folder, std::vector<std::string> arguments) {
  std::vector<std::string> words{built("wiretrial"), "fuzz", "--out", folder.path("out")};
  words.insert(words.end(), arguments.begin(), arguments.end());
  Program program(words);
  Hunt hunt{program.wait(fuzz_limit), {}};
  CHECK(processes_with(program.mark()).empty());
  if (std::filesystem::exists(folder.path("out/fuzz.json"))) {
    hunt.report = Json::parse(read_file(folder.path("out/fuzz.json")));
  }
  return hunt;
}

struct Fault {
  std::string program;
  std::string requirement;
  std::array<std::string_view, 2> causes;  // none: any
  std::size_t connections;
  std::size_t most_bytes;
};

// Where two causes stand, the input that happens to show the fault first decides: a server that
// never answers hangs while its peer waits, and ends without an answer once the peer has
// half-closed.
const Fault faults[] = {
    {"empty_content_unanswered", "APP-7", {"hang", "no_answer"}, 1, 90},
    {"negative_length_answered", "HDR-7", {"not_rejected"}, 1, 100},
    {"misreads_split_prefix", "FRM-2", {}, 1, 250},
    {"crashes_on_deep_nesting", "SRV-1", {"crash"}, 1, 500},
    {"keeps_reset_connections", "SRV-3", {"leak"}, 1, 150},
    {"crashes_after_two", "SRV-1", {"crash"}, 2, 150},
    {"closes_all_when_malformed", "CON-5", {}, 1, 20},
};

// The finding of this clause and one of these causes; fails the test when there is none.
Json finding_of(const Json& report, const Fault& fault) {
  for (const Json& finding : report.at("findings")) {
    const bool stated = fault.causes[0].empty() ||
                        std::find(fault.causes.begin(), fault.causes.end(), finding.at("cause")) !=
                            fault.causes.end();
    if (finding.at("requirement") == fault.requirement && stated) return finding;
  }
  FAIL(fault.program << ": not found; " << report.dump(1));
  return {};
}

}  // namespace

TEST_CASE("every planted fault is found and made small") {
  for (const Fault& fault : faults) {
    CAPTURE(fault.program);
    const Folder folder;
    const Hunt hunt = fuzz(folder, {"--subject", broken(fault.program), "--time", ample_seconds,
                                    "--seed", "7", "--stop-after", "1"});
    CAPTURE(hunt.finished.output, hunt.finished.error);
    CHECK(hunt.finished.status == 1);
    const Json finding = finding_of(hunt.report, fault);
    CHECK(finding.at("shown") == finding.at("tries"));
    CHECK(finding.at("connections") == fault.connections);
    CHECK(finding.at("bytes") <= fault.most_bytes);
    const std::string file = folder.path("out/" + finding.at("file").get<std::string>());
    CHECK(hunt.finished.output.find("wiretrial replay " + file) != std::string::npos);
    CHECK(tests::wiretrial({"check", file}).status == 0);
    const Finished again = tests::wiretrial({"replay", file, "--subject", broken(fault.program)});
    CAPTURE(again.output, again.error);
    CHECK(again.status == 1);
    CHECK(tests::wiretrial({"replay", file, "--subject", source(reference)}).status == 0);
  }
}

TEST_CASE("a correct program has no findings, in either role") {
  const Folder folder;
  const Hunt hunt = fuzz(folder, {"--subject", source(reference), "--runs", "1500", "--seed", "3"});
  CAPTURE(hunt.finished.output, hunt.finished.error);
  CHECK(hunt.finished.status == 0);
  CHECK(hunt.report.at("findings").empty());
  CHECK(hunt.report.at("inputs") == 3000);
}

TEST_CASE("a right server has no findings, in whatever processes and threads it comes") {
  for (const std::string arrangement : {"prefork", "reuseport", "threads", "ticking", "wrapped"}) {
    CAPTURE(arrangement);
    const Folder folder;
    Json subject = Json::parse(read_file(broken("correct")));
    subject["server"]["cwd"] = source("cli/fixtures/strangers");
    Json& command = subject["server"]["command"];
    command = {"python3", "-S",     "-E",        "arrangements.py", arrangement,
               "{host}",  "{port}", "{idle_ms}", "{max_content}"};
    if (arrangement == "wrapped") {
      command = {"sh",        "-c",           "python3 -S -E ../broken/correct.py \"$@\"; exit",
                 "sh",        "{host}",       "{port}",
                 "{idle_ms}", "{max_content}"};
    }
    const std::string file = folder.write("subject.json", subject.dump());
    const Hunt hunt =
        fuzz(folder, {"--subject", file, "--role", "server", "--runs", "400", "--seed", "7"});
    CAPTURE(hunt.finished.output, hunt.finished.error);
    CHECK(hunt.finished.status == 0);
    CHECK(hunt.report.at("inputs") == 400);
    CHECK(hunt.report.at("findings").empty());
  }
}

TEST_CASE("a program with many shallow faults leaves most of the time to inputs, and keeps to it") {
  constexpr double seconds = 24;
  const Folder folder;
  const Hunt hunt = fuzz(folder, {"--subject", broken("tutorial_defects"), "--role", "server",
                                  "--time", "24", "--seed", "7"});
  CAPTURE(hunt.finished.output, hunt.finished.error, hunt.report.dump(1));
  CHECK(hunt.finished.status == 1);
  const double took = hunt.report.at("seconds");
  CHECK(took <= 1.1 * seconds);
  CHECK(hunt.report.at("seconds_of").at("inputs").get<double>() >= took * 2 / 3);
  std::set<std::string> known;
  std::size_t most_met = 0;
  for (const Json& finding : hunt.report.at("findings")) {
    CHECK(known.insert(finding.at("requirement").dump() + finding.at("cause").dump()).second);
    most_met = std::max<std::size_t>(most_met, finding.at("occurrences"));
  }
  CHECK(most_met > 1);
  for (const Json& one : hunt.report.at("untriaged")) {
    const std::string address = one.at("address");
    CHECK(hunt.finished.output.find("--input " + address) != std::string::npos);
  }
}

TEST_CASE("an input is had again by its address") {
  const Folder folder;
  const Hunt hunt = fuzz(folder, {"--subject", broken("negative_length_answered"), "--time",
                                  ample_seconds, "--seed", "7", "--stop-after", "1"});
  const std::string address = hunt.report.at("findings").at(0).at("address").get<std::string>();
  const Folder other;
  const Hunt again =
      fuzz(other, {"--subject", broken("negative_length_answered"), "--input", address});
  CAPTURE(address, again.finished.output);
  CHECK(again.finished.status == 1);
  CHECK(again.report.at("inputs") == 1);
  CHECK(again.report.at("findings").at(0).at("requirement") ==
        hunt.report.at("findings").at(0).at("requirement"));
}

TEST_CASE("several subjects get the same inputs, and what they disagree about is told by clause") {
  const Folder folder;
  const Hunt hunt =
      fuzz(folder, {"--subject", source(reference), "--subject", broken("negative_length_answered"),
                    "--time", ample_seconds, "--seed", "7", "--stop-after", "1"});
  CAPTURE(hunt.finished.output, hunt.finished.error);
  bool found = false;
  for (const Json& one : hunt.report.at("disagreements")) {
    found = found || (one.at("clause") == "HDR-7" &&
                      one.at("reactions") == Json{"rejected", "not_rejected"});
  }
  CHECK(found);
  CHECK(hunt.finished.output.find("HDR-7") != std::string::npos);
  for (const Json& finding : hunt.report.at("findings")) {
    CHECK(finding.at("subject") == "negative-length-answered");
  }
}

TEST_CASE("an interruption ends it cleanly, with everything written") {
  const std::string subject = GENERATE(source(reference), broken("tutorial_defects"));
  CAPTURE(subject);
  const Folder folder;
  Program program({built("wiretrial"), "fuzz", "--subject", subject, "--role", "server", "--time",
                   "600", "--seed", "1", "--out", folder.path("out")});
  REQUIRE(eventually([&] {
    return std::filesystem::exists(folder.path("out/corpus")) &&
           !std::filesystem::is_empty(folder.path("out/corpus"));
  }));
  program.send(SIGINT);
  const Finished finished = program.wait();
  CHECK(finished.status == 130);
  const Json report = Json::parse(read_file(folder.path("out/fuzz.json")));
  CHECK(report.at("interrupted") == true);
  CHECK(report.at("inputs") > 0);
  CHECK(processes_with(program.mark()).empty());
}

TEST_CASE("bad input is told with its place, and nothing is lost") {
  const Folder folder;
  SECTION("a corpus that is not there") {
    const Hunt hunt =
        fuzz(folder, {"--subject", source(reference), "--corpus", folder.path("nowhere")});
    CHECK(hunt.finished.status == 2);
    CHECK(hunt.finished.error.find(folder.path("nowhere")) != std::string::npos);
  }
  SECTION("no address") {
    const Hunt hunt = fuzz(folder, {"--subject", source(reference), "--input", "7"});
    CHECK(hunt.finished.status == 2);
    CHECK(hunt.finished.error.find("--input 7") != std::string::npos);
  }
  SECTION("a role that is not described") {
    const Hunt hunt = fuzz(folder, {"--subject", broken("correct"), "--role", "client"});
    CHECK(hunt.finished.status == 2);
    CHECK(hunt.finished.error.find("describes no client") != std::string::npos);
  }
  SECTION("a subject that dies at once") {
    const std::string subject =
        folder.write("dies.json", R"({"name": "dies", "version": "1", "protocol": "jhmp",
                         "server": {"command": ["sh", "-c", "echo no luck >&2; exit 3", "{port}"]}})");
    const Hunt hunt = fuzz(folder, {"--subject", subject});
    CAPTURE(hunt.finished.output, hunt.finished.error);
    CHECK(hunt.finished.status == 1);
    CHECK(hunt.finished.error.find("exit status 3") != std::string::npos);
    CHECK(hunt.finished.error.find("no luck") != std::string::npos);
  }
  SECTION("a folder that cannot be made") {
    const std::string file = folder.write("file", "");
    const Finished finished =
        tests::wiretrial({"fuzz", "--subject", source(reference), "--out", file + "/out"});
    CHECK(finished.status == 2);
    CHECK(finished.error.find(file + "/out") != std::string::npos);
  }
  SECTION("no room for findings") {
    Program program({built("wiretrial"), "fuzz", "--subject", broken("negative_length_answered"),
                     "--time", ample_seconds, "--seed", "7", "--stop-after", "1", "--out",
                     folder.path("out")});
    const std::string findings = folder.path("out/findings");
    REQUIRE(eventually([&] { return std::filesystem::exists(findings); }));
    std::filesystem::remove(findings);
    static_cast<void>(folder.write("out/findings", "in the way"));
    const Finished finished = program.wait(fuzz_limit);
    CHECK(finished.status == 3);
    CHECK(finished.error.find("cannot be written") != std::string::npos);
    CHECK(finished.output.find("\"id\": \"jhmp/findings/") != std::string::npos);
  }
}
