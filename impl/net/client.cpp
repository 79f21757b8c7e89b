#include "impl/net/client.hpp"

#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "impl/net/client_connection.hpp"
#include "impl/net/connector.hpp"

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

ExchangeFailure explain(const ClientFailure& failure) {
  using Kind = ExchangeFailure::Kind;
  switch (failure.kind) {
    case ClientFailure::Kind::send_timed_out:
      return {Kind::response_timed_out,
              "no complete response in time: the server stopped taking the request"};
    case ClientFailure::Kind::response_timed_out:
      return {Kind::response_timed_out, "no complete response in time"};
    case ClientFailure::Kind::invalid:
      return {Kind::invalid_response, "invalid response: " + describe(*failure.error)};
    case ClientFailure::Kind::closed:
      break;
  }
  return {Kind::closed,
          "connection closed or reset before a complete response: " + describe(*failure.error)};
}

ExchangeFailure explain(ConnectFailure failure) {
  using From = ConnectFailure::Kind;
  using To = ExchangeFailure::Kind;
  const auto kind = [&] {
    switch (failure.kind) {
      case From::unresolvable:
        return To::unresolvable;
      case From::refused:
        return To::refused;
      case From::resolver_timed_out:
      case From::timed_out:
        return To::connect_timed_out;
      case From::closed:
        return To::closed;
      case From::not_created:
      case From::unreachable:
        break;
    }
    return To::unreachable;
  };
  return {kind(), std::move(failure.message)};
}

}  // namespace

class Client::Implementation {
 public:
  explicit Implementation(ClientOptions options) : options_(std::move(options)) {}

  ExchangeResult exchange(Message request) {
    session_.emplace(options_.session, std::move(request));
    const ConnectOptions place{options_.host, options_.port, options_.connect_limit};
    std::make_shared<Connector>(context_, place, [this](ConnectResult result) {
      on_connected(std::move(result));
    })->start();
    // Not simply run(): an interrupted resolver would hold it back.
    while (!is_over() && context_.run_one() > 0) {
    }
    if (connect_failure_) return *connect_failure_;
    auto result = session_->take_result();
    if (const auto* failure = std::get_if<ClientFailure>(&result)) return explain(*failure);
    return std::get<Message>(std::move(result));
  }

 private:
  [[nodiscard]] bool is_over() const {
    return connect_failure_ || session_->phase() == ClientPhase::ended;
  }

  void on_connected(ConnectResult result) {
    if (auto* failure = std::get_if<ConnectFailure>(&result)) {
      connect_failure_ = explain(std::move(*failure));
      return;
    }
    connection_.emplace(std::get<tcp::socket>(std::move(result)), *session_);
    connection_->start();
  }

  ClientOptions options_;
  asio::io_context context_{1};
  std::optional<ExchangeFailure> connect_failure_;
  std::optional<ClientSession> session_;
  std::optional<ClientConnection> connection_;
};

Client::Client(ClientOptions options)
    : implementation_(std::make_unique<Implementation>(std::move(options))) {}

Client::~Client() = default;

ExchangeResult Client::exchange(Message request) {
  return implementation_->exchange(std::move(request));
}

}  // namespace wiretrial::impl
