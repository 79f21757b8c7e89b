#include <algorithm>

#include <boost/asio/ip/address.hpp>

#include "harness/exec/machine.hpp"

namespace wiretrial::exec {

namespace asio = boost::asio;
using asio::ip::tcp;
using model::EventKind;
using std::chrono::milliseconds;

namespace {

// An address of the loopback network that nobody can connect to: ENETUNREACH at once (connect(2)).
constexpr const char* unreachable_host = "127.255.255.255";
constexpr std::uint16_t unreachable_port = 9;
// A server that refuses a connection has often just died; its end is awaited so long to tell the
// two apart.
constexpr milliseconds death_notice(200);

}  // namespace

Worker::Machine::Group& Worker::Machine::group(const std::string& name) {
  return connections_[name];
}

void Worker::Machine::perform_step(const model::Connect& step) {
  Group connections;
  const tcp::endpoint peer(asio::ip::make_address(endpoint_.host), endpoint_.port);
  for (std::size_t i = 0; i < step.times; ++i) {
    const std::string name = step.times == 1 ? step.name : step.name + "#" + std::to_string(i + 1);
    tcp::socket socket(context_, peer.protocol());
    if (step.small_buffer) Connection::make_window_small(socket.native_handle());
    auto connection = std::make_shared<Connection>(std::move(socket), name, *log_);
    connection->connect(peer);
    connections.push_back(connection);
  }
  const auto pending = [&] {
    return std::all_of(connections.begin(), connections.end(), [](const auto& connection) {
      return connection->connected() || connection->failed();
    });
  };
  if (!await(pending, reaction(), connections.front()->name())) {
    for (const auto& connection : connections) {
      if (!connection->connected()) connection->close();
    }
  }
  for (const auto& connection : connections) {
    if (connection->connected()) census_.add(connection->own());
    if (step.read) connection->start_reading();
  }
  // A refused connection to a server that has just died: its end belongs to this trial's evidence.
  const bool refused = std::any_of(connections.begin(), connections.end(),
                                   [](const auto& connection) { return connection->failed(); });
  if (refused) pump([this] { return process_ended(); }, Clock::now() + death_notice);
  connections_[step.name] = std::move(connections);
}

void Worker::Machine::perform_step(const model::Accept& step) {
  auto socket = std::make_shared<tcp::socket>(context_);
  bool accepted = false;
  acceptor_->async_accept(
      *socket, [&accepted, socket](boost::system::error_code error) { accepted = !error; });
  // The whole wait keeps its place at the gate: starting a client is work, not waiting.
  pump([&] { return accepted || process_ended(); },
       Clock::now() + surroundings_.readiness_deadline);
  boost::system::error_code ignored;
  if (!accepted) {
    handle_ready();
    acceptor_->cancel(ignored);
    handle_ready();
  }
  if (!accepted) {
    log_->add(EventKind::not_accepted, step.name);
    return;
  }
  auto connection = std::make_shared<Connection>(std::move(*socket), step.name, *log_);
  connection->keep_stream();
  connection->adopt();
  if (step.read) connection->start_reading();
  connections_[step.name] = {connection};
}

void Worker::Machine::perform_step(const model::Send& step) {
  const std::string_view all = step.bytes.data;
  const std::size_t end = std::min(step.stop_at.value_or(all.size()), all.size());
  for (const auto& connection : group(step.on)) {
    std::size_t begin = 0;
    std::vector<std::size_t> ends(step.cuts.begin(), step.cuts.end());
    ends.push_back(end);
    for (const std::size_t cut : ends) {
      if (cut <= begin || cut > end) continue;
      if (begin > 0 && step.barrier) {
        barrier(*connection);
        if (cut == end) let_subject_settle();
      }
      if (!connection->connected() || !connection->open() || connection->send_failed()) break;
      auto& event = log_->add(EventKind::sent, connection->name());
      event.offset = begin;
      event.length = cut - begin;
      send_segment(*connection, all.substr(begin, cut - begin));
      begin = cut;
    }
    if (step.barrier && end < all.size()) {
      barrier(*connection);
      if (!brief_) let_subject_settle();
    }
  }
}

// Waits until the kernel has taken the segment; a subject that does not read is given the reaction
// deadline for each piece of progress.
void Worker::Machine::send_segment(Connection& connection, std::string_view segment) {
  connection.send(segment);
  if (segment.size() <= 4096) handle_ready();
  std::uint64_t before = 0;
  while (connection.sending() && connection.open()) {
    before = connection.bytes_sent();
    const bool progress = await(
        [&] {
          return !connection.sending() || connection.bytes_sent() > before || process_ended();
        },
        reaction(), connection.name());
    if (!progress || process_ended()) break;
  }
}

void Worker::Machine::perform_step(const model::Finish& step) {
  for (const auto& connection : group(step.on)) {
    barrier(*connection);
    if (!brief_) let_subject_settle();
    connection->finish();
  }
}

void Worker::Machine::perform_step(const model::Reset& step) {
  for (const auto& connection : group(step.on)) {
    if (step.barrier) barrier(*connection);
    if (step.barrier && !brief_) let_subject_settle();
    connection->reset();
  }
}

void Worker::Machine::perform_step(const model::Close& step) {
  for (const auto& connection : group(step.on)) connection->close();
}

void Worker::Machine::perform_step(const model::Read& step) {
  for (const auto& connection : group(step.on)) connection->start_reading(step.bytes_at_once);
}

void Worker::Machine::perform_step(const model::Listen& step) {
  listen(step.kind);
}

void Worker::Machine::listen(model::ListenKind kind) {
  acceptor_.reset();
  backlog_filler_.reset();
  if (kind == model::ListenKind::unreachable) {
    endpoint_ = {unreachable_host, unreachable_port};
    return;
  }
  const std::string host = plan_->settings.host == "ipv6" ? "::1" : address_;
  const tcp::endpoint place(asio::ip::make_address(host), 0);
  acceptor_.emplace(context_, place.protocol());
  const bool small =
      std::any_of(run_->steps.begin(), run_->steps.end(), [](const model::Step& step) {
        const auto* accept = std::get_if<model::Accept>(&step);
        return accept != nullptr && accept->small_buffer;
      });
  if (small) Connection::make_window_small(acceptor_->native_handle());
  acceptor_->bind(place);
  endpoint_ = {host, acceptor_->local_endpoint().port()};
  if (kind == model::ListenKind::refusing)
    return;  // bound, not listening: nobody else can take the port
  constexpr int usual_backlog = 64;
  acceptor_->listen(kind == model::ListenKind::full ? 0 : usual_backlog);
  if (kind != model::ListenKind::full) return;
  backlog_filler_ =
      std::make_shared<Connection>(tcp::socket(context_, place.protocol()), "backlog", *log_);
  backlog_filler_->connect(acceptor_->local_endpoint());
  pump([this] { return backlog_filler_->connected() || backlog_filler_->failed(); },
       Clock::now() + reaction());
}

void Worker::Machine::close_connections() {
  for (const auto& [name, members] : connections_) {
    for (const auto& connection : members) connection->close();
  }
  connections_.clear();
  handle_ready();
}

}  // namespace wiretrial::exec
