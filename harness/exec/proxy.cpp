#include "harness/exec/proxy.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>

namespace wiretrial::exec {

namespace asio = boost::asio;
using asio::ip::tcp;
using model::Direction;
using model::EventKind;
using model::ProxyFaultKind;

namespace {

constexpr int backlog = 64;

bool is_about_arrival(ProxyFaultKind kind) {
  return kind == ProxyFaultKind::refuse || kind == ProxyFaultKind::accept_then_close ||
         kind == ProxyFaultKind::accept_late;
}

// The proxied connections are a, b, c, ... in the order of their coming.
std::string name_of_connection(std::size_t index) {
  constexpr std::size_t letters = 26;
  if (index < letters) return {static_cast<char>('a' + index)};
  return "z" + std::to_string(index - letters + 2);
}

}  // namespace

struct Proxy::Link {
  Link(std::string its_name, ProxyFlow::Legs legs, Log& log, const ProxyHooks& hooks)
      : name(std::move(its_name)),
        client(legs.first),
        server(legs.second),
        request(name, Direction::request, legs, log, hooks),
        response(name, Direction::response, legs, log, hooks) {
    request.set_opposite(response);
    response.set_opposite(request);
  }

  ProxyFlow& flow(Direction direction) {
    return direction == Direction::request ? request : response;
  }

  std::string name;
  std::shared_ptr<Connection> client;
  std::shared_ptr<Connection> server;
  ProxyFlow request;
  ProxyFlow response;
  bool reads_server = false;
};

Proxy::Proxy(asio::io_context& context, const std::string& host, const Endpoint& server, Log& log,
             ProxyHooks hooks)
    : context_(context),
      acceptor_(context),
      timer_(context),
      place_(asio::ip::make_address(host), 0),
      server_(server),
      log_(log),
      hooks_(std::move(hooks)) {
  acceptor_.open(place_.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  acceptor_.bind(place_);
  place_ = acceptor_.local_endpoint();
  own_ = {host, place_.port()};
}

Proxy::~Proxy() {
  for (const auto& link : links_) {
    for (const auto& leg : {link->client, link->server}) leg->on_received(nullptr);
  }
}

void Proxy::arm(const model::ProxyFault& fault) {
  auto armed = std::make_shared<ArmedFault>(ArmedFault{fault, false, ""});
  armed_.push_back(armed);
  for (const auto& link : links_) {
    if (link->name == fault.on) link->flow(fault.direction).attach(armed, "");
  }
}

std::shared_ptr<ArmedFault> Proxy::find_armed(ProxyFaultKind kind, const std::string& name) const {
  const auto found = std::find_if(armed_.begin(), armed_.end(), [&](const auto& armed) {
    return armed->fault.kind == kind && armed->fault.on == name && !armed->fired;
  });
  return found == armed_.end() ? nullptr : *found;
}

void Proxy::fire(ArmedFault& armed, const std::string& words) {
  armed.fired = true;
  log_.add(EventKind::fault_injected, armed.fault.on,
           std::string(model::name_of(armed.fault.kind)) + ": " + words);
}

void Proxy::client_starts() {
  const std::string next = name_of_connection(links_.size());
  if (const auto refuse = find_armed(ProxyFaultKind::refuse, next)) {
    return fire(*refuse, "the port is taken, and nobody listens");
  }
  accept_from_ = Clock::now();
  if (const auto late = find_armed(ProxyFaultKind::accept_late, next)) {
    accept_from_ += late->fault.delay;
  }
  listen();
}

void Proxy::listen() {
  if (accepting_) return;
  accepting_ = true;
  acceptor_.listen(backlog);
  log_.add(EventKind::listening, "", "a proxy, which segments anew what it forwards");
}

// An arrival ends a turn of the event loop; it is taken in `work`.
void Proxy::await_arrival() {
  if (*arrival_awaited_) return;
  *arrival_awaited_ = true;
  acceptor_.async_wait(
      tcp::acceptor::wait_read,
      [awaited = arrival_awaited_](boost::system::error_code) { *awaited = false; });
}

void Proxy::accept() {
  boost::system::error_code error;
  acceptor_.non_blocking(true, error);
  while (acceptor_.is_open()) {
    Socket socket(context_);
    acceptor_.accept(socket, error);
    if (error) return;  // nobody is there
    begin_link(std::move(socket));
  }
}

void Proxy::begin_link(Socket socket) {
  const std::string name = name_of_connection(links_.size());
  const auto client =
      std::make_shared<Connection>(std::move(socket), name + model::client_leg, log_);
  const auto server =
      std::make_shared<Connection>(Socket(context_), name + model::server_leg, log_);
  links_.push_back(std::make_unique<Link>(name, ProxyFlow::Legs{client, server}, log_, hooks_));
  Link& link = *links_.back();
  for (const auto& armed : armed_) {
    if (armed->fault.on != name || is_about_arrival(armed->fault.kind)) continue;
    const Direction direction = armed->fault.direction;
    const std::string earlier =
        links_.size() < 2 ? "" : links_[links_.size() - 2]->flow(direction).source_stream();
    link.flow(direction).attach(armed, earlier);
  }
  client->adopt();
  hooks_.on_leg(client);
  if (const auto late = find_armed(ProxyFaultKind::accept_late, name)) {
    fire(*late, "accepted after " + std::to_string(late->fault.delay.count()) + " ms");
  }
  if (const auto at_once = find_armed(ProxyFaultKind::accept_then_close, name)) {
    fire(*at_once, "accepted, then " + std::string(model::name_of(at_once->fault.to_client)));
    if (at_once->fault.to_client == model::SideAction::fin) client->close();
    if (at_once->fault.to_client == model::SideAction::rst) client->reset();
    return;
  }
  connect_to_server(link);
}

void Proxy::connect_to_server(Link& link) {
  link.server->connect(tcp::endpoint(asio::ip::make_address(server_.host), server_.port));
  hooks_.on_leg(link.server);
  link.client->start_reading();
}

bool Proxy::work_on(Link& link) {
  if (!link.client->open() && !link.server->open()) return false;
  if (link.server->failed() && link.client->open()) {
    link.client->reset();
    return true;
  }
  if (link.server->connected() && !link.reads_server) {
    link.reads_server = true;
    link.server->start_reading();
  }
  return link.request.work() || link.response.work();
}

void Proxy::work() {
  if (accepting_ && Clock::now() >= accept_from_) {
    accept();
    await_arrival();
  }
  auto due = accept_from_ > Clock::now() ? accept_from_ : Clock::time_point::max();
  for (const auto& link : links_) {
    while (work_on(*link)) {
    }
    due = std::min({due, link->request.next_due(), link->response.next_due()});
  }
  if (due == Clock::time_point::max()) return;
  timer_.expires_at(due);
  timer_.async_wait([](boost::system::error_code) {});
}

std::size_t Proxy::passed_bytes() const {
  std::size_t passed = 0;
  for (const auto& link : links_) {
    passed += link->request.passed_bytes() + link->response.passed_bytes();
  }
  return passed;
}

bool Proxy::over() const {
  return std::all_of(links_.begin(), links_.end(), [](const auto& link) {
    const auto done = [](const Connection& leg) {
      return !leg.open() || leg.failed() || leg.ended() || (leg.connected() && !leg.reading());
    };
    const bool server_will_end =
        link->server->fin_sent() || link->request.delivered_message() || !link->server->connected();
    return done(*link->client) && (done(*link->server) || !server_will_end);
  });
}

void Proxy::finish() {
  // What is known of a fault by now is why it can never fire; the rest only did not come so far.
  std::vector<bool> absent;
  for (const auto& armed : armed_) absent.push_back(!armed->reason.empty());
  for (const auto& link : links_) {
    link->request.explain_unfired();
    link->response.explain_unfired();
  }
  for (std::size_t i = 0; i < armed_.size(); ++i) {
    const ArmedFault& armed = *armed_[i];
    if (armed.fired) continue;
    auto& event = log_.add(EventKind::fault_not_injected, armed.fault.on,
                           std::string(model::name_of(armed.fault.kind)) + ": " +
                               (armed.reason.empty() ? "no such connection came" : armed.reason));
    event.number = absent[i] ? 1 : 0;
  }
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  timer_.cancel();
}

}  // namespace wiretrial::exec
