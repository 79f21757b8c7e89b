#include <algorithm>
#include <csignal>
#include <iostream>
#include <thread>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/exec/machine.hpp"
#include "harness/exec/readiness.hpp"

namespace wiretrial::exec {

using model::EventKind;
using std::chrono::milliseconds;

namespace {

// Ending everything below a guard takes a few milliseconds; a machine under load may need more.
constexpr std::chrono::seconds stop_deadline(10);
// The same after Ctrl-C.
constexpr std::chrono::seconds hurried_stop_deadline(1);
// A guard answers within milliseconds, and has at least so long.
constexpr milliseconds least_patience(10'000);
constexpr int input_look_ms = 50;
constexpr std::chrono::microseconds readiness_pause(500);
// Readiness is known at most this part of the start too late.
constexpr int readiness_questions = 50;
// How often is asked whether a server that starts sleeps meanwhile.
constexpr milliseconds start_interval(20);
// A server's chatter beyond this is not kept in the evidence of one run; it is still drained.
constexpr std::size_t server_output_limit_bytes = 64UL * 1024;

// So much of the end of each standard stream is kept, to look for a text that is waited for, and to
// say why a server never listened.
constexpr std::size_t tail_bytes = 64UL * 1024;

void keep_tail(std::string& tail, std::string_view more) {
  tail += more;
  tail.erase(0, tail.size() - std::min(tail.size(), tail_bytes));
}

std::string how_it_ended(int wait_status) {
  if (WIFSIGNALED(wait_status))
    return "was ended by signal " + std::to_string(WTERMSIG(wait_status));
  return "ended with exit status " + std::to_string(WEXITSTATUS(wait_status));
}

std::string last_line(const std::string& text) {
  const auto end = text.find_last_not_of(" \r\n\t");
  if (end == std::string::npos) return "";
  const auto begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

std::string last_words(const SubjectProcess& process) {
  const std::string error = last_line(process.error_tail);
  return error.empty() ? last_line(process.output_tail) : error;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string server_key(const model::Plan& plan) {
  const bool pair = plan.role == model::Role::pair;
  std::string key = (pair ? plan.server_subject : plan.subject) + "|" + plan.settings.host;
  for (const auto& [name, value] : plan.settings.values) {
    // A server is not told a client's limits.
    if (pair && (name == "connect_ms" || name == "response_ms")) continue;
    key += "|" + name + "=" + std::to_string(value);
  }
  return key;
}

}  // namespace

Worker::Machine::Machine(const Surroundings& surroundings, std::uint8_t number,
                         std::atomic<std::uint64_t>* turns)
    : surroundings_(surroundings),
      turns_(turns),
      address_("127." + std::to_string(surroundings.network) + "." + std::to_string(number) + ".1"),
      guard_(context_, surroundings.guard_program,
             std::max(least_patience, surroundings.readiness_deadline)),
      watch_(context_) {
  guard_.on_orphan([this](int pid, int wait_status) { watch_.orphan_ended(pid, wait_status); });
}

std::vector<model::Evidence> Worker::Machine::perform(const model::Plan& plan,
                                                      const model::Subject& server,
                                                      const model::Subject& client) {
  std::vector<model::Evidence> evidence;
  plan_ = &plan;
  server_subject_ = &server;
  client_subject_ = &client;
  try {
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
      log_ = std::make_unique<Log>(plan.runs[i].name);
      perform_run(plan, plan.runs[i], i + 1 == plan.runs.size());
      evidence.push_back(log_->take());
    }
  } catch (const Interrupted&) {
    stop_everything();
    throw;
  } catch (const std::exception& failure) {
    log_->add(EventKind::harness_error, "", failure.what());
    evidence.push_back(log_->take());
    stop_everything();
  }
  return evidence;
}

void Worker::Machine::perform_run(const model::Plan& plan, const model::Run& run,
                                  bool with_control) {
  run_ = &run;
  accepted_ = {};
  further_ = 0;
  end_missed_ = false;
  place_is_lacking_ = false;
  uses_up_processor_ = false;
  connections_made_ = 0;
  arm_faults(plan, run);
  if (plan.role != model::Role::client) {
    if (!prepare_server(plan)) return log_faults();
    on_trial_ = &server_;
    const auto processes = watch_server();
    if (!is_pair()) note_vitals_of_server(model::vitals_before_trial, processes);
    if (is_pair()) open_proxy();
  } else {
    on_trial_ = &client_;
    listen(model::ListenKind::accepting);
  }
  watch_packets();
  perform_steps(run.steps, "");
  if (is_pair()) close_proxy();
  lift_network_faults();
  note_life();
  close_connections();
  if (with_control && !plan.control.empty() && !process_ended() && !end_missed_ &&
      !place_is_lacking_ && !uses_up_processor_) {
    on_trial_ = &server_;
    log_->set_step("control");
    log_->add(EventKind::control_begin);
    brief_ = true;
    perform_steps(plan.control, "control.");
    brief_ = false;
    note_life();
    close_connections();
  }
  log_faults();
  log_->set_step("");
  note_ends();
  if (plan.role == model::Role::server) {
    note_vitals_of_server(model::vitals_after_trial, look_at_server_processes());
  }
  if (plan.role == model::Role::client || plan.fresh || process_ended() || uses_up_processor_) {
    stop_everything();
  }
}

// Makes sure that a server runs for the plan; false when it is not ready, which is then in the log.
bool Worker::Machine::prepare_server(const model::Plan& plan) {
  const std::string key = server_key(plan);
  const bool reusable = !plan.fresh && server_key_ == key && !process_ended() && server_.pid != 0;
  const auto& description = *server_subject_->server;
  if (!description.address.empty()) {
    const auto colon = description.address.rfind(':');
    endpoint_ = {description.address.substr(0, colon),
                 static_cast<std::uint16_t>(std::stoi(description.address.substr(colon + 1)))};
    server_ = {};
    server_.pid = description.pid.value_or(0);
    return true;
  }
  if (reusable) {
    server_.output_logged = server_.error_logged = 0;  // each run keeps its own share
    watch_process(server_);
    return true;
  }
  stop_everything();
  census_.clear();
  endpoint_ = {plan.settings.host == "ipv6" ? "::1" : address_,
               surroundings_.next_port->fetch_add(1)};
  if (!launch_server()) return false;
  server_key_ = key;
  return true;
}

// Starts the server on `endpoint_` and waits until it listens; logs `ready`, or `not_ready` with
// the reason.
bool Worker::Machine::launch_server() {
  const auto& description = *server_subject_->server;
  server_ = {};
  watch_.clear();
  forks_ = Forks::unknown;
  processes_at_start_ = not_known;
  server_.guarded =
      start(fill(description.command, placeholder_values()), description.working_directory);
  watch_process(server_);
  if (server_.guarded->pid == 0) {
    log_->add(EventKind::not_ready, name_of_process(server_), server_.guarded->failure);
    return false;
  }
  server_.pid = server_.guarded->pid;
  log_->add(EventKind::started, name_of_process(server_));
  log_process(server_);  // it may have ended already
  if (surroundings_.wait_for_debugger) {
    std::cerr << "wiretrial: " << plan_->trial << ": process " << server_.pid
              << " is ready for a debugger; press Enter to go on\n";
    pollfd input{STDIN_FILENO, POLLIN, 0};
    while (::poll(&input, 1, input_look_ms) <= 0) {
      checkpoint();
      handle_ready();
    }
    std::string line;
    std::getline(std::cin, line);
  }
  return await_readiness();
}

bool Worker::Machine::await_readiness() {
  // Few start side by side: each would take as long as all of them.
  const Place start(*surroundings_.starts, *surroundings_.interrupted, turns_);
  Presence presence(*surroundings_.gate);
  Presence start_presence(*surroundings_.starts);
  SubjectDeadline deadline(server_.pid, surroundings_.readiness_deadline);
  const auto began = Clock::now();
  auto sample = began + start_interval;
  const std::string place = endpoint_.host + ":" + std::to_string(endpoint_.port);
  std::string reason;
  while (!deadline.passed()) {
    checkpoint();
    handle_ready();
    if (Clock::now() >= sample) {
      deadline.look();
      presence.step_aside(!deadline.account().wants_processor());
      start_presence.step_aside(!deadline.account().wants_processor());
      sample = Clock::now() + start_interval;
    }
    if (server_.guarded->ended) {
      reason = why_ended_early(guard_.pid(), how_it_ended(server_.guarded->wait_status), place,
                               last_words(server_));
      break;
    }
    const auto listener = inspector_.find_listener(endpoint_);
    if (listener) {
      if (holds_socket(server_.pid, listener->inode)) {
        log_->add(EventKind::ready, name_of_process(server_));
        return true;
      }
      reason = "another program listens on " + place;
    }
    // Who takes long to start is asked less often.
    std::this_thread::sleep_for(
        std::max<Clock::duration>(readiness_pause, (Clock::now() - began) / readiness_questions));
  }
  if (reason.empty()) {
    reason = why_not_listening(server_.pid, place, surroundings_.readiness_deadline,
                               last_words(server_));
  }
  hear_of(server_);
  log_->add(EventKind::not_ready, name_of_process(server_), reason);
  stop_everything();
  return false;
}

void Worker::Machine::start_client(const model::StartClient& step) {
  const auto& description = *client_subject_->client;
  forget_waiting_clients();
  auto values = placeholder_values();
  if (proxy_) {
    values["host"] = proxy_->endpoint().host;
    values["port"] = std::to_string(proxy_->endpoint().port);
  }
  values["action"] = step.action;
  values["value"] = step.value;
  values["file"] = step.file;
  values["value_repeat"] = std::to_string(step.value_repeat);
  const bool can_repeat = std::any_of(
      description.command.begin(), description.command.end(),
      [](const std::string& word) { return word.find("{value_repeat}") != std::string::npos; });
  if (!can_repeat) {
    values["value"].clear();
    for (std::size_t i = 0; i < step.value_repeat; ++i) values["value"] += step.value;
  }
  client_ = {};
  client_.guarded = start(fill(description.command, values), description.working_directory);
  client_.pid = client_.guarded->pid;
  watch_process(client_);
  if (client_.pid == 0) {
    log_->add(EventKind::not_ready, name_of_process(client_), client_.guarded->failure);
    return;
  }
  log_->add(EventKind::started, name_of_process(client_));
  log_process(client_);
}

std::shared_ptr<GuardedProcess> Worker::Machine::start(const std::vector<std::string>& command,
                                                       const std::string& working_directory) {
  std::vector<std::string> words = command;
  const auto environment = put_in_reach(words, working_directory);
  auto process = guard_.start(words, working_directory, environment);
  // A quick client connects before the guard has told its id, and a fault may be meant for it.
  proxy_rests_ = true;
  pump([&] { return process->started || process->ended; }, Clock::time_point::max());
  proxy_rests_ = false;
  return process;
}

std::map<std::string, std::string> Worker::Machine::placeholder_values() const {
  std::map<std::string, std::string> values{{"host", endpoint_.host},
                                            {"port", std::to_string(endpoint_.port)},
                                            {"connections", "1"},
                                            {"file", "/"}};
  for (const auto& [name, value] : plan_->settings.values) values[name] = std::to_string(value);
  return values;
}

std::vector<std::string> Worker::Machine::fill(
    const std::vector<std::string>& command,
    const std::map<std::string, std::string>& values) const {
  std::vector<std::string> filled;
  for (std::string word : command) {
    // The value comes last: it may itself look like a placeholder.
    for (const auto& [name, value] : values) {
      if (name != "value" && name != "action") replace_all(word, "{" + name + "}", value);
    }
    for (const std::string name : {"action", "value"}) {
      const auto value = values.find(name);
      if (value != values.end() && word == "{" + name + "}") {
        word = value->second;
        break;
      }
    }
    filled.push_back(std::move(word));
  }
  return filled;
}

void Worker::Machine::watch_process(SubjectProcess& process) {
  if (!process.guarded) return;
  // A client may still speak when the next one stands in its place.
  process.guarded->on_change = [this, &process, guarded = process.guarded.get()] {
    if (process.guarded.get() == guarded) log_process(process);
  };
}

void Worker::Machine::log_process(SubjectProcess& process) {
  if (log_ == nullptr) return;
  GuardedProcess& guarded = *process.guarded;
  const std::string name = name_of_process(process);
  const std::size_t limit = &process == &client_ ? std::string::npos : server_output_limit_bytes;
  const auto log_stream = [&](EventKind kind, std::string& text, std::size_t& logged) {
    const std::size_t room = limit - std::min(limit, logged);
    if (room > 0 && !text.empty()) log_->add_data(kind, name, text.substr(0, room), logged);
    logged += text.size();
    text.clear();
  };
  keep_tail(process.output_tail, guarded.output);
  keep_tail(process.error_tail, guarded.error);
  log_stream(EventKind::standard_output, guarded.output, process.output_logged);
  log_stream(EventKind::standard_error, guarded.error, process.error_logged);
  if (!guarded.ended || process.end_logged || guarded.pid == 0) return;
  process.end_logged = true;
  const int status = guarded.wait_status;
  auto& event = log_->add(WIFSIGNALED(status) ? EventKind::signalled : EventKind::exited, name);
  event.number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

// Whether the server still runs. The kernel closes the descriptors of a dying process before it
// reports the end, so a process that is on its way out is awaited.
void Worker::Machine::note_life() {
  handle_ready();
  if (on_trial_ == nullptr || on_trial_ == &client_ || on_trial_->pid == 0) return;
  if (on_trial_->guarded && is_exiting(on_trial_->pid)) {
    SubjectDeadline deadline = deadline_of_subject(reaction());
    pump([this] { return process_ended(); }, deadline);
    hear_of(*on_trial_);
  }
  if (!process_ended()) log_->add(EventKind::process_alive, name_of_process(*on_trial_));
}

bool Worker::Machine::process_ended() const {
  if (on_trial_ == nullptr || !on_trial_->guarded) return false;
  return on_trial_->guarded->ended;
}

void Worker::Machine::discard_server() {
  if (server_.guarded) stop_everything();
}

void Worker::Machine::stop_everything() {
  for (SubjectProcess* process : {&server_, &client_, &second_}) {
    if (process->guarded) process->guarded->on_change = nullptr;
    *process = {};
  }
  watch_.clear();
  server_key_.clear();
  proxy_.reset();
  close_connections();
  acceptor_.reset();
  backlog_filler_.reset();
  guard_.stop_all();
  const bool hurried = surroundings_.interrupted->load();
  const auto deadline = Clock::now() + (hurried ? hurried_stop_deadline : stop_deadline);
  while (!guard_.all_stopped() && guard_.alive() && Clock::now() < deadline) {
    if (turns_ != nullptr) ++*turns_;
    context_.restart();
    context_.run_one_for(milliseconds(10));
  }
  watch_.clear();
  if (!guard_.all_stopped()) guard_.restart();
  on_trial_ = nullptr;
}

}  // namespace wiretrial::exec
