// The inside of a worker: its event loop, its processes and its connections. Split over several
// sources by subject: machine.cpp (time and barriers), machine_process.cpp (servers and clients),
// machine_steps.cpp (one step after another), machine_connections.cpp (steps on connections),
// machine_send.cpp and machine_read.cpp (bytes to and from the subject), machine_listen.cpp (what a
// client finds where its server should be), machine_expect.cpp (waiting for what is expected),
// machine_subject.cpp (steps on the process), machine_vitals.cpp (what the kernel says of both).
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "harness/exec/census.hpp"
#include "harness/exec/connection.hpp"
#include "harness/exec/guard_link.hpp"
#include "harness/exec/log.hpp"
#include "harness/exec/loopback.hpp"
#include "harness/exec/vitals.hpp"
#include "harness/exec/worker.hpp"

namespace wiretrial::exec {

using Clock = std::chrono::steady_clock;

// The subject's process as the steps of one run see it.
struct SubjectProcess {
  std::shared_ptr<GuardedProcess> guarded;  // empty for a server that runs already
  int pid = 0;
  std::size_t output_logged = 0;
  std::size_t error_logged = 0;
  bool end_logged = false;
  std::string error_tail;  // the end of its standard error
};

class Worker::Machine {
 public:
  Machine(const Surroundings& surroundings, std::uint8_t number);

  std::vector<model::Evidence> perform(const model::Plan& plan, const model::Subject& subject);
  void discard_server();
  [[nodiscard]] int survivors() const { return guard_.survivors(); }

 private:
  using Predicate = std::function<bool()>;

  // machine.cpp: time. Runs the event loop until the predicate holds or the deadline passed; false
  // when it passed.
  bool pump(const Predicate& predicate, Clock::time_point deadline);
  // The same for waits on the subject: steps aside from the gate, gives back time that the subject
  // could not use for want of a processor, and logs `deadline` (and a spin measurement) when the
  // deadline passed.
  bool await(const Predicate& predicate, std::chrono::milliseconds budget,
             const std::string& connection);
  void handle_ready();
  [[nodiscard]] std::chrono::milliseconds reaction() const {
    return surroundings_.reaction_deadline;
  }
  void barrier(Connection& connection);
  std::string barrier_state(Connection& connection);
  void let_subject_settle();
  bool settled(ThreadSnapshot& before, Clock::time_point& before_time);
  void note_half_close(Connection& connection);
  void log_busy(const ThreadSnapshot& before, Clock::time_point since);

  // machine_process.cpp: processes.
  void perform_run(const model::Plan& plan, const model::Run& run, bool with_control);
  bool prepare_server(const model::Plan& plan);
  bool launch_server();
  bool await_readiness();
  void start_client(const model::StartClient& step);
  void stop_everything();
  std::shared_ptr<GuardedProcess> start(const std::vector<std::string>& command,
                                        const std::string& working_directory);
  [[nodiscard]] std::vector<std::string> fill(
      const std::vector<std::string>& command,
      const std::map<std::string, std::string>& values) const;
  [[nodiscard]] std::map<std::string, std::string> placeholder_values() const;
  void watch_process(SubjectProcess& process);
  void log_process(SubjectProcess& process);
  [[nodiscard]] bool process_ended() const;
  void note_life();

  // machine_steps.cpp: one step after another; the other sources have the steps themselves.
  void perform_steps(const std::vector<model::Step>& steps, const std::string& prefix);
  void perform_step(const model::Connect& step);
  void perform_step(const model::Accept& step);
  void perform_step(const model::Send& step);
  void perform_step(const model::Finish& step);
  void perform_step(const model::Reset& step);
  void perform_step(const model::Close& step);
  void perform_step(const model::Read& step);
  void perform_step(const model::Expect& step);
  void perform_step(const model::Repeat& step);
  void perform_step(const model::TakeVitals& step);
  void perform_step(const model::Watch& step);
  void perform_step(const model::LimitDescriptors& step);
  void perform_step(const model::Signal& step);
  void perform_step(const model::Restart& step);
  void perform_step(const model::StartSecond& step);
  void perform_step(const model::Listen& step);
  void perform_step(const model::StartClient& step);
  void perform_step(const model::AwaitZeroWindow& step);
  using Group = std::vector<std::shared_ptr<Connection>>;
  Group& group(const std::string& name);
  bool send_steps_cut(Connection& connection, const model::Send& step, std::size_t begin,
                      std::size_t cut);
  void send_segment(Connection& connection, std::string_view segment);
  void send_held_back(Connection& connection, std::string_view tail, bool kernel_flushes);
  void read_exactly(Connection& connection, const model::Read& step);
  bool await_progress(Connection& connection);
  void expect_on_process(model::ExpectationKind kind);
  void expect_on_connections(const model::Expect& step);
  [[nodiscard]] std::chrono::milliseconds budget_for(model::ExpectationKind kind) const;
  void listen(model::ListenKind kind);
  bool listen_on_same_port(model::ListenKind kind);
  void fill_backlog();
  void abandon_clients();
  void close_connections();

  // machine_vitals.cpp: what the kernel says of the subject and its sockets.
  void await_empty_queue();
  void note_vitals(std::string_view snapshot, const Vitals& vitals);
  void note_vitals_of_server(std::string_view snapshot);
  void note_sockets(const Connection& connection);
  void note_sockets_of(const std::string& group);

  const Surroundings& surroundings_;
  boost::asio::io_context context_{1};
  std::string address_;
  GuardLink guard_;
  SocketInspector inspector_;

  // The server that serves trial after trial.
  SubjectProcess server_;
  std::string server_key_;  // of which subject and settings it is
  Endpoint endpoint_;       // where the server, or our own listening socket, is
  SocketCensus census_;     // of its ends of our connections

  // The run that is being performed.
  const model::Plan* plan_ = nullptr;
  const model::Subject* subject_ = nullptr;
  const model::Run* run_ = nullptr;
  std::unique_ptr<Log> log_;
  SubjectProcess client_;
  SubjectProcess second_;
  SubjectProcess* on_trial_ = nullptr;  // the process that process expectations are about
  std::map<std::string, Group> connections_;
  std::optional<boost::asio::ip::tcp::acceptor> acceptor_;
  model::ListenKind listen_kind_ = model::ListenKind::accepting;
  std::shared_ptr<Connection> backlog_filler_;
  std::map<std::string, Vitals> snapshots_;
  bool deadline_passed_ = false;   // in the current Repeat
  bool place_is_lacking_ = false;  // the message has no such place: the run is not worth going on
  bool end_missed_ =
      false;  // an expected answer or end did not come: a control would only wait again
  bool brief_ =
      false;  // in a Repeat or the control: how the subject closes is not looked at more closely
  std::uint64_t usual_descriptor_limit_ = 0;
};

}  // namespace wiretrial::exec
