// What `wiretrial prove` says of tables that are right, and that it goes red when they are not.
#include <csignal>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

// The whole table takes minutes, and many of them on a machine that is busy otherwise.
constexpr std::chrono::seconds table_time_limit{3000};

const std::string table_of_project = "impl/mutants/mutants.json";

std::string server(const std::string& fixture) {
  return R"("server":{"command":["python3","-S","-E",")" +
         source("cli/fixtures/broken/" + fixture + ".py") +
         R"(","{host}","{port}","{idle_ms}","{max_content}"]})";
}

std::string mutant(const std::string& name, const std::string& fixture, const std::string& cause) {
  return R"({"name":")" + name + R"(","role":"server","requirement":"HDR-7","cause":")" + cause +
         R"(","title":"A negative length passes",)" + server(fixture) + "}";
}

std::string variant(const std::string& name, const std::string& fixture) {
  return R"({"name":")" + name + R"(","role":"server","title":"It is right",)" + server(fixture) +
         "}";
}

std::string table(const std::string& mutants, const std::string& variants = "") {
  return R"({"protocol":"jhmp","limits":{"max_content":16777216},)" + server("correct") +
         R"(,"mutants":[)" + mutants + R"(],"variants":[)" + variants + "]}";
}

// The output without the hundreds of lines about programs that were found out: they hide the one
// that was not.
std::string complaints_in(const std::string& output) {
  const auto at = output.find("What is wrong:");
  return at == std::string::npos ? output : output.substr(at);
}

// Three scenarios of two clauses, which a proof of a few programs goes through in no time.
struct Ground {
  Folder folder;

  Ground(const std::string& text, const std::string& reason = "") {
    folder.write("mutants.json", text);
    write_scenarios(reason);
  }

  void write_scenarios(const std::string& reason) const {
    std::filesystem::create_directories(folder.path("scenarios/jhmp/header"));
    const std::string protocol = read_file(source("scenarios/jhmp/protocol.json"));
    const std::string key = "\"requirements\": \"";
    const auto at = protocol.find(key);
    REQUIRE(at != std::string::npos);
    const auto begin = at + key.size();
    const auto end = protocol.find('"', begin);
    folder.write("scenarios/jhmp/protocol.json",
                 protocol.substr(0, begin) + source("impl/PROTOCOL.md") + protocol.substr(end));
    folder.write(
        "scenarios/jhmp/header/few.json",
        "[" + scenario("length-negative", "HDR-7", R"("content-length": -1)", "rejection") + "," +
            scenario("order", "HDR-4", R"("content-encoding": "utf-8")", "response", reason) + "]");
  }

  [[nodiscard]] static std::string scenario(const std::string& name, const std::string& clause,
                                            const std::string& set, const std::string& expected,
                                            const std::string& reason = "") {
    return R"({"id":"jhmp/header/)" + name + R"(","requirement":")" + clause +
           R"(","role":"server","title":"x",)" +
           (reason.empty() ? "" : R"("without_mutant":")" + reason + R"(",)") +
           R"("steps":[{"connect":"a"},{"send":{"message":{"opaque":"abcdefghijk","set":{)" + set +
           R"(}}}},{"expect":")" + expected + R"("}]})";
  }

  [[nodiscard]] Finished prove(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"prove",       folder.path("mutants.json"),
                                   "--out",       folder.path("out"),
                                   "--scenarios", folder.path("scenarios")};
    words.insert(words.end(), more.begin(), more.end());
    return wiretrial::tests::wiretrial(words, source(""));
  }
};

const std::string negative = mutant("negative", "negative_length_answered", "not_rejected");

}  // namespace

TEST_CASE("a mutant that its own clause finds out is killed, and a variant conforms") {
  const Ground ground(table(negative, variant("as-it-should-be", "correct")));
  const Finished proof = ground.prove();
  INFO(proof.output << proof.error);
  CHECK(proof.status == 0);
  CHECK_THAT(proof.output,
             Contains("killed    server negative: not_rejected by 1 of 1 scenario of HDR-7"));
  CHECK_THAT(proof.output, Contains("conforms  server as-it-should-be: "));
  CHECK_THAT(proof.output, Contains("1 of 1 mutant killed for the stated cause."));
  CHECK(Json::parse(read_file(ground.folder.path("out/matrix.json"))).at("specimens").size() == 2);
}

TEST_CASE("a mutant that nothing is wrong with survives, and that is red") {
  const Ground ground(table(negative + "," + mutant("none", "correct", "not_rejected")));
  const Finished proof = ground.prove();
  CHECK(proof.status == 1);
  CHECK_THAT(proof.output, Contains("WRONG     server none: not_rejected by 0 of 1 scenario"));
  CHECK_THAT(proof.output, Contains("mutant none (server, HDR-7) survives HDR-7, which should say "
                                    "not_rejected: 1 pass; \"A negative length passes\""));
  CHECK_THAT(proof.output, Contains("1 of 2 mutants killed for the stated cause."));
}

TEST_CASE("a mutant that is killed for another cause is red, and what was seen is said") {
  const Ground ground(table(mutant("negative", "negative_length_answered", "crash")));
  const Finished proof = ground.prove();
  CHECK(proof.status == 1);
  CHECK_THAT(
      proof.output,
      Contains("is killed by HDR-7, but never for its cause crash: "
               "jhmp/header/length-negative@server-negative: fail (not_rejected): expected"));
}

TEST_CASE("a mutant of a clause that no scenario judges survives") {
  std::string text = table(negative);
  text.replace(text.find("HDR-7"), 5, "HDR-1");
  const Finished proof = Ground(text).prove();
  CHECK(proof.status == 1);
  CHECK_THAT(proof.output, Contains("survives: no scenario judges a server by HDR-1"));
}

TEST_CASE("a variant that is a mutant in truth is red") {
  const Ground ground(table(negative, variant("liar", "negative_length_answered")));
  const Finished proof = ground.prove({"--full"});
  CHECK(proof.status == 1);
  CHECK_THAT(proof.output, Contains("WRONG     server liar: 1 pass, 1 fail"));
  CHECK_THAT(proof.output,
             Contains("variant liar (server): "
                      "jhmp/header/length-negative@server-liar: fail (not_rejected)"));
}

TEST_CASE("a scenario that its own clause's mutants do not answer is red in every proof") {
  const Ground ground(table(negative));
  ground.folder.write(
      "scenarios/jhmp/header/more.json",
      "[" + Ground::scenario("length-fraction", "HDR-7", R"("content-length": 1.5)", "rejection") +
          "]");
  const Finished proof = ground.prove();
  INFO(proof.output << proof.error);
  CHECK(proof.status == 1);
  CHECK_THAT(proof.output,
             Contains("scenario jhmp/header/length-fraction (server, HDR-7) kills no mutant of its "
                      "clause, and \"without_mutant\" gives no reason"));
  CHECK_THAT(ground.prove({"--only", "negative"}).output,
             !Contains("kills no mutant of its clause"));
}

TEST_CASE("in a whole matrix every scenario kills a mutant or says why not") {
  const Finished silent = Ground(table(negative)).prove({"--full"});
  CHECK(silent.status == 1);
  CHECK_THAT(silent.output, Contains("scenario jhmp/header/order (server, HDR-4) kills no mutant, "
                                     "and \"without_mutant\" gives no reason"));
  const Ground excused(table(negative), "Nobody makes this mistake.");
  CHECK(excused.prove({"--full", "--page", excused.folder.path("page.md")}).status == 0);
  CHECK_THAT(read_file(excused.folder.path("page.md")),
             Contains("| jhmp/header/order | HDR-4 | Nobody makes this mistake. |"));
  const std::string other = R"({"name":"other","role":"server","requirement":"HDR-4",)"
                            R"("cause":"no_answer","title":"x",)" +
                            server("accepts_and_closes") + "}";
  const Finished needless = Ground(table(negative + "," + other), "No reason.").prove({"--full"});
  CHECK(needless.status == 1);
  CHECK_THAT(needless.output, Contains("scenario jhmp/header/order has a reason in "
                                       "\"without_mutant\", and kills 1 mutants"));
}

TEST_CASE("what is finished is not done again, but what has changed is") {
  const Ground ground(table(negative), "Nobody makes this mistake.");
  CHECK(ground.prove({"--full"}).status == 0);
  const std::string kept = ground.folder.path("out/specimens/mutant-server-negative.json");
  std::string text = read_file(kept);
  const std::string words = "\"not_rejected\"";
  REQUIRE(text.find(words) != std::string::npos);
  // What is kept is believed as long as nothing has changed...
  const auto at = text.find(words, text.find("\"seen\""));
  ground.folder.write("out/specimens/mutant-server-negative.json",
                      text.substr(0, at) + "\"hang\"" + text.substr(at + words.size()));
  CHECK_THAT(ground.prove({"--full"}).output, Contains("but never for its cause not_rejected"));
  // ... such as the words of a scenario; and no longer when its steps have.
  ground.write_scenarios("Nobody ever makes this mistake.");
  CHECK(ground.prove({"--full"}).status == 1);
  const std::string few = read_file(ground.folder.path("scenarios/jhmp/header/few.json"));
  std::string changed = few;
  changed.replace(changed.find("-1"), 2, "-11");
  ground.folder.write("scenarios/jhmp/header/few.json", changed);
  CHECK(ground.prove({"--full"}).status == 0);
}

TEST_CASE("Ctrl-C keeps what is finished") {
  // The variant never answers: without deadlines that are long, its trials would be over too soon.
  const Ground ground(table(negative, variant("silent", "accepts_and_stays_silent")));
  Program program(
      {built("wiretrial"), "prove", ground.folder.path("mutants.json"), "--full", "--out",
       ground.folder.path("out"), "--scenarios", ground.folder.path("scenarios")},
      source(""));
  const std::string kept = ground.folder.path("out/specimens/mutant-server-negative.json");
  REQUIRE(eventually([&] { return std::filesystem::exists(kept); }));
  program.send(SIGINT);
  const Finished interrupted = program.wait();
  INFO(interrupted.output << interrupted.error);
  CHECK(interrupted.status == 130);
  CHECK_THAT(interrupted.output, Contains("Interrupted; what is finished is kept in "));
  CHECK(processes_with(program.mark()) == std::vector<std::string>());
  const auto written = std::filesystem::last_write_time(kept);
  CHECK_THAT(ground.prove({"--full", "--only", "negative"}).output, Contains("killed    server"));
  CHECK(std::filesystem::last_write_time(kept) == written);
}

TEST_CASE("a table that cannot be used is told with its place, status 2") {
  const struct {
    std::string text;
    std::string reason;
  } rows[] = {
      {table(mutant("negative", "correct", "not_rejectd")),
       "mutants.json: /mutants/0/cause: unknown cause \"not_rejectd\", did you mean "
       "\"not_rejected\"?"},
      {"[", "mutants.json: line 1, column "},
      {R"({"protocol":"jhmp","server":{"command":["./absent","{port}"]},"mutants":[{"name":"x",)"
       R"("role":"server","requirement":"HDR-7","cause":"hang","title":"x"}]})",
       "absent\" does not exist"},
  };
  for (const auto& row : rows) {
    const Finished proof = Ground(row.text).prove();
    CHECK(proof.status == 2);
    CHECK_THAT(proof.error, Contains(row.reason));
  }
  const Ground good(table(negative));
  const Finished nobody = good.prove({"--only", "negativ"});
  CHECK(nobody.status == 2);
  CHECK_THAT(nobody.error, Contains("has no mutant or variant for \"negativ\", did you mean "
                                    "\"negative\"?"));
  CHECK_THAT(good.prove({"--page", "x"}).error, Contains("--page shows the whole matrix"));
}

TEST_CASE("every mutant of the project is killed by its own clause, and no variant is failed") {
  const Folder folder;
  Program program(
      {built("wiretrial"), "prove", source(table_of_project), "--out", folder.path("out")},
      source(""));
  const Finished proof = program.wait(table_time_limit);
  INFO(complaints_in(proof.output) << proof.error);
  CHECK(proof.status == 0);
  CHECK(processes_with(program.mark()) == std::vector<std::string>());
}
