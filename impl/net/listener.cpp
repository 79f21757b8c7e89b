#include "impl/net/listener.hpp"

#include <new>
#include <utility>

#include <boost/asio/error.hpp>

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// How long accepting rests when there is no descriptor or memory for one more connection: the
// waiting clients stay in the backlog, and a connection that ends resumes it sooner (SRV-4).
constexpr std::chrono::milliseconds accept_pause{100};

}  // namespace

Listener::Listener(tcp::acceptor acceptor, Serving serving, BeginConnection begin)
    : acceptor_(std::move(acceptor)),
      pause_timer_(acceptor_.get_executor()),
      serving_(serving),
      begin_(std::move(begin)) {}

void Listener::accept_next() {
  acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
    on_accepted(error, std::move(socket));
  });
}

void Listener::on_accepted(const boost::system::error_code& error, tcp::socket socket) {
  if (error == asio::error::operation_aborted) return;
  // A client that left before it was accepted is no reason to rest; anything else may come again
  // at once.
  if (error && error != asio::error::connection_aborted) return pause();
  if (!error && !begin_connection(std::move(socket))) return pause();
  if (error || serving_ == Serving::all) return accept_next();
  is_held_ = true;
}

// Returns false when there is no memory for it; the socket is then closed.
bool Listener::begin_connection(tcp::socket socket) {
  try {
    begin_(std::move(socket));
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

void Listener::pause() {
  pause_timer_.expires_after(accept_pause);
  // Cancelled or over: either way it is time to try again.
  pause_timer_.async_wait([this](const boost::system::error_code&) { accept_next(); });
}

void Listener::resume() {
  pause_timer_.cancel();
  if (std::exchange(is_held_, false)) accept_next();
}

}  // namespace wiretrial::impl
