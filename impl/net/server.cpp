#include "impl/net/server.hpp"

#include <utility>

#include "impl/net/server_connection.hpp"
#include "impl/net/service.hpp"

namespace wiretrial::impl {

using boost::asio::ip::tcp;

class Server::Implementation {
 public:
  Implementation(const ServerOptions& options, Responder responder)
      : context_{options.session,
                 std::move(responder),
                 [this] { service_.connection_ended(); },
                 {}},
        service_({.host = options.host,
                  .port = options.port,
                  .stops_on_signals = options.stops_on_signals},
                 [this](tcp::socket socket) {
                   std::make_shared<ServerConnection>(std::move(socket), context_)->start();
                 }) {}

  [[nodiscard]] tcp::endpoint endpoint() const { return service_.endpoints().front(); }
  void run() { service_.run(); }
  void stop() { service_.stop(); }

 private:
  ServerContext context_;  // before the service, whose handlers own the connections
  Service service_;
};

Server::Server(const ServerOptions& options, Responder responder)
    : implementation_(std::make_unique<Implementation>(options, std::move(responder))) {}

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
