#include "impl/net/call.hpp"

#include <array>
#include <memory>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include "impl/net/temporary_error.hpp"

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Stage = CallFailure::Stage;

Stage stage_of(ConnectFailure::Kind kind) {
  switch (kind) {
    case ConnectFailure::Kind::unresolvable:
    case ConnectFailure::Kind::resolver_timed_out:
      return Stage::address;
    case ConnectFailure::Kind::not_created:
      return Stage::creating_socket;
    default:
      return Stage::connecting;
  }
}

class Call {
 public:
  Call(const CallOptions& options, std::string_view request, const TakeBytes& take)
      : options_(options), unsent_(request), take_(take), timer_(context_), socket_(context_) {}

  std::optional<CallFailure> perform() {
    std::make_shared<Connector>(context_, options_.connect, [this](ConnectResult result) {
      on_connected(std::move(result));
    })->start();
    // Not simply run(): an interrupted resolver would hold it back.
    while (!is_over_ && context_.run_one() > 0) {
    }
    return failure_;
  }

  [[nodiscard]] bool waits_for_resolver() const { return waits_for_resolver_; }

 private:
  void on_connected(ConnectResult result) {
    if (auto* failure = std::get_if<ConnectFailure>(&result)) {
      waits_for_resolver_ = failure->kind == ConnectFailure::Kind::resolver_timed_out;
      return fail(stage_of(failure->kind), std::move(failure->message));
    }
    socket_ = std::get<tcp::socket>(std::move(result));
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    note_progress();
    wait_readable();
    send();
  }

  void send() {
    while (!unsent_.empty()) {
      error_code error;
      const std::size_t count = socket_.write_some(asio::buffer(unsent_), error);
      if (is_temporary(error)) return wait_writable();
      if (error) return fail(Stage::sending, error.message());
      unsent_.remove_prefix(count);
      note_progress();
    }
    error_code error;
    if (options_.half_closes) socket_.shutdown(tcp::socket::shutdown_send, error);
  }

  void wait_writable() {
    socket_.async_wait(tcp::socket::wait_write, [this](const error_code&) {
      if (!is_over_) send();
    });
  }

  void wait_readable() {
    socket_.async_wait(tcp::socket::wait_read, [this](const error_code&) {
      if (!is_over_) receive();
    });
  }

  void receive() {
    error_code error;
    const std::size_t count = socket_.read_some(asio::buffer(buffer_), error);
    if (is_temporary(error)) return wait_readable();
    if (error == asio::error::eof) return end();
    if (error) return fail(Stage::receiving, error.message());
    note_progress();
    if (!take_({buffer_.data(), count})) return end();
    wait_readable();
  }

  void note_progress() {
    timer_.expires_after(options_.idle_limit);
    timer_.async_wait([this](const error_code& error) {
      if (error || is_over_ || timer_.expiry() > asio::steady_timer::clock_type::now()) return;
      fail(unsent_.empty() ? Stage::receiving : Stage::sending, "timed out");
    });
  }

  void fail(Stage stage, std::string reason) {
    failure_ = CallFailure{stage, std::move(reason)};
    end();
  }

  void end() {
    is_over_ = true;
    error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
  }

  const CallOptions& options_;
  std::string_view unsent_;
  const TakeBytes& take_;
  asio::io_context context_{1};
  asio::steady_timer timer_;
  tcp::socket socket_;
  std::array<char, 64 * 1024> buffer_{};
  std::optional<CallFailure> failure_;
  bool is_over_ = false;
  bool waits_for_resolver_ = false;
};

}  // namespace

std::optional<CallFailure> call(const CallOptions& options, std::string_view request,
                                const TakeBytes& take) {
  auto performed = std::make_unique<Call>(options, request, take);
  auto failure = performed->perform();
  // Ending it would wait for the resolver; the end of the process does not.
  if (performed->waits_for_resolver()) static_cast<void>(performed.release());
  return failure;
}

}  // namespace wiretrial::impl
