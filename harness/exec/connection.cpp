#include "harness/exec/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <boost/asio/buffer.hpp>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace wiretrial::exec {

namespace asio = boost::asio;
using asio::ip::tcp;
using model::EventKind;

Endpoint endpoint_of(const tcp::endpoint& endpoint) {
  return {endpoint.address().to_string(), endpoint.port()};
}

namespace {

// A word for an error that does not depend on the machine's language.
std::string word_for(const boost::system::error_code& error) {
  if (error == asio::error::connection_refused) return "refused";
  if (error == asio::error::connection_reset) return "reset";
  if (error == asio::error::broken_pipe) return "broken pipe";
  if (error == asio::error::network_unreachable) return "network unreachable";
  return error.message();
}

}  // namespace

Connection::Connection(Socket socket, std::string name, Log& log)
    : socket_(std::move(socket)), name_(std::move(name)), log_(log) {}

void Connection::make_window_small(int descriptor) {
  const int receive_buffer_bytes = 1024;
  const int segment_bytes = 88;
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
               sizeof receive_buffer_bytes);
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_MAXSEG, &segment_bytes, sizeof segment_bytes);
}

void Connection::connect(const tcp::endpoint& peer) {
  socket_.async_connect(peer, [self = shared_from_this(), peer](boost::system::error_code error) {
    if (error == asio::error::operation_aborted) return;
    // An answer to SYN says "refused"; only a connection that was there can be reset, and was
    // before we looked.
    const bool was_reset = error == asio::error::connection_reset;
    if (error && !was_reset) {
      self->failed_ = true;
      self->log_.add(EventKind::connect_failed, self->name_, word_for(error));
      return;
    }
    self->establish();
    self->peer_ = endpoint_of(peer);
    self->log_.add(EventKind::connected, self->name_);
    if (was_reset) self->end(true);
  });
}

void Connection::adopt() {
  establish();
  log_.add(EventKind::accepted, name_);
}

void Connection::establish() {
  boost::system::error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);  // a segment goes out when it is sent
  own_ = endpoint_of(socket_.local_endpoint(ignored));
  peer_ = endpoint_of(socket_.remote_endpoint(ignored));
  connected_ = true;
}

void Connection::start_reading(std::size_t bytes_at_once) {
  bytes_at_once_ = bytes_at_once;
  read_limit_.reset();
  if (reading_ || ended_ || !connected_) return;
  reading_ = true;
  read();
}

void Connection::read_to(std::uint64_t total) {
  if (ended_ || !connected_ || received_ >= total) return;
  bytes_at_once_ = 0;
  read_limit_ = total;
  if (reading_) return;
  reading_ = true;
  read();
}

void Connection::read() {
  std::size_t most =
      bytes_at_once_ == 0 ? buffer_.size() : std::min(bytes_at_once_, buffer_.size());
  if (read_limit_)
    most = static_cast<std::size_t>(std::min<std::uint64_t>(most, *read_limit_ - received_));
  if (most == 0) {
    reading_ = false;
    return;
  }
  socket_.async_read_some(
      asio::buffer(buffer_.data(), most),
      [self = shared_from_this()](boost::system::error_code error, std::size_t length) {
        if (error == asio::error::operation_aborted || !self->socket_.is_open()) return;
        if (!self->reading_) return;
        if (error) return self->end(error != asio::error::eof || self->reset_reported_);
        const std::string_view data(self->buffer_.data(), length);
        self->log_.add_data(EventKind::received, self->name_, data, self->received_);
        self->received_ += length;
        if (self->keep_stream_) self->stream_ += data;
        if (self->on_received_) self->on_received_(data);
        if (self->reading_) self->read();
      });
}

void Connection::stop_reading() {
  if (!reading_ || !socket_.is_open()) return;
  reading_ = false;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::end(bool reset) {
  if (ended_) return;
  ended_ = true;
  was_reset_ = reset;
  reading_ = false;
  log_.add(reset ? EventKind::rst_received : EventKind::fin_received, name_);
}

void Connection::send(std::string_view data) {
  if (!open()) return;
  if (data.empty()) return;
  sending_ = true;
  write(data);
}

void Connection::write(std::string_view rest) {
  socket_.async_write_some(
      asio::buffer(rest),
      [self = shared_from_this(), rest](boost::system::error_code error, std::size_t length) {
        if (error == asio::error::operation_aborted) return;
        self->sent_ += length;
        if (error) return self->fail_sending(error);
        if (length < rest.size()) return self->write(rest.substr(length));
        self->sending_ = false;
      });
}

void Connection::fail_sending(const boost::system::error_code& error) {
  sending_ = false;
  send_failed_ = true;
  log_.add(EventKind::send_failed, name_, word_for(error));
  // The kernel reports a reset once, to whichever call comes first; a reader would then see a plain
  // end.
  reset_reported_ = error == asio::error::connection_reset;
  // A connection that nobody reads learns of its end only here.
  if (!reading_) end(true);
}

void Connection::send_urgent(char byte) {
  if (!open()) return;
  boost::system::error_code error;
  socket_.non_blocking(true, error);
  sent_ += socket_.send(asio::buffer(&byte, 1), asio::socket_base::message_out_of_band, error);
  if (error == asio::error::would_block) {
    send_failed_ = true;
    log_.add(EventKind::send_failed, name_, "no room");
  } else if (error) {
    fail_sending(error);
  }
}

void Connection::hold_back(bool on) {
  if (!open()) return;
  const int value = on ? 1 : 0;
  ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_CORK, &value, sizeof value);
}

void Connection::finish() {
  if (!open() || fin_sent_) return;
  boost::system::error_code error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  if (error) return;  // the subject was faster; its end is in the log
  fin_sent_ = true;
  log_.add(EventKind::fin_sent, name_);
}

void Connection::disconnect() {
  if (!open()) return;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  if (::connect(socket_.native_handle(), &nobody, sizeof nobody) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect to AF_UNSPEC");
  }
  disconnected_ = true;
  reading_ = false;
  log_.add(EventKind::rst_sent, name_, "disconnected");
}

void Connection::reset() {
  if (!open()) return;
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
  reading_ = false;
  log_.add(EventKind::rst_sent, name_);
}

void Connection::close() {
  if (!socket_.is_open()) return;
  boost::system::error_code ignored;
  const std::size_t unread = socket_.available(ignored);
  socket_.close(ignored);
  reading_ = false;
  if (disconnected_) return;  // that was its end
  auto& event = log_.add(EventKind::closed, name_);
  if (unread > 0) event.figures["unread_bytes"] = static_cast<std::int64_t>(unread);
}

void Connection::vanish() {
  if (!socket_.is_open()) return;
  const int on = 1;
  if (::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_REPAIR, &on, sizeof on) != 0) {
    throw std::system_error(errno, std::generic_category(), "TCP_REPAIR");
  }
  close();
}

}  // namespace wiretrial::exec
