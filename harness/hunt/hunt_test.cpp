// A hunt after a subject that exists only here: no process, no socket and no clock decides.
#include "harness/hunt/hunt.hpp"

#include <thread>

#include "catch.hpp"

using namespace wiretrial::hunt;
using wiretrial::model::Cause;
using wiretrial::model::Closing;
using wiretrial::model::Ending;
using wiretrial::model::Exchange;
using wiretrial::model::Outcome;
using wiretrial::model::Reaction;

namespace {

const std::string control = "the control";

// All that is sent, but for the control, should have been rejected.
class RejectingReference : public Reference {
 public:
  std::vector<std::string> ask(std::span<const std::string_view> streams) override {
    const std::string line =
        R"({"verdict": "rejected", "clause": "HDR-13", "states": ["header"], "offset": 2})";
    return {streams.size(), line};
  }
};

class MadeUpServer : public Access {
 public:
  std::string open_server() override {
    ++starts;
    is_open = rests = true;
    return "";
  }
  void discard_server() override { is_open = false; }
  ServerLook look() override { return {!is_open, "", ""}; }
  ServerFigures figures(std::int64_t) override { return {}; }
  Reaction exchange(const Exchange& exchange, Patience) override {
    if (exchange.bytes == control) return {"", rests ? Closing::fin : Closing::open, false};
    ++exchanges;
    if (on_exchange) on_exchange();
    return reaction;
  }
  bool comes_to_rest() override { return rests; }
  void hold(const std::string&) override {}
  Reaction complete() override { return {"", Closing::fin, false}; }
  Trial try_scenario(const std::string&) override {
    ++trials;
    if (on_trial) on_trial();
    Trial trial;
    trial.verdict.outcome = Outcome::fail;
    trial.verdict.cause = Cause::not_rejected;
    return trial;
  }

  Reaction reaction{"an answer", Closing::fin, false};
  std::function<void()> on_exchange;
  std::function<void()> on_trial;
  bool is_open = false;
  bool rests = true;
  int starts = 0;
  int exchanges = 0;
  std::atomic<int> trials{0};
};

struct Scene {
  Scene() {
    Chase chase;
    chase.subject = "made up";
    chase.reference = &reference;
    chase.control.exchange.bytes = control;
    chase.control.expected.kind = Expected::Kind::accepted;
    chase.control.expected.latitude = "whatever";
    chase.access = &hunted;
    party.hunted.push_back(chase);
    chase.access = &tried;
    party.tried.push_back(chase);
    events.on_novel = [this](const Input& input) { novel.push_back(input); };
  }

  HuntResult hunt_for(std::uint64_t inputs) {
    HuntOptions options;
    options.inputs = inputs;
    const Generator generator(7, {"some bytes", "and others"}, {});
    return hunt(party, generator, options, events);
  }

  RejectingReference reference;
  MadeUpServer hunted;
  MadeUpServer tried;
  Party party;
  HuntEvents events;
  std::vector<Input> novel;
};

}  // namespace

TEST_CASE("what is known is counted, tried no more, and has no descendants") {
  Scene scene;
  const HuntResult result = scene.hunt_for(500);
  CHECK(result.counts.inputs == 500);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].requirement == "HDR-13");
  CHECK(result.findings[0].occurrences > 200);
  CHECK(scene.tried.trials <= 9);  // five to confirm, three for the small one, one to begin with
  for (const Input& input : scene.novel) CHECK(input.exchange.ending == Ending::reset);
  CHECK(result.untriaged.empty());
}

TEST_CASE("triage that does not end keeps no input waiting, and what is left is listed") {
  Scene scene;
  scene.tried.on_trial = [&] {
    while (!scene.party.over) std::this_thread::yield();
    throw std::runtime_error("broken off");
  };
  scene.hunted.on_exchange = [&] {
    if (scene.hunted.exchanges == 400) scene.party.over = true;
  };
  const HuntResult result = scene.hunt_for(100'000);
  CHECK(result.counts.inputs == 400);
  CHECK(result.findings.empty());
  REQUIRE(result.untriaged.size() == 1);
  CHECK(result.untriaged[0].key.find("HDR-13|not_rejected") != std::string::npos);
  CHECK(result.untriaged[0].occurrences > 200);
  CHECK(parse_address(result.untriaged[0].address));
}

TEST_CASE("a server that sticks to a connection is replaced at once") {
  Scene scene;
  scene.hunted.on_exchange = [&] {
    const bool sticks = scene.hunted.exchanges == 10;
    scene.hunted.reaction = {"", sticks ? Closing::open : Closing::fin, false};
    scene.hunted.rests = !sticks;
  };
  CHECK(scene.hunt_for(50).counts.inputs == 50);
  CHECK(scene.hunted.starts == 2);
}

TEST_CASE("what triage cannot do is told") {
  Scene scene;
  scene.tried.on_trial = [] { throw std::runtime_error("no descriptors"); };
  CHECK_THROWS_WITH(scene.hunt_for(100), "no descriptors");
}
