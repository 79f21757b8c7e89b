// The hunt's ways to a subject and to the reference, by way of real processes.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/ground.hpp"
#include "cli/stage.hpp"
#include "harness/exec/courier.hpp"
#include "harness/exec/reference_process.hpp"
#include "harness/exec/worker.hpp"
#include "harness/hunt/access.hpp"
#include "harness/model/plan.hpp"

namespace wiretrial::cli {

class SubjectAccess : public hunt::Access {
 public:
  // What is given by reference outlives it; `over` breaks off every call once it is set. Two
  // workers are made, with `first_worker` and the number after it.
  SubjectAccess(const Ground& ground, const model::Subject& subject, model::Role role, Stage& stage,
                const std::atomic<bool>& over, std::uint8_t first_worker, std::uint64_t seed);

  std::string open_server() override;
  void discard_server() override;
  hunt::ServerLook look() override;
  hunt::ServerFigures figures(std::int64_t settle_to) override;
  model::Reaction exchange(const model::Exchange& exchange, hunt::Patience patience) override;
  bool comes_to_rest() override;
  void hold(const std::string& bytes) override;
  model::Reaction complete() override;
  hunt::Trial try_scenario(const std::string& scenario) override;

  // Processes that could not be ended.
  [[nodiscard]] int survivors() const;

 private:
  [[nodiscard]] model::Plan plan_of(const std::string& scenario) const;
  void stop_when_interrupted() const;
  [[nodiscard]] std::chrono::milliseconds deadline_for(hunt::Patience patience) const;

  const Ground& ground_;
  const model::Subject& subject_;
  model::Role role_;
  Stage& stage_;
  std::uint64_t seed_;
  exec::Gate gate_{1};
  exec::Gate starts_{1};
  exec::Surroundings surroundings_;
  exec::Worker open_;   // its server meets exchange after exchange
  exec::Worker court_;  // fresh processes for trials
  model::Plan settings_plan_;
  std::optional<exec::Courier> courier_;
  std::unique_ptr<exec::HeldConnection> held_;
  exec::Endpoint endpoint_;
  int pid_ = 0;
  std::size_t sent_bytes_ = 0;              // since the server's output was taken
  std::chrono::nanoseconds usual_time_{0};  // about the longest that the server takes
};

class ReferenceAccess : public hunt::Reference {
 public:
  // Starts `wt-decode`, which lies beside this program, in the part of the role. Throws FileError
  // when it is not there.
  ReferenceAccess(model::Role role, std::optional<std::int64_t> max_content_bytes,
                  const std::atomic<bool>& interrupted);
  std::vector<std::string> ask(std::span<const std::string_view> streams) override {
    return process_.ask(streams);
  }

 private:
  exec::ReferenceProcess process_;
};

}  // namespace wiretrial::cli
