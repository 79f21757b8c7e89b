// What servers share: the addresses they listen on, the loop that runs them, and their end.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>

#include "impl/net/listener.hpp"

namespace wiretrial::impl {

enum class Addresses { first, every };

struct ServiceOptions {
  // A name or a numeric IPv4 or IPv6 address (PROTOCOL.md CON-8, ECH-3); `*` stands for all
  // addresses of the machine.
  std::string host;
  // 0 lets the system choose.
  std::uint16_t port = 0;
  // Which of a name's addresses to listen on. With `every`, those that the machine cannot have,
  // such as IPv6 ones on a machine without it, are passed over while there is another.
  Addresses addresses = Addresses::first;
  // With one_at_a_time: one on each address.
  Serving serving = Serving::all;
  // SIGTERM and SIGINT end run(), also those that come as soon as it listens (PROTOCOL.md SRV-7).
  bool stops_on_signals = false;
};

// Listens from construction on, serves while run() runs; one thread.
class Service {
 public:
  // Throws std::runtime_error, whose text names host, port and reason, when it cannot listen there
  // (PROTOCOL.md SRV-6).
  Service(const ServiceOptions& options, BeginConnection begin);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Where it listens: at least one, all with the same port.
  [[nodiscard]] std::vector<boost::asio::ip::tcp::endpoint> endpoints() const;

  // To be called when a connection has ended.
  void connection_ended();

  // Serves until stop(), or a signal. Memory that runs out in a handler ends that connection, at
  // the latest at its deadline, and not the service.
  void run();

  // Ends run(); may be called from another thread.
  void stop() { context_.stop(); }

 private:
  [[nodiscard]] bool runs_to_the_end();

  // One thread runs it, so Asio need not lock for more (stop() is safe nevertheless).
  boost::asio::io_context context_{1};
  boost::asio::signal_set signals_;  // before the listeners: whoever can connect can also end it
  std::deque<Listener> listeners_;
};

// The line of JSON that says where a service listens, with its line end.
[[nodiscard]] std::string listening_line(const Service& service);

}  // namespace wiretrial::impl
