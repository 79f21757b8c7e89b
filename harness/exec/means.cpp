#include "harness/exec/means.hpp"

#include <algorithm>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "harness/exec/means_system_calls.hpp"
#include "harness/exec/tracer.hpp"
#include "harness/exec/worker_process.hpp"

namespace wiretrial::exec {

namespace {

using model::Means;

bool is_of_network(Means means) {
  return means == Means::namespaces || means == Means::packet_filter ||
         means == Means::traffic_control;
}

std::string missing_ipv6() {
  try {
    using boost::asio::ip::tcp;
    boost::asio::io_context context;
    const tcp::acceptor acceptor(context, {boost::asio::ip::address_v6::loopback(), 0});
    return "";
  } catch (const boost::system::system_error& failure) {
    return std::string(
               "needs IPv6, and ::1 cannot be bound here (a container may lack IPv6, or "
               "net.ipv6.conf.lo.disable_ipv6 be 1): ") +
           failure.code().message();
  }
}

// Why the means is not there; empty when it is.
std::string missing(Means means, const std::string& own_program,
                    const model::MissingMeans& network) {
  switch (means) {
    case Means::preload:
      return missing_preload(own_program);
    case Means::tracer:
      return missing_tracer();
    case Means::socket_destroy:
      return missing_socket_destroy();
    case Means::ipv6:
      return missing_ipv6();
    case Means::namespaces:
    case Means::packet_filter:
    case Means::traffic_control:
      break;
  }
  const auto lacking = network.find(means);
  return lacking == network.end() ? "" : lacking->second;
}

}  // namespace

model::MissingMeans probe_means(const std::set<Means>& wanted, const std::string& own_program,
                                const std::atomic<bool>* interrupted) {
  // Those of the network are tried together, in one namespace.
  const bool network_wanted = std::any_of(wanted.begin(), wanted.end(), is_of_network);
  const auto network =
      network_wanted ? probe_network(own_program, interrupted) : model::MissingMeans{};
  model::MissingMeans found;
  for (const Means means : wanted) {
    const std::string reason = missing(means, own_program, network);
    if (!reason.empty()) found[means] = reason;
  }
  return found;
}

}  // namespace wiretrial::exec
