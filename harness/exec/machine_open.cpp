// A server that is started for exchanges outside any plan's steps.
#include <algorithm>

#include "harness/exec/machine.hpp"

namespace wiretrial::exec {

namespace {

std::string not_ready_reason(const model::Evidence& evidence) {
  for (const model::Event& event : evidence.events) {
    if (event.kind == model::EventKind::not_ready) return event.detail;
  }
  return "did not become ready";
}

}  // namespace

std::string Worker::Machine::open_server(const model::Plan& plan, const model::Subject& server) {
  plan_ = &plan;
  server_subject_ = &server;
  client_subject_ = &server;
  log_ = std::make_unique<Log>("open");
  on_trial_ = &server_;
  if (prepare_server(plan)) return "";
  return not_ready_reason(log_->take());
}

OpenServer Worker::Machine::look_at_server() {
  handle_ready();
  if (server_.guarded && !server_.guarded->ended && is_exiting(server_.pid)) {
    SubjectDeadline deadline(server_.pid, reaction());
    pump([this] { return server_.guarded->ended; }, deadline);
  }
  OpenServer open{endpoint_, server_.pid, server_.guarded && server_.guarded->ended, 0,
                  server_.error_tail};
  if (open.ended) open.wait_status = server_.guarded->wait_status;
  return open;
}

Vitals Worker::Machine::vitals_of_server(std::int64_t settle_to) {
  Vitals vitals;
  const auto settled = [&] {
    vitals = read_vitals(server_.pid);
    return settle_to < 0 || vitals.sockets <= settle_to || process_ended();
  };
  SubjectDeadline deadline(server_.pid, reaction());
  pump(settled, deadline);
  return vitals;
}

}  // namespace wiretrial::exec
