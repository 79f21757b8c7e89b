#include <algorithm>
#include <system_error>

#include <boost/asio/ip/address.hpp>
#include <sys/socket.h>

#include "harness/exec/machine.hpp"

namespace wiretrial::exec {

namespace asio = boost::asio;
using asio::ip::tcp;
using model::EventKind;
using model::ListenKind;

namespace {

// An address of the loopback network that nobody can connect to, and one of a group: ENETUNREACH at
// once (connect(2)).
constexpr const char* unreachable_host = "127.255.255.255";
constexpr const char* multicast_host = "224.0.0.1";
constexpr std::uint16_t unreachable_port = 9;
constexpr int usual_backlog = 64;

}  // namespace

void Worker::Machine::perform_step(const model::Listen& step) {
  log_->add(EventKind::listening, "", std::string(model::name_of(step.kind)));
  if (step.kind == ListenKind::abandoned) return abandon_clients();
  if (listen_on_same_port(step.kind) || refuse_on_same_port(step.kind)) return;
  listen(step.kind);
}

void Worker::Machine::listen(ListenKind kind) {
  acceptor_.reset();
  backlog_filler_.reset();
  listen_kind_ = kind;
  if (kind == ListenKind::unreachable || kind == ListenKind::multicast) {
    endpoint_ = {kind == ListenKind::multicast ? multicast_host : unreachable_host,
                 unreachable_port};
    return;
  }
  const std::string host = plan_->settings.host == "ipv6" ? "::1" : address_;
  const tcp::endpoint place(asio::ip::make_address(host), 0);
  open_acceptor(place.protocol());
  const bool small =
      std::any_of(run_->steps.begin(), run_->steps.end(), [](const model::Step& step) {
        const auto* accept = std::get_if<model::Accept>(&step);
        return accept != nullptr && accept->small_buffer;
      });
  if (small) Connection::make_window_small(acceptor_->native_handle());
  acceptor_->bind(place);
  endpoint_ = {host, acceptor_->local_endpoint().port()};
  if (kind == ListenKind::refusing) return;  // nobody else can take the port
  acceptor_->listen(kind == ListenKind::full ? 0 : usual_backlog);
  if (kind == ListenKind::full) fill_backlog();
}

// A socket that refused, or whose queue was full, begins to accept: the port stays ours all the
// time. False when the wish or the socket is another one.
bool Worker::Machine::listen_on_same_port(ListenKind kind) {
  const bool held_back = listen_kind_ == ListenKind::refusing || listen_kind_ == ListenKind::full;
  if (kind != ListenKind::accepting || !held_back || !acceptor_) return false;
  acceptor_->listen(usual_backlog);
  if (listen_kind_ == ListenKind::full) {
    tcp::socket filler(context_);
    boost::system::error_code ignored;  // it may have failed to fill the queue
    acceptor_->non_blocking(true, ignored);
    acceptor_->accept(filler, ignored);
    backlog_filler_.reset();
  }
  listen_kind_ = kind;
  return true;
}

// For a client that was accepted the server is gone, as between its end and its next start. False
// when the wish is another one.
bool Worker::Machine::refuse_on_same_port(ListenKind kind) {
  const bool was_there =
      listen_kind_ == ListenKind::accepting && acceptor_ && !connections_.empty();
  if (kind != ListenKind::refusing || !was_there) return false;
  const tcp::endpoint place = acceptor_->local_endpoint();
  acceptor_.reset();
  open_acceptor(place.protocol());
  acceptor_->bind(place);
  listen_kind_ = kind;
  return true;
}

// Connections that were accepted on a port do not hold it.
void Worker::Machine::open_acceptor(const tcp& protocol) {
  acceptor_.emplace(context_, protocol);
  acceptor_->set_option(tcp::acceptor::reuse_address(true));
}

void Worker::Machine::fill_backlog() {
  const auto place = acceptor_->local_endpoint();
  backlog_filler_ =
      std::make_shared<Connection>(tcp::socket(context_, place.protocol()), "backlog", *log_);
  backlog_filler_->connect(place);
  pump([this] { return backlog_filler_->connected() || backlog_filler_->failed(); },
       Clock::now() + reaction());
}

// The kernel resets those who wait in the queue of a socket that is closed.
void Worker::Machine::abandon_clients() {
  if (!acceptor_) return;
  const auto waits = std::make_shared<bool>(false);
  acceptor_->async_wait(tcp::acceptor::wait_read,
                        [waits](boost::system::error_code error) { *waits = !error; });
  SubjectDeadline deadline = deadline_of_subject(surroundings_.readiness_deadline);
  pump([&] { return *waits || process_ended(); }, deadline);
  acceptor_.reset();
  log_->add(*waits ? EventKind::fault_injected : EventKind::fault_not_injected, "",
            *waits ? "the queue of the listening socket was closed"
                   : "no client stood in the queue of the listening socket");
}

}  // namespace wiretrial::exec
