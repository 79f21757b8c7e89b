#include "impl/net/echo_server.hpp"

#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include "impl/net/temporary_error.hpp"

namespace wiretrial::impl {

using boost::asio::ip::tcp;
using boost::system::error_code;

// Keeps itself alive through its handlers until it has ended. The server must outlive it.
class EchoServer::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, EchoServer& server)
      : socket_(std::move(socket)), server_(server) {}

  void start() {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    wait(tcp::socket::wait_read);
  }

 private:
  // Always for one of the two: what has come back is read no further before it has gone out.
  void wait(tcp::socket::wait_type what) {
    socket_.async_wait(what, [self = shared_from_this(), what](const error_code&) {
      if (what == tcp::socket::wait_read) {
        self->read();
      } else {
        self->write_kept();
      }
    });
  }

  void read() {
    error_code error;
    const std::size_t count = socket_.read_some(boost::asio::buffer(server_.buffer_), error);
    if (is_temporary(error)) return wait(tcp::socket::wait_read);
    if (error) return end();
    const std::string_view bytes(server_.buffer_.data(), count);
    std::size_t sent = 0;
    if (!write(bytes, sent)) return end();
    kept_.assign(bytes.substr(sent));
    wait(kept_.empty() ? tcp::socket::wait_read : tcp::socket::wait_write);
  }

  void write_kept() {
    std::size_t sent = 0;
    if (!write(kept_, sent)) return end();
    kept_.erase(0, sent);
    if (!kept_.empty()) return wait(tcp::socket::wait_write);
    kept_.shrink_to_fit();
    wait(tcp::socket::wait_read);
  }

  // Sends what the system takes; false when the connection is lost.
  bool write(std::string_view bytes, std::size_t& sent) {
    while (sent < bytes.size()) {
      error_code error;
      sent += socket_.write_some(boost::asio::buffer(bytes.substr(sent)), error);
      if (is_temporary(error)) return true;
      if (error) return false;
    }
    return true;
  }

  // Everything that came has gone out, or the connection is lost.
  void end() {
    error_code ignored;
    socket_.close(ignored);
    server_.service_.connection_ended();
  }

  tcp::socket socket_;
  EchoServer& server_;
  std::string kept_;
};

EchoServer::EchoServer(const ServiceOptions& options)
    : service_(options, [this](tcp::socket socket) {
        std::make_shared<Connection>(std::move(socket), *this)->start();
      }) {}

}  // namespace wiretrial::impl
