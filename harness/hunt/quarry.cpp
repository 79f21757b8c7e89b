#include "harness/hunt/quarry.hpp"

#include <utility>

#include "harness/hunt/pursuit.hpp"
#include "harness/hunt/scenario_writer.hpp"

namespace wiretrial::hunt {

namespace {

std::string reaction_word(const Case& one, const Pursuit::Seen& seen) {
  if (!seen.deviation.empty()) return std::string(seen.deviation);
  if (one.exchange.ending == model::Ending::reset) return "reset";
  return seen.reaction.answer.empty() ? "rejected" : "answered";
}

class ServerQuarry : public Quarry {
 public:
  ServerQuarry(const Chase& chase, KnownKinds& kinds) : pursuit_(chase, kinds) {}
  void begin() override { pursuit_.begin(); }
  std::optional<Response> respond(const Input& input, const Case& one) override {
    const auto seen = pursuit_.exchange(input, one);
    if (!seen) return std::nullopt;
    return Response{reaction_word(one, *seen),
                    response_signature(one, seen->reaction, seen->deviation), seen->known};
  }
  void finish() override { pursuit_.finish(); }
  [[nodiscard]] std::chrono::nanoseconds restarts() const override { return pursuit_.restarts(); }

 private:
  Pursuit pursuit_;
};

// A client lives for one exchange, so that each input is a trial of its own.
class ClientQuarry : public Quarry {
 public:
  ClientQuarry(const Chase& chase, KnownKinds& kinds) : chase_(chase), kinds_(kinds) {}

  void begin() override {
    const Trial trial = perform(chase_.control);
    if (trial.verdict.outcome == model::Outcome::pass) return;
    throw NoQuarry(chase_.subject + ": does not take the control response (" +
                   trial.verdict.reason + trial.verdict.actual + "); `wiretrial run` says more");
  }

  std::optional<Response> respond(const Input& input, const Case& one) override {
    if (waits_.leaves_out(one.expected.clause)) return std::nullopt;
    const Trial trial = perform(one);
    const std::string word(model::name_of(trial.verdict.cause));
    const bool wrong = trial.verdict.outcome == model::Outcome::fail ||
                       trial.verdict.outcome == model::Outcome::non_strict;
    const std::string key = one.expected.clause + "|" + word;
    if (wrong) {
      std::string address = text_of(input.address);
      if (kinds_.meet(key, address)) {
        kinds_.submit({Oracle::reaction, key, std::move(address), {}, one.exchange});
      }
    }
    const bool known = wrong && kinds_.knows(key);
    const bool stayed =
        trial.verdict.cause == model::Cause::hang || trial.verdict.cause == model::Cause::spin;
    waits_.note(one.expected.clause, stayed && known);
    std::string signature = one.expected.clause + "|" + word + "|" + trial.verdict.process + "|";
    for (const std::string& state : one.expected.states) signature += state + ",";
    return Response{word.empty() ? "as expected" : word, std::move(signature), known};
  }

  void finish() override {}
  [[nodiscard]] std::chrono::nanoseconds restarts() const override { return {}; }

 private:
  Trial perform(const Case& one) {
    ScenarioRequest request;
    request.role = model::Role::client;
    request.cases = {one};
    return chase_.access->try_scenario(write_scenario(request));
  }

  const Chase& chase_;
  KnownKinds& kinds_;
  KnownWaits waits_;
};

}  // namespace

std::unique_ptr<Quarry> make_quarry(const Chase& chase, KnownKinds& kinds) {
  if (chase.role == model::Role::server) return std::make_unique<ServerQuarry>(chase, kinds);
  return std::make_unique<ClientQuarry>(chase, kinds);
}

}  // namespace wiretrial::hunt
