#include "impl/net/connector.hpp"

#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Kind = ExchangeFailure::Kind;

std::string place(const ClientOptions& options) {
  return options.host + " port " + std::to_string(options.port);
}

// Whatever is neither an answer of the host nor silence means that there is no way to it.
ExchangeFailure failure_of(const error_code& error, const ClientOptions& options) {
  if (error == asio::error::connection_refused) {
    return {Kind::refused, "connection refused by " + place(options)};
  }
  if (error == asio::error::timed_out) {
    return {Kind::connect_timed_out, "connect timed out: no answer from " + place(options)};
  }
  if (error == asio::error::connection_reset) {
    return {Kind::closed, "connection closed or reset while connecting to " + place(options)};
  }
  return {Kind::unreachable, "unreachable: " + place(options) + ": " + error.message()};
}

}  // namespace

Connector::Connector(asio::io_context& context, const ClientOptions& options, Handler handler)
    : options_(options),
      handler_(std::move(handler)),
      resolver_(context),
      socket_(context),
      timer_(context) {}

void Connector::start() {
  end_ = Clock::now() + options_.connect_limit;
  error_code not_numeric;
  const auto address = asio::ip::make_address(options_.host, not_numeric);
  if (not_numeric) return resolve();
  endpoints_ = {tcp::endpoint(address, options_.port)};
  try_next();
}

void Connector::resolve() {
  timer_.expires_at(end_);
  timer_.async_wait([this](const error_code& error) {
    if (!error) finish(timed_out());
  });
  resolver_.async_resolve(
      options_.host, std::to_string(options_.port),
      [this](const error_code& error, const tcp::resolver::results_type& results) {
        if (handler_) on_resolved(error, results);
      });
}

void Connector::on_resolved(const error_code& error, const tcp::resolver::results_type& results) {
  timer_.cancel();
  if (error) {
    return finish(ExchangeFailure{
        Kind::unresolvable, "unresolvable: the name " + options_.host + ": " + error.message()});
  }
  for (const auto& entry : results) endpoints_.push_back(entry.endpoint());
  try_next();
}

// Each address gets an equal share of the time that is left, so that one that never answers leaves
// some for those after it.
void Connector::try_next() {
  const auto now = Clock::now();
  if (next_endpoint_ == endpoints_.size()) return finish(*failure_);
  if (now >= end_) return finish(timed_out());
  const auto endpoints_left = static_cast<Clock::rep>(endpoints_.size() - next_endpoint_);
  timer_.expires_at(now + (end_ - now) / endpoints_left);
  timer_.async_wait([this](const error_code& error) {
    if (error || !handler_) return;
    attempt_timed_out_ = true;
    error_code ignored;
    socket_.close(ignored);
  });
  socket_.async_connect(endpoints_[next_endpoint_++],
                        [this](const error_code& error) { on_attempt(error); });
}

void Connector::on_attempt(const error_code& error) {
  timer_.cancel();
  if (std::exchange(attempt_timed_out_, false)) return fail_attempt(timed_out());
  if (error == asio::error::interrupted) return try_again();
  if (error) return fail_attempt(failure_of(error, options_));
  finish(std::move(socket_));
}

// An interrupted attempt says nothing about the address; a new socket begins afresh (CON-9).
void Connector::try_again() {
  error_code ignored;
  socket_.close(ignored);
  --next_endpoint_;
  try_next();
}

void Connector::fail_attempt(ExchangeFailure failure) {
  error_code ignored;
  socket_.close(ignored);
  // An address without a route says less than one that refused or stayed silent.
  if (!failure_ || failure.kind != Kind::unreachable) failure_ = std::move(failure);
  try_next();
}

void Connector::finish(Result result) {
  timer_.cancel();
  std::exchange(handler_, nullptr)(std::move(result));
}

ExchangeFailure Connector::timed_out() const {
  return failure_of(asio::error::timed_out, options_);
}

}  // namespace wiretrial::impl
