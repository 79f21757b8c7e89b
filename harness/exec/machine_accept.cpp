// How a client comes to our listening socket: which of its connections the scenario speaks of, and
// what becomes of the others. A client may look first whether somebody is there, and may try again
// after a failure; no clause forbids either.
#include <algorithm>
#include <type_traits>
#include <vector>

#include <poll.h>
#include <sys/ioctl.h>

#include "harness/exec/machine.hpp"
#include "harness/model/further.hpp"

namespace wiretrial::exec {

using boost::asio::ip::tcp;
using model::EventKind;
using model::ExpectationKind;
using std::chrono::milliseconds;

namespace {

// So many further connections are taken in a run. A client that still makes others tries for ever.
constexpr std::size_t most_further = 8;
// How often it is asked what a client that has connected does next.
constexpr milliseconds question_pause(1);

bool is_readable(int descriptor) {
  pollfd entry{descriptor, POLLIN, 0};
  return ::poll(&entry, 1, 0) > 0 && (entry.revents & (POLLIN | POLLHUP | POLLERR)) != 0;
}

enum class Begin { nothing, byte, end };

// Whether the peer has sent a byte, or has ended the connection without one.
Begin begin_of(tcp::socket& socket) {
  if (!is_readable(socket.native_handle())) return Begin::nothing;
  int bytes = 0;
  return ::ioctl(socket.native_handle(), FIONREAD, &bytes) == 0 && bytes > 0 ? Begin::byte
                                                                             : Begin::end;
}

template <typename Step>
concept OnConnection = requires(const Step& step) {
  step.on;
};

bool asks_for_bytes(const model::Expect& step) {
  return step.expectation.kind == ExpectationKind::request ||
         step.expectation.kind == ExpectationKind::bytes;
}

bool is_failure(const model::Step& step) {
  const auto* expect = std::get_if<model::Expect>(&step);
  return expect != nullptr && (expect->expectation.kind == ExpectationKind::failure ||
                               expect->expectation.kind == ExpectationKind::failing_exit);
}

bool happens_once(const model::Step& step) {
  const auto* inject = std::get_if<model::Inject>(&step);
  return (inject != nullptr && !inject->error.empty()) ||
         std::holds_alternative<model::SendIcmp>(step);
}

// Whether the client is to fail by something that does not happen again when it tries again.
bool fails_once(const std::vector<model::Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), happens_once) &&
         std::any_of(steps.begin(), steps.end(), is_failure);
}

}  // namespace

// How long a client that has connected is waited for, to say or end something, before its
// connection is taken for the one that is meant: by the step behind the Accept.
enum class Worker::Machine::Patience { none, until_asleep, until_byte };

Worker::Machine::Patience Worker::Machine::patience_behind(const StepPlace& accept,
                                                           const std::string& name) const {
  if (accept.index + 1 >= accept.steps->size()) return Patience::until_asleep;
  return std::visit(
      [&](const auto& next) {
        using Step = std::decay_t<decltype(next)>;
        if constexpr (std::is_same_v<Step, model::Expect>) {
          if (asks_for_bytes(next)) return Patience::until_byte;
          // A client whose first send fails ends its connection without a byte, and does not look.
          return fails_once(run_->steps) ? Patience::none : Patience::until_asleep;
        } else if constexpr (std::is_same_v<Step, model::Read>) {
          return Patience::until_byte;
        } else if constexpr (OnConnection<Step>) {
          return next.on == name ? Patience::none : Patience::until_asleep;
        }
        return Patience::until_asleep;
      },
      (*accept.steps)[accept.index + 1]);
}

bool Worker::Machine::client_waits() {
  return acceptor_ && listen_kind_ == model::ListenKind::accepting &&
         is_readable(acceptor_->native_handle());
}

std::optional<tcp::socket> Worker::Machine::next_in_queue() {
  if (!client_waits()) return std::nullopt;
  tcp::socket socket(context_);
  boost::system::error_code error;
  acceptor_->accept(socket, error);
  if (error == boost::asio::error::connection_aborted) return std::nullopt;
  if (error) throw boost::system::system_error(error, "accept");
  return socket;
}

// Of the connections that come, the first on which the client says something; or, when its patience
// is over, the first that is open. Where all that came have ended without a byte, it is the last.
std::optional<tcp::socket> Worker::Machine::take_exchange(Patience patience) {
  std::vector<tcp::socket> silent;
  std::vector<tcp::socket> ended;
  std::optional<tcp::socket> chosen;
  const auto choose = [&](std::vector<tcp::socket>& from, std::size_t index) {
    chosen = std::move(from[index]);
    from.erase(from.begin() + static_cast<std::ptrdiff_t>(index));
  };
  const auto too_many = [&] { return further_ + ended.size() + silent.size() > most_further; };
  ThreadSnapshot before;
  Clock::time_point before_time;
  SubjectDeadline deadline = deadline_of_subject(surroundings_.readiness_deadline);
  while (!chosen) {
    const bool last_look = too_many() || process_ended() || deadline.passed();
    handle_ready();
    while (!too_many() && (patience != Patience::none || silent.empty())) {
      auto socket = next_in_queue();
      if (!socket) break;
      silent.push_back(std::move(*socket));
      deadline = deadline_of_subject(reaction());
    }
    for (std::size_t i = 0; i < silent.size() && !chosen;) {
      const Begin begin = patience == Patience::none ? Begin::byte : begin_of(silent[i]);
      if (begin == Begin::byte) choose(silent, i);
      if (begin == Begin::end) {
        ended.push_back(std::move(silent[i]));
        silent.erase(silent.begin() + static_cast<std::ptrdiff_t>(i));
      }
      if (begin == Begin::nothing) ++i;
    }
    if (chosen) break;
    const bool over = last_look || (patience == Patience::until_asleep && !silent.empty() &&
                                    settled(before, before_time));
    if (over && !silent.empty()) choose(silent, 0);
    if (over && !chosen && !ended.empty()) choose(ended, ended.size() - 1);
    if (over) break;
    const auto news = [this] { return client_waits() || process_ended(); };
    if (silent.empty()) {
      watch_queue();
      pump(news, deadline);
    } else {
      pump(news, Clock::now() + question_pause);
    }
  }
  for (auto* others : {&ended, &silent}) {
    for (tcp::socket& socket : *others) adopt_client(std::move(socket), next_further(), true);
  }
  return chosen;
}

std::string Worker::Machine::next_further() {
  return model::further_name(++further_);
}

std::shared_ptr<Connection> Worker::Machine::adopt_client(tcp::socket socket,
                                                          const std::string& name, bool read) {
  watch_.look(process_tree(client_.pid));
  ++connections_made_;
  auto connection = std::make_shared<Connection>(std::move(socket), name, *log_);
  connection->keep_stream();
  connection->adopt();
  if (read) connection->start_reading();
  handle_ready();
  connections_[name] = {connection};
  return connection;
}

void Worker::Machine::perform_step(const model::Accept& step) {
  accepted_ = current_;
  auto socket = acceptor_ ? take_exchange(patience_behind(accepted_, step.name)) : std::nullopt;
  if (socket) {
    adopt_client(std::move(*socket), step.name, step.read);
  } else {
    log_->add(EventKind::not_accepted, step.name);
  }
}

// What is left in the queue of a client that has gone is none of the next one's.
void Worker::Machine::forget_waiting_clients() {
  while (next_in_queue()) {
  }
  accepted_ = {};
}

// The event loop turns when the next client stands in the queue.
void Worker::Machine::watch_queue() {
  if (!acceptor_ || listen_kind_ != model::ListenKind::accepting) return;
  acceptor_->async_wait(tcp::acceptor::wait_read, [](boost::system::error_code) {});
}

// Whether a client that has had its exchange comes again.
bool Worker::Machine::comes_again() {
  const bool had_exchange = accepted_.steps != nullptr && accepted_.steps == current_.steps;
  return (had_exchange || fails_once(run_->steps)) && further_ < most_further && client_waits();
}

// A client that comes again meets what it met the first time: the steps since the Accept are done
// on its new connection, and what was expected there is waited for. None of it is judged. A failure
// that is not ours to repeat is stood for by a reset.
void Worker::Machine::serve_again() {
  if (fails_once(run_->steps)) {
    if (auto socket = next_in_queue())
      adopt_client(std::move(*socket), next_further(), false)->reset();
    return;
  }
  const auto accept = std::get<model::Accept>((*accepted_.steps)[accepted_.index]);
  auto socket = take_exchange(patience_behind(accepted_, accept.name));
  if (!socket) return;
  const std::string name = next_further();
  const auto connection = adopt_client(std::move(*socket), name, accept.read);
  const auto gone = [&] { return connection->ended() || process_ended(); };
  for (std::size_t i = accepted_.index + 1; i < current_.index && !gone(); ++i) {
    std::visit(
        [&](const auto& step) {
          using Step = std::decay_t<decltype(step)>;
          if constexpr (std::is_same_v<Step, model::Watch>) {
            pump(gone, Clock::now() + step.duration);
          } else if constexpr (std::is_same_v<Step, model::Expect>) {
            if (step.on != accept.name || !asks_for_bytes(step)) return;
            const auto come = [&] { return gone() || has_come(step.expectation, *connection); };
            pump(come, Clock::now() + reaction());
          } else if constexpr (OnConnection<Step>) {
            if (step.on != accept.name) return;
            Step again = step;
            again.on = name;
            perform_step(again);
          }
        },
        (*accepted_.steps)[i]);
  }
}

}  // namespace wiretrial::exec
