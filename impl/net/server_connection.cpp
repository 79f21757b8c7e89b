#include "impl/net/server_connection.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>
#include <sys/socket.h>

#include "impl/net/delivery.hpp"
#include "impl/net/temporary_error.hpp"

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// The end of the stream follows every response at once, and goes into its last segment if that is
// kept for it; whatever is kept leaves with the end at the latest.
#ifdef MSG_MORE
constexpr asio::socket_base::message_flags more_follows = MSG_MORE;
#else
constexpr asio::socket_base::message_flags more_follows = 0;
#endif

}  // namespace

ServerConnection::ServerConnection(tcp::socket socket, ServerContext& context)
    : socket_(std::move(socket)),
      context_(context),
      session_(context.session, context.responder),
      timer_(socket_.get_executor()) {}

void ServerConnection::start() {
  error_code error;
  socket_.non_blocking(true, error);
  if (error) {
    session_.connection_lost();
    return update();
  }
  // Most requests are here by the time their connection is accepted.
  read_input();
}

// Brings socket and timer in line with the session; called after everything that was fed to it.
void ServerConnection::update() {
  if (!socket_.is_open()) return;
  send_output();
  if (session_.phase() >= ServerPhase::delivering && !is_shut_down_) {
    is_shut_down_ = true;
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
  }
  if (session_.phase() == ServerPhase::ended) return end();
  if (session_.wants_input()) wait_readable();
  if (session_.phase() == ServerPhase::sending) wait_writable();
  timer_.follow(session_.deadline(), [self = shared_from_this()] { self->on_wake(); });
}

void ServerConnection::send_output() {
  while (session_.phase() == ServerPhase::sending) {
    const std::string_view output = session_.output();
    error_code error;
    const std::size_t count =
        socket_.send(asio::buffer(output.data(), output.size()), more_follows, error);
    if (is_temporary(error)) return;
    if (error) return session_.connection_lost();
    undelivered_bytes_ += count;
    session_.sent(count);
  }
}

void ServerConnection::wait_readable() {
  if (std::exchange(waits_readable_, true)) return;
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const error_code&) {
    self->waits_readable_ = false;
    self->read_input();
  });
}

void ServerConnection::wait_writable() {
  if (std::exchange(waits_writable_, true)) return;
  socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code&) {
    self->waits_writable_ = false;
    self->update();
  });
}

void ServerConnection::read_input() {
  if (!socket_.is_open() || !session_.wants_input()) return;
  error_code error;
  const std::size_t count = socket_.read_some(asio::buffer(context_.buffer), error);
  if (error == asio::error::eof) {
    session_.receive_end();
  } else if (!error) {
    session_.receive({context_.buffer.data(), count});
  } else if (!is_temporary(error)) {
    session_.connection_lost();
  }
  update();
}

void ServerConnection::on_wake() {
  if (!socket_.is_open()) return;
  check_delivery();
  timer_.follow(session_.deadline(), [self = shared_from_this()] { self->on_wake(); });
  if (timer_.deadline_is_over()) session_.on_deadline();
  update();
}

void ServerConnection::check_delivery() {
  if (session_.deadline().kind != DeadlineKind::send_progress) return;
  const std::size_t left = undelivered_bytes(socket_.native_handle());
  if (std::exchange(undelivered_bytes_, left) > left) session_.delivery_progressed();
  if (left == 0) session_.delivered();
}

void ServerConnection::end() {
  error_code error;
  if (session_.wants_reset()) socket_.set_option(asio::socket_base::linger(true, 0), error);
  socket_.close(error);
  timer_.cancel();
  context_.on_connection_ended();
}

}  // namespace wiretrial::impl
