#include <algorithm>

#include <boost/asio/ip/address.hpp>

#include "harness/exec/machine.hpp"

namespace wiretrial::exec {

namespace asio = boost::asio;
using asio::ip::tcp;
using model::EventKind;
using std::chrono::milliseconds;

namespace {

// A server that refuses a connection has often just died; its end is awaited so long to tell the
// two apart.
constexpr milliseconds death_notice(200);

// Whether frames are sought in what the subject sends, for which its stream must be kept.
bool seeks_frames(const std::vector<model::Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const model::Step& step) {
    const auto* repeat = std::get_if<model::Repeat>(&step);
    const auto* expect = std::get_if<model::Expect>(&step);
    return (repeat != nullptr && seeks_frames(repeat->steps)) ||
           (expect != nullptr && expect->expectation.match_bytes.framed);
  });
}

}  // namespace

Worker::Machine::Group& Worker::Machine::group(const std::string& name) {
  return connections_[name];
}

void Worker::Machine::perform_step(const model::Connect& step) {
  Group connections;
  const tcp::endpoint peer(asio::ip::make_address(endpoint_.host), endpoint_.port);
  const bool keeps_stream = seeks_frames(run_->steps) || seeks_frames(plan_->control);
  for (std::size_t i = 0; i < step.times; ++i) {
    const std::string name = step.times == 1 ? step.name : step.name + "#" + std::to_string(i + 1);
    tcp::socket socket(context_, peer.protocol());
    if (step.small_buffer) Connection::make_window_small(socket.native_handle());
    auto connection = std::make_shared<Connection>(std::move(socket), name, *log_);
    if (keeps_stream) connection->keep_stream();
    connection->connect(peer);
    connections.push_back(connection);
  }
  connection_is_new_ = true;
  const auto pending = [&] {
    return std::all_of(connections.begin(), connections.end(), [](const auto& connection) {
      return connection->connected() || connection->failed();
    });
  };
  if (await(pending, reaction(), connections.front()->name()) != Awaited::came) {
    for (const auto& connection : connections) {
      if (!connection->connected()) connection->close();
    }
  }
  for (const auto& connection : connections) {
    if (connection->connected()) {
      census_.add(connection->own());
      ++connections_made_;
    }
    if (step.read) connection->start_reading();
  }
  // A refused connection to a server that has just died: its end belongs to this trial's evidence.
  const bool refused = std::any_of(connections.begin(), connections.end(),
                                   [](const auto& connection) { return connection->failed(); });
  if (refused) pump([this] { return process_ended(); }, Clock::now() + death_notice);
  connections_[step.name] = std::move(connections);
}

void Worker::Machine::perform_step(const model::Finish& step) {
  watch_for_connection();
  for (const auto& connection : group(step.on)) {
    barrier(*connection);
    if (!brief_) let_subject_settle();
    connection->finish();
  }
}

void Worker::Machine::perform_step(const model::Reset& step) {
  if (step.barrier) watch_for_connection();
  for (const auto& connection : group(step.on)) {
    if (step.barrier) barrier(*connection);
    if (step.barrier && !brief_) let_subject_settle();
    step.disconnect ? connection->disconnect() : connection->reset();
  }
  // What comes next may not overtake what the subject does about it.
  if (step.barrier && !brief_) let_subject_settle();
}

void Worker::Machine::perform_step(const model::Close& step) {
  watch_for_connection();
  for (const auto& connection : group(step.on)) connection->close();
}

void Worker::Machine::close_connections() {
  for (const auto& [name, members] : connections_) {
    for (const auto& connection : members) connection->close();
  }
  connections_.clear();
  handle_ready();
}

}  // namespace wiretrial::exec
