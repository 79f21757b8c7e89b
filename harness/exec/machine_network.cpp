#include <algorithm>
#include <cerrno>
#include <cstring>
#include <numeric>
#include <stdexcept>

#include <boost/asio/ip/address.hpp>
#include <sys/socket.h>

#include "harness/exec/machine.hpp"
#include "harness/exec/network.hpp"

namespace wiretrial::exec {

namespace asio = boost::asio;
using asio::ip::tcp;
using model::AddressKind;
using model::EventKind;
using std::chrono::milliseconds;

namespace {

// Names that no name server knows (RFC 6761): one for those with addresses, and one that some
// programs need not even ask for.
constexpr const char* known_name = "server.test";
constexpr const char* unknown_name = "server.invalid";
// Between two looks at the counters, each of which starts a program.
constexpr milliseconds counter_interval(20);

model::FilterPackets filter_for(AddressKind kind) {
  model::FilterPackets filter;
  filter.of = model::PacketKind::connecting;
  filter.action = kind == AddressKind::refusing      ? model::PacketAction::reset
                  : kind == AddressKind::unreachable ? model::PacketAction::host_unreachable
                                                     : model::PacketAction::drop;
  return filter;
}

// All addresses differ from 127.0.0.1 in the same highest bit: getaddrinfo(3) sorts by that.
std::string address_at(std::size_t position) {
  return "127.1." + std::to_string(position + 2) + ".1";
}

// What connect(2) says at once; nothing while it is under way.
std::string connect_error(const std::string& host, std::uint16_t port) {
  asio::io_context context(1);
  tcp::socket socket(context, tcp::v4());
  socket.non_blocking(true);
  const tcp::endpoint peer(asio::ip::make_address(host), port);
  const int status =
      ::connect(socket.native_handle(), peer.data(), static_cast<socklen_t>(peer.size()));
  return status == 0 || errno == EINPROGRESS ? "" : ::strerrorname_np(errno);
}

}  // namespace

Network& Worker::Machine::own_network() {
  if (surroundings_.own_network == nullptr) {
    throw std::logic_error("a step on the network in a process without one of its own");
  }
  return *surroundings_.own_network;
}

void Worker::Machine::log_fault(const std::string& what, std::uint64_t times) {
  const EventKind kind = times > 0 ? EventKind::fault_injected : EventKind::fault_not_injected;
  log_->add(kind, "", what).figures["packets"] = static_cast<std::int64_t>(times);
}

void Worker::Machine::perform_step(const model::FilterPackets& step) {
  if (own_network().filter().rules().empty()) filtering_since_ = Clock::now();
  own_network().filter().add({step, endpoint_.port, ""});
}

void Worker::Machine::perform_step(const model::PassPackets& step) {
  const auto caught = [this] {
    const auto counts = own_network().filter().counts();
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  };
  const auto deadline = Clock::now() + surroundings_.readiness_deadline;
  while (caught() < step.after && !process_ended() && Clock::now() < deadline) {
    pump([this] { return process_ended(); }, Clock::now() + counter_interval);
  }
  const bool filtered = !own_network().filter().rules().empty();
  lift_network_faults();
  if (!filtered) return;
  outage_ += std::chrono::duration_cast<milliseconds>(Clock::now() - filtering_since_);
}

void Worker::Machine::lift_network_faults() {
  if (surroundings_.own_network == nullptr) return;
  PacketFilter& filter = own_network().filter();
  const auto counts = filter.counts();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    log_fault(describe(filter.rules()[i].what), counts[i]);
  }
  filter.clear();
  if (has_silent_route_) log_fault("route silent", own_network().asked_in_vain() ? 1 : 0);
  has_silent_route_ = false;
}

void Worker::Machine::perform_step(const model::MakeRoute& step) {
  endpoint_.host = own_network().make_route(step.kind);
  has_silent_route_ = step.kind == model::RouteKind::silent;
  if (has_silent_route_) return;
  // Such a route has no counter: what it does to a connection of ours it does to the subject's.
  const std::string error = connect_error(endpoint_.host, endpoint_.port);
  auto& event =
      log_->add(error.empty() ? EventKind::fault_not_injected : EventKind::fault_injected);
  event.detail = "route " + std::string(model::name_of(step.kind)) + " " + error;
}

void Worker::Machine::perform_step(const model::Resolve& step) {
  const std::string ours = endpoint_.host;
  std::string hosts = "127.0.0.1 localhost\n::1 localhost\n";
  for (std::size_t i = 0; i < step.addresses.size(); ++i) {
    const AddressKind kind = step.addresses[i];
    const std::string address = kind == AddressKind::accepting ? ours : address_at(i);
    hosts += address + " " + known_name + "\n";
    if (kind == AddressKind::accepting) continue;
    own_network().filter().add({filter_for(kind), endpoint_.port, address});
  }
  own_network().set_names(hosts, step.kind == model::ResolveKind::unanswered);
  const bool known = step.kind == model::ResolveKind::addresses;
  endpoint_.host = known ? known_name : unknown_name;
  if (!known) {
    log_->add(EventKind::fault_injected, "", "name " + std::string(model::name_of(step.kind)));
  }
}

void Worker::Machine::perform_step(const model::SetSysctl& step) {
  for (const auto& [name, value] : step.values) own_network().set_sysctl(name, value);
}

void Worker::Machine::perform_step(const model::SetMtu& step) {
  own_network().set_mtu(step.bytes);
  log_->add(EventKind::fault_injected, "", "mtu " + std::to_string(step.bytes));
}

void Worker::Machine::perform_step(const model::ShapeTraffic& step) {
  own_network().shape(step);
  log_->add(EventKind::fault_injected, "", "netem");
}

// Packets that were sent before the step count as well, so watching begins with the run.
void Worker::Machine::watch_packets() {
  packet_watch_.reset();
  const auto& steps = run_->steps;
  const bool wanted = std::any_of(steps.begin(), steps.end(), [](const model::Step& step) {
    return std::holds_alternative<model::SendIcmp>(step);
  });
  if (wanted) packet_watch_.emplace(endpoint_.port, plan_->role == model::Role::server);
}

void Worker::Machine::perform_step(const model::SendIcmp& step) {
  own_network();
  const auto seen = [this] { return !packet_watch_->last().empty(); };
  const auto deadline = Clock::now() + surroundings_.readiness_deadline;
  while (!seen() && !process_ended() && Clock::now() < deadline) {
    pump([&] { return seen() || process_ended(); }, Clock::now() + milliseconds(1));
  }
  const std::string what = "icmp " + std::string(model::name_of(step.kind));
  if (!seen()) {
    log_->add(EventKind::fault_not_injected, "", what + ": the subject sent no packet");
    return;
  }
  packet_watch_->answer(step.kind);
  log_->add(EventKind::fault_injected, "", what);
}

void Worker::Machine::perform_step(const model::Vanish& step) {
  own_network();
  for (const auto& connection : group(step.on)) {
    if (!connection->open()) {
      log_->add(EventKind::fault_not_injected, connection->name(), "vanish: not connected");
      continue;
    }
    connection->vanish();
    log_->add(EventKind::fault_injected, connection->name(), "vanish");
  }
}

}  // namespace wiretrial::exec
