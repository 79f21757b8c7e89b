#include "impl/net/client_connection.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include "impl/net/delivery.hpp"
#include "impl/net/temporary_error.hpp"

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

}  // namespace

ClientConnection::ClientConnection(tcp::socket socket, ClientSession& session)
    : socket_(std::move(socket)), session_(session), timer_(socket_.get_executor()) {}

void ClientConnection::start() {
  error_code error;
  socket_.non_blocking(true, error);
  if (error) session_.receive_end();
  socket_.set_option(tcp::no_delay(true), error);
  update();
}

// Brings socket and timer in line with the session; called after everything that was fed to it.
void ClientConnection::update() {
  if (!socket_.is_open()) return;
  send_output();
  // Small requests are acknowledged by now, and the response's limit begins here.
  if (session_.phase() == ClientPhase::delivering) check_delivery();
  if (session_.phase() == ClientPhase::ended) return end();
  wait_readable();
  if (session_.phase() == ClientPhase::sending) wait_writable();
  timer_.follow(session_.deadline(), [this] { on_wake(); });
}

void ClientConnection::send_output() {
  while (session_.phase() == ClientPhase::sending) {
    const std::string_view output = session_.output();
    error_code error;
    const std::size_t count = socket_.write_some(asio::buffer(output.data(), output.size()), error);
    if (is_temporary(error)) return;
    if (error) return session_.sending_failed();
    undelivered_bytes_ += count;
    session_.sent(count);
  }
}

void ClientConnection::wait_readable() {
  if (std::exchange(waits_readable_, true)) return;
  socket_.async_wait(tcp::socket::wait_read, [this](const error_code&) {
    waits_readable_ = false;
    read_input();
  });
}

void ClientConnection::wait_writable() {
  if (std::exchange(waits_writable_, true)) return;
  socket_.async_wait(tcp::socket::wait_write, [this](const error_code&) {
    waits_writable_ = false;
    update();
  });
}

void ClientConnection::read_input() {
  if (!socket_.is_open()) return;
  error_code error;
  const std::size_t count = socket_.read_some(asio::buffer(buffer_), error);
  if (!error) {
    session_.receive({buffer_.data(), count});
  } else if (!is_temporary(error)) {
    session_.receive_end();
  }
  update();
}

void ClientConnection::on_wake() {
  if (!socket_.is_open()) return;
  check_delivery();
  timer_.follow(session_.deadline(), [this] { on_wake(); });
  if (timer_.deadline_is_over()) session_.on_deadline();
  update();
}

void ClientConnection::check_delivery() {
  if (session_.deadline().kind != DeadlineKind::send_progress) return;
  const std::size_t left = undelivered_bytes(socket_.native_handle());
  if (std::exchange(undelivered_bytes_, left) > left) session_.delivery_progressed();
  if (left == 0) session_.delivered();
}

void ClientConnection::end() {
  error_code error;
  socket_.close(error);
  timer_.cancel();
}

}  // namespace wiretrial::impl
