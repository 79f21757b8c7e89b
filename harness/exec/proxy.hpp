// A proxy between two real programs: the client on trial connects to it, and it connects to the
// server on trial. It forwards what it reads as it reads it, so the segments are not the sender's.
// Runs in the worker's event loop: handlers only take in, `work` does everything else.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "harness/exec/loopback.hpp"
#include "harness/exec/proxy_flow.hpp"

namespace wiretrial::exec {

class Proxy {
 public:
  // Listens on a free port of `host` (numeric); the kernel chooses it. `server` is where it
  // connects to. Throws boost::system::system_error when it cannot listen. The context and the log
  // must outlive it; it must not be destroyed while a handler runs.
  Proxy(boost::asio::io_context& context, const std::string& host, const Endpoint& server, Log& log,
        ProxyHooks hooks);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  // Where clients find it.
  [[nodiscard]] const Endpoint& endpoint() const { return own_; }

  // Before the client that it is meant for starts.
  void arm(const model::ProxyFault& fault);
  // A client is about to be started: a late accept counts from here.
  void client_starts();

  // Does all that can be done now; to be called between turns of the event loop, never in a
  // handler. A timer ends a turn when more is due.
  void work();
  // Whether nothing more is to come: the client is gone, and so is a server that has reason to go.
  [[nodiscard]] bool over() const;
  // How many bytes were sent on, in both directions of every connection.
  [[nodiscard]] std::size_t passed_bytes() const;
  // Logs every armed fault that did not fire, with the reason. Accepts and forwards nothing more.
  void finish();

 private:
  struct Link;
  using Socket = boost::asio::ip::tcp::socket;

  void listen();
  void accept();
  void await_arrival();
  void begin_link(Socket socket);
  void connect_to_server(Link& link);
  bool work_on(Link& link);
  [[nodiscard]] std::shared_ptr<ArmedFault> find_armed(model::ProxyFaultKind kind,
                                                       const std::string& name) const;
  void fire(ArmedFault& armed, const std::string& words);

  boost::asio::io_context& context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer timer_;
  boost::asio::ip::tcp::endpoint place_;
  Endpoint own_;
  Endpoint server_;
  Log& log_;
  ProxyHooks hooks_;
  std::vector<std::shared_ptr<ArmedFault>> armed_;
  std::vector<std::unique_ptr<Link>> links_;
  std::vector<Socket> accepted_;
  Clock::time_point accept_from_{};
  bool accepting_ = false;
  std::shared_ptr<bool> arrival_awaited_ = std::make_shared<bool>(false);
};

}  // namespace wiretrial::exec
