// The inside of a worker: its event loop, its processes and its connections. Split over several
// sources by subject: machine.cpp (time and barriers), machine_process.cpp (servers and clients),
// machine_steps.cpp (one step after another), machine_connections.cpp (steps on connections),
// machine_send.cpp and machine_read.cpp (bytes to and from the subject), machine_listen.cpp (what a
// client finds where its server should be), machine_accept.cpp (the connections that a client
// makes), machine_expect.cpp (waiting for what is expected), machine_subject.cpp (steps on the
// process), machine_faults.cpp (faults inside the subject), machine_network.cpp (steps on packets,
// routes and names), machine_pair.cpp (two programs, with a proxy between them), machine_vitals.cpp
// (what the kernel says of both ends), machine_open.cpp (a server for exchanges outside any plan),
// machine_descendants.cpp (the processes below the subject's own).
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
#include "harness/exec/fault_channel.hpp"
#include "harness/exec/guard_link.hpp"
#include "harness/exec/icmp.hpp"
#include "harness/exec/log.hpp"
#include "harness/exec/loopback.hpp"
#include "harness/exec/process_watch.hpp"
#include "harness/exec/proxy.hpp"
#include "harness/exec/subject_deadline.hpp"
#include "harness/exec/vitals.hpp"
#include "harness/exec/worker.hpp"

namespace wiretrial::exec {

// The subject's process as the steps of one run see it.
struct SubjectProcess {
  std::shared_ptr<GuardedProcess> guarded;  // empty for a server that runs already
  int pid = 0;
  std::size_t output_logged = 0;
  std::size_t error_logged = 0;
  bool end_logged = false;
  std::string output_tail;  // the end of its standard output
  std::string error_tail;   // the end of its standard error

  [[nodiscard]] bool has_written(const std::string& text) const {
    return output_tail.find(text) != std::string::npos ||
           error_tail.find(text) != std::string::npos;
  }
};

// Whether the subject owes us something while we wait: a program at work on it is not one that
// spins.
enum class Due { something, nothing };

// How a wait on the subject ended.
enum class Awaited {
  came,
  deadline,         // it did not come, and the subject sleeps or waits
  deadline_at_work  // it did not come, and the subject was on a processor all the time
};

class Worker::Machine {
 public:
  Machine(const Surroundings& surroundings, std::uint8_t number, std::atomic<std::uint64_t>* turns);

  // Outside pairs the two are one subject.
  std::vector<model::Evidence> perform(const model::Plan& plan, const model::Subject& server,
                                       const model::Subject& client);
  void discard_server();
  [[nodiscard]] int survivors() const { return guard_.survivors(); }

  // machine_open.cpp: a server for exchanges outside any plan.
  std::string open_server(const model::Plan& plan, const model::Subject& server);
  OpenServer look_at_server();
  Vitals vitals_of_server(std::int64_t settle_to);

 private:
  using Predicate = std::function<bool()>;

  // machine.cpp: time. To be called in every wait: says that we go on, and throws when we shall not
  // (Interrupted), or cannot for want of a guard.
  void checkpoint();
  // Runs the event loop until the predicate holds or the deadline passed; false when it passed.
  bool pump(const Predicate& predicate, Clock::time_point deadline);
  // The same for waits on the subject: steps aside from the gate while the subject sleeps.
  bool pump(const Predicate& predicate, SubjectDeadline& deadline);
  [[nodiscard]] SubjectDeadline deadline_of_subject(Clock::duration budget) const;
  // What of the subject's has passed us so far: its standard streams, and what a proxy sent on.
  [[nodiscard]] bool all_told();
  // Returns when the guard has told all that the process did so far; throws when it does not.
  void hear_of(const SubjectProcess& process);
  [[nodiscard]] std::size_t bytes_on_the_way() const;
  // Waits for what the subject does; more than the budget while it makes progress that we have not
  // seen all of. Logs `deadline` when that passed, and what a spin shows if nothing was due.
  Awaited await(const Predicate& predicate, std::chrono::milliseconds budget,
                const std::string& connection, Due due = Due::something);
  void handle_ready();
  [[nodiscard]] std::chrono::milliseconds reaction() const {
    return surroundings_.reaction_deadline;
  }
  void barrier(Connection& connection);
  std::string barrier_state(Connection& connection);
  void let_subject_settle();
  bool let_subject_settle(std::chrono::milliseconds longest);
  void let_subject_finish();
  bool settled(ThreadSnapshot& before, Clock::time_point& before_time);
  void note_half_close(Connection& connection);
  void log_if_slow(const std::string& name, Clock::duration took,
                   std::chrono::milliseconds allowed);
  void watch_for_spin(std::chrono::milliseconds span);
  void log_watched(const SubjectDeadline& watch);

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
  void perform_step(const model::ProxyFault& step);
  void perform_step(const model::Inject& step);
  void perform_step(const model::Storm& step);
  void perform_step(const model::LimitResource& step);
  void perform_step(const model::Destroy& step);
  void perform_step(const model::FilterPackets& step);
  void perform_step(const model::PassPackets& step);
  void perform_step(const model::MakeRoute& step);
  void perform_step(const model::Resolve& step);
  void perform_step(const model::SetSysctl& step);
  void perform_step(const model::SetMtu& step);
  void perform_step(const model::SendIcmp& step);
  void perform_step(const model::Vanish& step);
  void perform_step(const model::ShapeTraffic& step);

  // machine_pair.cpp: two real programs, with a proxy between them.
  [[nodiscard]] bool is_pair() const { return plan_->role == model::Role::pair; }
  [[nodiscard]] std::string name_of_process(const SubjectProcess& process) const;
  void open_proxy();
  void close_proxy();
  void expect_in_pair(const model::Expect& step);
  void forget_client();
  void end_client();
  void barrier_for(SubjectProcess& process, Connection& connection);
  void kill_program(Connection& leg, bool client, std::string_view unread);
  using Group = std::vector<std::shared_ptr<Connection>>;
  Group& group(const std::string& name);
  void send_steps_cut(Connection& connection, const model::Send& step, std::size_t begin,
                      std::size_t cut);
  void note_not_injected(const Connection& connection);
  void send_segment(Connection& connection, std::string_view segment);
  void send_held_back(Connection& connection, std::string_view tail, bool kernel_flushes);
  void read_exactly(Connection& connection, const model::Read& step);
  bool await_progress(Connection& connection);
  void expect_on_process(const model::Expectation& expectation);
  void let_program_start();
  void expect_on_connections(const model::Expect& step);
  // Whether all has come that the expectation waits for, of a connection that goes on.
  [[nodiscard]] static bool has_come(const model::Expectation& expectation,
                                     const Connection& connection);
  [[nodiscard]] std::chrono::milliseconds budget_for(model::ExpectationKind kind) const;
  void listen(model::ListenKind kind);
  bool listen_on_same_port(model::ListenKind kind);
  bool refuse_on_same_port(model::ListenKind kind);
  void open_acceptor(const boost::asio::ip::tcp& protocol);
  void fill_backlog();
  void abandon_clients();
  void close_connections();

  // machine_accept.cpp: the connections that a client makes, more than one maybe.
  struct StepPlace {
    const std::vector<model::Step>* steps = nullptr;
    std::size_t index = 0;
  };
  enum class Patience;
  [[nodiscard]] Patience patience_behind(const StepPlace& accept, const std::string& name) const;
  [[nodiscard]] bool client_waits();
  std::optional<boost::asio::ip::tcp::socket> next_in_queue();
  std::optional<boost::asio::ip::tcp::socket> take_exchange(Patience patience);
  [[nodiscard]] std::string next_further();
  std::shared_ptr<Connection> adopt_client(boost::asio::ip::tcp::socket socket,
                                           const std::string& name, bool read);
  void forget_waiting_clients();
  void watch_queue();
  [[nodiscard]] bool comes_again();
  void serve_again();

  // machine_vitals.cpp: what the kernel says of the subject and its sockets.
  void await_empty_queue();
  void note_vitals(std::string_view snapshot, const Vitals& vitals);
  void note_vitals_of_server(std::string_view snapshot, const std::vector<ProcessOfTree>& tree);
  void note_sockets(const Connection& connection);
  void note_sockets_of(const std::string& group);

  // machine_descendants.cpp: the processes below the subject's own.
  void let_subject_rest();
  std::vector<ProcessOfTree> look_at_server_processes();
  std::vector<ProcessOfTree> watch_server();
  void watch_for_connection();
  [[nodiscard]] bool is_orphan_ending() const;
  void note_ends();
  bool is_replaced(const DescendantEnd& end);
  [[nodiscard]] std::vector<ProcessOfTree> left_behind() const;
  [[nodiscard]] bool listens(int pid);
  void note_left_behind();
  void end_left_behind(int signal);

  // machine_faults.cpp: faults inside the subject.
  void arm_faults(const model::Plan& plan, const model::Run& run);
  // Puts the program within reach of the armed faults: with variables of its environment, or with
  // a tracer in front of it.
  [[nodiscard]] std::vector<std::string> put_in_reach(std::vector<std::string>& command,
                                                      const std::string& working_directory);
  void log_faults();
  [[nodiscard]] std::string out_of_reach(const std::vector<FaultReport>& reports) const;

  // machine_network.cpp: throws std::logic_error in a process without a network of its own.
  Network& own_network();
  void watch_packets();
  // Logs what became of each fault of this level, and takes all of them away.
  void lift_network_faults();
  void log_fault(const std::string& what, std::uint64_t times);

  const Surroundings& surroundings_;
  std::atomic<std::uint64_t>* turns_;
  boost::asio::io_context context_{1};
  std::string address_;
  GuardLink guard_;
  SocketInspector inspector_;
  ProcessWatch watch_;

  // The server that serves trial after trial.
  SubjectProcess server_;
  std::string server_key_;  // of which subject and settings it is
  Endpoint endpoint_;       // where the server, or our own listening socket, is
  SocketCensus census_;     // of its ends of our connections
  // Whether it starts a process for each connection, or message.
  enum class Forks { unknown, yes, no };
  Forks forks_ = Forks::unknown;
  static constexpr auto not_known = static_cast<std::size_t>(-1);
  std::size_t processes_at_start_ = not_known;  // below its own
  bool connection_is_new_ = false;              // and no byte was sent on it

  // The run that is being performed.
  const model::Plan* plan_ = nullptr;
  const model::Subject* server_subject_ = nullptr;
  const model::Subject* client_subject_ = nullptr;
  const model::Run* run_ = nullptr;
  std::unique_ptr<Log> log_;
  SubjectProcess client_;
  SubjectProcess second_;
  SubjectProcess* on_trial_ = nullptr;  // the process that process expectations are about
  std::map<std::string, Group> connections_;
  std::unique_ptr<Proxy> proxy_;  // of a pair, from the begin of a run to its end
  bool proxy_rests_ = false;      // takes in, but forwards nothing and fires no fault
  std::optional<boost::asio::ip::tcp::acceptor> acceptor_;
  model::ListenKind listen_kind_ = model::ListenKind::accepting;
  std::shared_ptr<Connection> backlog_filler_;
  StepPlace current_;        // the step that is being performed
  StepPlace accepted_;       // the last Accept step
  std::size_t further_ = 0;  // connections of a client besides those that Accept steps took
  std::optional<PacketWatch> packet_watch_;  // where the run has a SendIcmp step
  bool has_silent_route_ = false;
  Clock::time_point filtering_since_;    // when the first rule in force was made
  std::chrono::milliseconds outage_{0};  // how long the rules were in force that a step has lifted
  struct Snapshot {
    Vitals vitals;
    std::int64_t connections = 0;
  };
  std::map<std::string, Snapshot> snapshots_;
  std::int64_t connections_made_ = 0;  // from either side, in this run
  bool deadline_passed_ = false;       // in the current Repeat
  bool place_is_lacking_ = false;  // the message has no such place: the run is not worth going on
  // The subject uses up a processor: it has shown what there is to see, and is ended.
  bool uses_up_processor_ = false;
  bool end_missed_ =
      false;  // an expected answer or end did not come: a control would only wait again
  bool brief_ =
      false;  // in a Repeat or the control: how the subject closes is not looked at more closely
  std::uint64_t usual_descriptor_limit_ = 0;
  std::unique_ptr<FaultChannel> faults_;  // armed in this run
  Reach reach_ = Reach::preload;          // of the subject that was started with them
};

}  // namespace wiretrial::exec
