#include "impl/net/reconnector.hpp"

#include <csignal>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include "impl/net/temporary_error.hpp"

namespace wiretrial::impl {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

Reconnector::Reconnector(ReconnectorOptions options, ReconnectorEvents events)
    : options_(std::move(options)),
      events_(std::move(events)),
      signals_(context_),
      timer_(context_),
      socket_(context_) {
  if (!options_.stops_on_signals) return;
  signals_.add(SIGTERM);
  signals_.add(SIGINT);
  signals_.async_wait([this](const error_code& error, int) {
    if (!error) context_.stop();
  });
}

void Reconnector::run() {
  connect();
  context_.run();
}

void Reconnector::connect() {
  std::make_shared<Connector>(context_, options_.connect, [this](ConnectResult result) {
    on_connected(std::move(result));
  })->start();
}

void Reconnector::on_connected(ConnectResult result) {
  if (const auto* failure = std::get_if<ConnectFailure>(&result)) return lose(failure->message);
  socket_ = std::get<tcp::socket>(std::move(result));
  error_code ignored;
  socket_.non_blocking(true, ignored);
  events_.connected();
  note_life();
  wait_readable();
}

void Reconnector::wait_readable() {
  socket_.async_wait(tcp::socket::wait_read, [this](const error_code& error) {
    if (error != asio::error::operation_aborted) receive();
  });
}

void Reconnector::receive() {
  if (!socket_.is_open()) return;
  error_code error;
  const std::size_t count = socket_.read_some(asio::buffer(buffer_), error);
  if (is_temporary(error)) return wait_readable();
  if (error) return lose("connection lost: " + error.message());
  const Heard heard = events_.received({buffer_.data(), count});
  if (heard == Heard::nonsense) return lose("the server says something else");
  if (heard == Heard::life) note_life();
  wait_readable();
}

void Reconnector::note_life() {
  timer_.expires_after(options_.silence_limit);
  timer_.async_wait([this](const error_code& error) {
    // It may have been under way already when more came.
    const bool is_over = timer_.expiry() <= asio::steady_timer::clock_type::now();
    if (!error && is_over && socket_.is_open()) lose("the server is silent");
  });
}

void Reconnector::lose(const std::string& reason) {
  error_code ignored;
  socket_.close(ignored);
  timer_.expires_after(events_.lost(reason));
  timer_.async_wait([this](const error_code& error) {
    if (!error) connect();
  });
}

}  // namespace wiretrial::impl
