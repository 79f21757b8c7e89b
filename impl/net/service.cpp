#include "impl/net/service.hpp"

#include <algorithm>
#include <csignal>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/v6_only.hpp>

namespace wiretrial::impl {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using boost::system::system_error;

std::vector<tcp::endpoint> find_endpoints(asio::io_context& context,
                                          const ServiceOptions& options) {
  error_code not_numeric;
  const auto address = asio::ip::make_address(options.host, not_numeric);
  if (!not_numeric) return {{address, options.port}};
  tcp::resolver resolver(context);
  const auto found = resolver.resolve(options.host == "*" ? "" : options.host,
                                      std::to_string(options.port), tcp::resolver::passive);
  std::vector<tcp::endpoint> endpoints;
  for (const auto& entry : found) {
    const bool is_new = std::count(endpoints.begin(), endpoints.end(), entry.endpoint()) == 0;
    if (is_new) endpoints.push_back(entry.endpoint());
  }
  if (options.addresses == Addresses::first) endpoints.resize(1);
  return endpoints;
}

tcp::acceptor listen_on(asio::io_context& context, const tcp::endpoint& endpoint) {
  tcp::acceptor acceptor(context, endpoint.protocol());
  // Connections of an earlier server in TIME_WAIT do not hold the port (PROTOCOL.md SRV-5).
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  // Each family has a socket of its own, whatever the machine's default is.
  if (endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true));
  acceptor.bind(endpoint);
  acceptor.listen(accept_backlog);
  return acceptor;
}

bool is_missing_address(const error_code& error) {
  return error == asio::error::address_family_not_supported ||
         error == boost::system::errc::address_not_available;
}

// The second and further addresses have the port that the system chose for the first.
std::vector<tcp::acceptor> listen_on_all(asio::io_context& context, const ServiceOptions& options) {
  std::vector<tcp::acceptor> acceptors;
  std::optional<system_error> missing;
  for (tcp::endpoint endpoint : find_endpoints(context, options)) {
    if (!acceptors.empty()) endpoint.port(acceptors.front().local_endpoint().port());
    try {
      acceptors.push_back(listen_on(context, endpoint));
    } catch (const system_error& error) {
      if (!is_missing_address(error.code())) throw;
      missing = error;
    }
  }
  if (acceptors.empty()) throw missing.value_or(system_error(asio::error::host_not_found));
  return acceptors;
}

}  // namespace

Service::Service(const ServiceOptions& options, BeginConnection begin) : signals_(context_) {
  if (options.stops_on_signals) {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](const error_code& error, int) {
      if (!error) context_.stop();
    });
  }
  try {
    for (tcp::acceptor& acceptor : listen_on_all(context_, options)) {
      listeners_.emplace_back(std::move(acceptor), options.serving, begin);
    }
  } catch (const system_error& error) {
    throw std::runtime_error("cannot listen on " + options.host + " port " +
                             std::to_string(options.port) + ": " + error.code().message());
  }
}

std::vector<tcp::endpoint> Service::endpoints() const {
  std::vector<tcp::endpoint> endpoints;
  for (const Listener& listener : listeners_) endpoints.push_back(listener.endpoint());
  return endpoints;
}

void Service::connection_ended() {
  for (Listener& listener : listeners_) listener.resume();
}

void Service::run() {
  for (Listener& listener : listeners_) listener.start();
  while (!runs_to_the_end()) {
  }
}

// Returns false when there is more to run.
bool Service::runs_to_the_end() {
  try {
    context_.run();
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

std::string listening_line(const Service& service) {
  const auto endpoints = service.endpoints();
  std::string hosts;
  for (const tcp::endpoint& endpoint : endpoints) {
    hosts += (hosts.empty() ? "\"" : ",\"") + endpoint.address().to_string() + "\"";
  }
  return "{\"listening\":{\"hosts\":[" + hosts +
         "],\"port\":" + std::to_string(endpoints.front().port()) + "}}\n";
}

}  // namespace wiretrial::impl
