// The counterpart's end of one connection. Everything that arrives is written to the log as it
// arrives.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "harness/exec/log.hpp"
#include "harness/exec/loopback.hpp"

namespace wiretrial::exec {

[[nodiscard]] Endpoint endpoint_of(const boost::asio::ip::tcp::endpoint& endpoint);

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  Connection(Socket socket, std::string name, Log& log);

  // A receive window of a few hundred bytes: the subject's sends become partial. Before connect or
  // listen only.
  static void make_window_small(int descriptor);

  // Connects; `connected()` or `failed()` turns true while the io_context runs. Logs either.
  void connect(const boost::asio::ip::tcp::endpoint& peer);
  // For an accepted socket: it is connected already.
  void adopt();

  // Reads until the end, at most `bytes_at_once` each time (0: as much as there is).
  void start_reading(std::size_t bytes_at_once = 0);
  // Reads until `total` bytes of the stream have been read, and not one more: the rest stays with
  // the kernel, and so does an end behind it. For a connection that is not being read without a
  // bound.
  void read_to(std::uint64_t total);

  // Reads nothing more, not even the end, until start_reading is called again.
  void stop_reading();
  // Called with all that arrives, after it was logged.
  void on_received(std::function<void(std::string_view)> handler) {
    on_received_ = std::move(handler);
  }

  // Hands bytes to the kernel as it takes them; `sending()` is true until all are gone or the
  // connection ended. `data` must stay alive so long.
  void send(std::string_view data);
  // Sends one byte as urgent data (MSG_OOB), at once.
  void send_urgent(char byte);
  // While it is on, the kernel keeps what does not fill a segment, for about 200 ms (tcp(7),
  // TCP_CORK); switched off, it lets it go.
  void hold_back(bool on);

  void finish();  // FIN
  void reset();   // RST, by SO_LINGER 0
  // RST, by connect(2) to AF_UNSPEC: the connection is gone, our descriptor is not. For the caller
  // it is not open any more.
  void disconnect();
  // What close(2) does: FIN, or RST when bytes are unread; their number is in the event.
  void close();
  // Gone without a packet (tcp(7), TCP_REPAIR). Needs CAP_NET_ADMIN in the network namespace;
  // throws std::system_error without it.
  void vanish();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool sending() const { return sending_; }
  [[nodiscard]] bool send_failed() const { return send_failed_; }
  [[nodiscard]] bool open() const { return socket_.is_open() && !disconnected_; }
  [[nodiscard]] bool reading() const { return reading_; }
  // FIN or RST came from the subject.
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] bool ended_by_fin() const { return ended_ && !was_reset_; }
  [[nodiscard]] bool fin_sent() const { return fin_sent_; }
  // Bytes that the subject's kernel should have counted, a FIN included.
  [[nodiscard]] std::uint64_t bytes_sent() const { return sent_ + (fin_sent_ ? 1 : 0); }
  [[nodiscard]] std::uint64_t bytes_received() const { return received_; }
  // All bytes of this connection's stream so far; kept only while `keep_stream` is on (what tells
  // where a message or a frame ends).
  [[nodiscard]] const std::string& stream() const { return stream_; }
  void keep_stream() { keep_stream_ = true; }
  // What expectations of bytes have taken of the stream, from its beginning, and what they have
  // not; the latter only of a stream that is kept.
  [[nodiscard]] std::uint64_t bytes_taken() const { return taken_; }
  [[nodiscard]] std::string_view stream_not_taken() const {
    return std::string_view(stream_).substr(std::min<std::size_t>(taken_, stream_.size()));
  }
  // Takes so many more bytes, or all there are when there are fewer or nothing is said.
  void take(std::optional<std::size_t> bytes) {
    const std::uint64_t left = received_ - taken_;
    taken_ += bytes ? std::min<std::uint64_t>(*bytes, left) : left;
  }
  [[nodiscard]] Endpoint own() const { return own_; }
  [[nodiscard]] Endpoint peer() const { return peer_; }

 private:
  void establish();
  void read();
  void write(std::string_view rest);
  void fail_sending(const boost::system::error_code& error);
  void end(bool reset);

  Socket socket_;
  std::string name_;
  Log& log_;
  Endpoint own_;
  Endpoint peer_;
  std::array<char, 65536> buffer_{};
  std::size_t bytes_at_once_ = 0;
  std::optional<std::uint64_t> read_limit_;
  std::string stream_;
  std::function<void(std::string_view)> on_received_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t taken_ = 0;
  bool keep_stream_ = false;
  bool connected_ = false;
  bool failed_ = false;
  bool reading_ = false;
  bool sending_ = false;
  bool send_failed_ = false;
  bool fin_sent_ = false;
  bool ended_ = false;
  bool was_reset_ = false;
  bool reset_reported_ = false;
  bool disconnected_ = false;
};

}  // namespace wiretrial::exec
