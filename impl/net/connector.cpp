#include "impl/net/connector.hpp"

#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Kind = ConnectFailure::Kind;

std::string place(const ConnectOptions& options) {
  return options.host + " port " + std::to_string(options.port);
}

// Whatever is neither an answer of the host nor silence means that there is no way to it.
ConnectFailure failure_of(const error_code& error, const ConnectOptions& options) {
  if (error == asio::error::connection_refused) {
    return {Kind::refused, "connection refused by " + place(options)};
  }
  if (error == asio::error::timed_out) {
    return {Kind::timed_out, "connect timed out: no answer from " + place(options)};
  }
  if (error == asio::error::connection_reset) {
    return {Kind::closed, "connection closed or reset while connecting to " + place(options)};
  }
  return {Kind::unreachable, "unreachable: " + place(options) + ": " + error.message()};
}

// An address without a route, or of a family that the machine lacks, says less than one that
// refused or stayed silent.
bool says_little(const ConnectFailure& failure) {
  return failure.kind == Kind::unreachable || failure.kind == Kind::not_created;
}

}  // namespace

Connector::Connector(asio::io_context& context, ConnectOptions options, ConnectHandler handler)
    : options_(std::move(options)),
      handler_(std::move(handler)),
      resolver_(context),
      socket_(context),
      timer_(context) {}

void Connector::start() {
  end_ = Clock::now() + options_.limit;
  error_code not_numeric;
  const auto address = asio::ip::make_address(options_.host, not_numeric);
  if (not_numeric) return resolve();
  endpoints_ = {tcp::endpoint(address, options_.port)};
  asio::post(timer_.get_executor(), [self = shared_from_this()] {
    if (self->handler_) self->try_next();
  });
}

void Connector::cancel() {
  handler_ = nullptr;
  timer_.cancel();
  resolver_.cancel();
  error_code ignored;
  socket_.close(ignored);
}

void Connector::resolve() {
  timer_.expires_at(end_);
  timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (error || !self->handler_) return;
    self->finish(ConnectFailure{Kind::resolver_timed_out, self->timed_out().message});
  });
  resolver_.async_resolve(options_.host, std::to_string(options_.port),
                          [self = shared_from_this()](const error_code& error,
                                                      const tcp::resolver::results_type& results) {
                            if (self->handler_) self->on_resolved(error, results);
                          });
}

void Connector::on_resolved(const error_code& error, const tcp::resolver::results_type& results) {
  timer_.cancel();
  if (error) {
    return finish(ConnectFailure{
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
  const tcp::endpoint endpoint = endpoints_[next_endpoint_++];
  error_code error;
  socket_.open(endpoint.protocol(), error);
  if (error) {
    return fail_attempt(
        ConnectFailure{Kind::not_created, "cannot create a socket: " + error.message()});
  }
  timer_.expires_at(now + (end_ - now) / endpoints_left);
  timer_.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (cancelled || !self->handler_) return;
    self->attempt_timed_out_ = true;
    error_code ignored;
    self->socket_.close(ignored);
  });
  socket_.async_connect(endpoint, [self = shared_from_this()](const error_code& outcome) {
    if (self->handler_) self->on_attempt(outcome);
  });
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

void Connector::fail_attempt(ConnectFailure failure) {
  error_code ignored;
  socket_.close(ignored);
  if (!failure_ || !says_little(failure)) failure_ = std::move(failure);
  try_next();
}

void Connector::finish(ConnectResult result) {
  timer_.cancel();
  std::exchange(handler_, nullptr)(std::move(result));
}

ConnectFailure Connector::timed_out() const {
  return failure_of(asio::error::timed_out, options_);
}

}  // namespace wiretrial::impl
