#include "impl/net/server.hpp"

#include <csignal>
#include <new>
#include <stdexcept>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>

#include "impl/net/listener.hpp"

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

tcp::endpoint find_endpoint(asio::io_context& context, const std::string& host,
                            std::uint16_t port) {
  boost::system::error_code not_numeric;
  const auto address = asio::ip::make_address(host, not_numeric);
  if (!not_numeric) return {address, port};
  tcp::resolver resolver(context);
  return resolver.resolve(host, std::to_string(port), tcp::resolver::passive).begin()->endpoint();
}

tcp::acceptor listen_on(asio::io_context& context, const std::string& host, std::uint16_t port) {
  try {
    const tcp::endpoint endpoint = find_endpoint(context, host, port);
    tcp::acceptor acceptor(context, endpoint.protocol());
    // Connections of an earlier server in TIME_WAIT do not hold the port (PROTOCOL.md SRV-5).
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen(accept_backlog);
    return acceptor;
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on " + host + " port " + std::to_string(port) + ": " +
                             error.code().message());
  }
}

// Stops the context on SIGTERM and SIGINT, from construction on.
class StoppingSignals {
 public:
  StoppingSignals(asio::io_context& context, bool wanted) : signals_(context) {
    if (!wanted) return;
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([&context](const boost::system::error_code& error, int) {
      if (!error) context.stop();
    });
  }

 private:
  asio::signal_set signals_;
};

}  // namespace

class Server::Implementation {
 public:
  Implementation(ServerOptions options, Responder responder)
      : signals_(context_, options.stops_on_signals),
        listener_(listen_on(context_, options.host, options.port), options.session,
                  std::move(responder)) {}

  [[nodiscard]] tcp::endpoint endpoint() const { return listener_.endpoint(); }

  void run() {
    listener_.start();
    while (!runs_to_the_end()) {
    }
  }

  void stop() { context_.stop(); }

 private:
  // Memory that runs out in a handler ends that connection, at the latest at its deadline, and not
  // the server. Returns false when there is more to run.
  bool runs_to_the_end() {
    try {
      context_.run();
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }

  // One thread runs it, so Asio need not lock for more (stop() is safe nevertheless).
  asio::io_context context_{1};
  StoppingSignals signals_;  // before the listener: whoever can connect can also end it
  Listener listener_;
};

Server::Server(ServerOptions options, Responder responder)
    : implementation_(std::make_unique<Implementation>(std::move(options), std::move(responder))) {}

Server::~Server() = default;

std::string Server::address() const {
  return implementation_->endpoint().address().to_string();
}
std::uint16_t Server::port() const {
  return implementation_->endpoint().port();
}
void Server::run() {
  implementation_->run();
}
void Server::stop() {
  implementation_->stop();
}

}  // namespace wiretrial::impl
