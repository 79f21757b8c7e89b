// One direction of a proxied connection: reads from one program, edits, waits, sends to the other.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/exec/connection.hpp"
#include "harness/exec/log.hpp"
#include "harness/exec/stream_editor.hpp"
#include "harness/model/proxy_fault.hpp"

namespace wiretrial::exec {

using Clock = std::chrono::steady_clock;

// A fault that waits for its place, or has fired.
struct ArmedFault {
  model::ProxyFault fault;
  bool fired = false;
  std::string reason;  // why it cannot fire, once that is known
};

// What a proxy asks of its surroundings.
struct ProxyHooks {
  // Waits until the program at this end of ours has taken what was sent; false for the server's.
  std::function<void(Connection&, bool to_client)> barrier;
  // Ends the program with SIGKILL; `unread` is a byte that first comes to lie unread in its socket,
  // or empty.
  std::function<void(Connection&, bool client, std::string_view unread)> kill;
  // A leg of a proxied connection is there, under its name.
  std::function<void(const std::shared_ptr<Connection>&)> on_leg;
};

class ProxyFlow {
 public:
  using Legs = std::pair<std::shared_ptr<Connection>, std::shared_ptr<Connection>>;

  // `name` is that of the proxied connection; the log and the hooks must outlive the flow. `legs`
  // are those to the client and to the server.
  ProxyFlow(std::string name, model::Direction direction, Legs legs, Log& log,
            const ProxyHooks& hooks);

  void set_opposite(ProxyFlow& opposite) { opposite_ = &opposite; }
  // `earlier` is what this direction of the connection before carried.
  void attach(const std::shared_ptr<ArmedFault>& armed, const std::string& earlier);

  // Does what can be done now; true when it did something, and should be asked again.
  bool work();
  // The time at which there is more to do though nothing arrives.
  [[nodiscard]] Clock::time_point next_due() const;
  // Nothing more will go this way: its end was passed on, or it was cut off.
  [[nodiscard]] bool over() const { return over_; }
  [[nodiscard]] const std::string& source_stream() const { return raw_; }
  // Whether the other program has a whole message by now.
  [[nodiscard]] bool delivered_message() const;
  // Says of each fault that did not fire why; at the end of the run.
  void explain_unfired();
  // How much of the stream was sent on.
  [[nodiscard]] std::size_t passed_bytes() const { return passed_; }

 private:
  [[nodiscard]] Connection& source() const { return to_client_ ? *server_ : *client_; }
  [[nodiscard]] Connection& target() const { return to_client_ ? *client_ : *server_; }

  void take(std::string_view bytes);
  void note_source_end();
  void append(std::string_view edited);
  bool fire_due_point(std::size_t& limit);
  bool send_next(std::size_t limit);
  [[nodiscard]] std::size_t released() const;
  [[nodiscard]] std::size_t segment_end(std::size_t available);
  bool pass_end_on();
  void fire(ArmedFault& armed, std::size_t offset, const std::string& what);
  void perform(ArmedFault& armed);
  void tell(model::SideAction action, bool client);
  void abandon();

  std::string name_;
  model::Direction direction_;
  bool to_client_;
  std::shared_ptr<Connection> client_;
  std::shared_ptr<Connection> server_;
  Log& log_;
  const ProxyHooks& hooks_;
  ProxyFlow* opposite_ = nullptr;

  using Armed = std::shared_ptr<ArmedFault>;
  std::vector<std::pair<Armed, StreamEditor>> editors_;
  std::vector<Armed> points_;
  Armed segments_;
  Armed latency_;
  Armed bandwidth_;
  Armed slow_close_;
  Armed half_close_;

  std::string raw_;                // all that came
  std::string out_;                // all that goes on, after the edits
  std::size_t passed_ = 0;         // of it, was sent
  std::size_t message_begin_ = 0;  // in `out_`: of the message that is being sent
  std::string in_flight_;
  bool sending_ = false;
  bool source_ended_ = false;
  bool discarding_ = false;
  bool over_ = false;
  std::deque<std::pair<std::size_t, Clock::time_point>> due_;  // bytes up to here may go from then
  Clock::time_point not_before_{};
  std::uint64_t random_state_ = 0;
};

}  // namespace wiretrial::exec
