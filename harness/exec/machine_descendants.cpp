#include <algorithm>
#include <csignal>
#include <set>

#include <sys/wait.h>

#include "harness/exec/machine.hpp"
#include "harness/exec/proc_files.hpp"

namespace wiretrial::exec {

using model::EventKind;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

// A subject with threads that never rest all at once is not waited for any longer, once each of
// them has slept.
constexpr milliseconds longest_stirring(20);
// Nor is one that works on and on: for so much processor time, or so many reaction deadlines.
constexpr milliseconds longest_work(100);
constexpr int most_deadlines = 10;

// The command line as ps(1) shows it.
std::string command_line_of(int pid) {
  std::string words = read_proc_file("/proc/" + std::to_string(pid) + "/cmdline");
  while (!words.empty() && words.back() == '\0') words.pop_back();
  std::replace(words.begin(), words.end(), '\0', ' ');
  return words;
}

}  // namespace

// Until every thread of the subject has done what it does by itself, and sleeps. What it has
// started meanwhile may be busy.
void Worker::Machine::let_subject_rest() {
  const auto latest = Clock::now() + most_deadlines * reaction();
  const ThreadSnapshot before = read_threads(on_trial_->pid);
  ThreadSnapshot restless = before;
  while (!let_subject_settle(longest_stirring) && !process_ended() && Clock::now() < latest) {
    const ThreadSnapshot now = read_threads(on_trial_->pid);
    std::erase_if(restless, [&now](const auto& entry) {
      const auto thread = now.find(entry.first);
      return thread == now.end() || thread->second.asleep;
    });
    const nanoseconds worked(most_processor_time_ns(before, now));
    if (restless.empty() || worked >= longest_work) return;
  }
}

std::vector<ProcessOfTree> Worker::Machine::look_at_server_processes() {
  if (server_.pid == 0) return {};
  auto tree = process_tree(server_.pid);
  watch_.look(tree);
  if (watch_.running() > processes_at_start_) forks_ = Forks::yes;
  return tree;
}

// A master listens before it has its workers, which are no work of a trial. A process for one
// connection may live longer than the trial of that connection, and is no worker.
std::vector<ProcessOfTree> Worker::Machine::watch_server() {
  const bool first = processes_at_start_ == not_known;
  if (server_.pid != 0 && first) let_subject_rest();
  auto tree = look_at_server_processes();
  if (first) processes_at_start_ = watch_.running();
  if (watch_.running() < processes_at_start_) {
    let_subject_rest();  // a worker has ended, and another may be about to be started
    tree = look_at_server_processes();
  }
  if (!watch_.watches() || (!first && forks_ == Forks::yes)) return tree;
  const auto listener = inspector_.find_listener(endpoint_);
  watch_.begin_trial(listener ? std::optional(listener->inode) : std::nullopt);
  return tree;
}

// Before the first bytes of a connection: whether a server has a process for each shows with the
// first one, and then each is awaited, for one that dies of its bytes is gone at once.
void Worker::Machine::watch_for_connection() {
  if (!connection_is_new_ || on_trial_ != &server_ || server_.pid == 0) return;
  connection_is_new_ = false;
  if (forks_ == Forks::no) return;
  let_subject_rest();
  look_at_server_processes();
  if (forks_ == Forks::unknown) forks_ = Forks::no;
}

// Whether an orphan, of whose end the guard tells, is on its way out.
bool Worker::Machine::is_orphan_ending() const {
  const std::vector<int> children = children_of(guard_.pid());
  return std::any_of(children.begin(), children.end(), [this](int pid) {
    const bool ours = pid == server_.pid || pid == client_.pid || pid == second_.pid;
    return !ours && !watch_.knows_end_of(pid) && is_exiting(pid);
  });
}

// The ends that make a difference go into the log; a server that has a process for each connection
// may end it as it likes. The kernel closes the connections of a dying process before it tells of
// its end, so that one on its way out is awaited.
void Worker::Machine::note_ends() {
  const auto known = [this] { return !watch_.is_one_ending() && !is_orphan_ending(); };
  pump(known, Clock::now() + reaction());
  handle_ready();
  for (const DescendantEnd& end : watch_.take_ends()) {
    const int status = end.wait_status.value_or(0);
    const bool by_signal = end.wait_status && WIFSIGNALED(status);
    const bool well = end.wait_status && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (well || !(by_signal || end.there_before)) continue;
    const bool replaced = end.there_before && !end.listened && is_replaced(end);
    auto& event = log_->add(EventKind::descendant_ended, is_pair() ? model::server_process : "",
                            !end.wait_status ? "unknown"
                            : by_signal      ? "signalled"
                                             : "exited");
    event.number = by_signal ? WTERMSIG(status) : WEXITSTATUS(status);
    event.figures = {{"pid", end.pid},
                     {"parent_pid", end.parent_pid},
                     {"there_before", end.there_before ? 1 : 0},
                     {"worker", end.listened || replaced ? 1 : 0}};
  }
}

// Whether its parent has started another of its kind in its place.
bool Worker::Machine::is_replaced(const DescendantEnd& end) {
  let_subject_rest();
  const auto tree = look_at_server_processes();
  return std::any_of(tree.begin(), tree.end(), [&](const ProcessOfTree& member) {
    return member.parent_pid == end.parent_pid && watch_.is_new(member.pid, end.executable);
  });
}

// What is still there of a subject whose own process has ended: it has fallen to the guard.
std::vector<ProcessOfTree> Worker::Machine::left_behind() const {
  std::set<int> others{guard_.pid()};
  for (const SubjectProcess* process : {&server_, &client_, &second_}) others.insert(process->pid);
  std::vector<ProcessOfTree> left;
  for (ProcessOfTree& process : process_tree(guard_.pid())) {
    const bool of_guard = process.parent_pid == guard_.pid();
    if (others.contains(process.pid) || (!of_guard && others.contains(process.parent_pid))) {
      others.insert(process.pid);
    } else {
      left.push_back(std::move(process));
    }
  }
  return left;
}

// Whether the process itself has the socket that listens where the server should.
bool Worker::Machine::listens(int pid) {
  const auto listener = inspector_.find_listener(endpoint_);
  return listener && holder_of_socket({{pid, 0, {}}}, listener->inode) != 0;
}

// The process has ended, and something that it started goes on listening in its place.
void Worker::Machine::note_left_behind() {
  const auto listener = inspector_.find_listener(endpoint_);
  const int pid = listener ? holder_of_socket(left_behind(), listener->inode) : 0;
  if (pid == 0) return;
  const bool child = watch_.parent_of(pid) == server_.pid;
  log_->add(EventKind::left_behind, name_of_process(server_),
            "process " + std::to_string(pid) + " (" + command_line_of(pid) + "), " +
                (child ? "its child" : "which it left behind") + ", goes on listening");
}

// A supervisor that stops a service asks all of its processes to end, and kills what does not.
void Worker::Machine::end_left_behind(int signal) {
  const auto none_left = [this] { return left_behind().empty(); };
  for (const int number : {signal, SIGKILL}) {
    for (const ProcessOfTree& process : left_behind()) ::kill(process.pid, number);
    if (pump(none_left, Clock::now() + reaction())) break;
  }
  // The guard has told of them before they were gone, and how they ended was our doing.
  handle_ready();
  watch_.clear();
}

}  // namespace wiretrial::exec
