// UNIX stream sockets, and a connection that another process goes on with (unix(7), cmsg(3)).
#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "impl/sockets/probe.hpp"

namespace wiretrial::impl {

namespace {

// A process of ours that performs `work` and ends; its end is awaited.
class Helper {
 public:
  template <class Work>
  explicit Helper(Work work) : process_(checked(::fork(), "fork")) {
    if (process_ != 0) return;
    try {
      work();
    } catch (const CallError&) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;
  ~Helper() {
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

 private:
  pid_t process_;
};

// A UNIX stream socket that listens at a path of its own, which goes with it.
class Meeting {
 public:
  Meeting() {
    if (::mkdtemp(folder_.data()) == nullptr) throw CallError("mkdtemp", errno);
    address_.sun_family = AF_UNIX;
    const std::string path = std::string(folder_.data()) + "/socket";
    std::strncpy(address_.sun_path, path.c_str(), sizeof address_.sun_path - 1);
    listener_ = Descriptor(checked(::socket(AF_UNIX, SOCK_STREAM, 0), "socket"));
    checked(::bind(listener_.number(), raw(), sizeof address_), "bind");
    checked(::listen(listener_.number(), 1), "listen");
  }
  Meeting(const Meeting&) = delete;
  Meeting& operator=(const Meeting&) = delete;
  ~Meeting() {
    ::unlink(address_.sun_path);
    ::rmdir(folder_.data());
  }

  [[nodiscard]] Descriptor connect() const {
    Descriptor socket(checked(::socket(AF_UNIX, SOCK_STREAM, 0), "socket"));
    checked(::connect(socket.number(), raw(), sizeof address_), "connect");
    return socket;
  }
  [[nodiscard]] Descriptor accept() const {
    if (!wait_until_ready(listener_.number(), POLLIN, {})) throw CallError("accept", EAGAIN);
    return Descriptor(checked(::accept(listener_.number(), nullptr, nullptr), "accept"));
  }

 private:
  [[nodiscard]] const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&address_); }

  std::array<char, 22> folder_{"/tmp/wt-probe-XXXXXX"};
  sockaddr_un address_{};
  Descriptor listener_;
};

// Room for one descriptor, aligned as control messages are (cmsg(3)).
union ControlRoom {
  char bytes[CMSG_SPACE(sizeof(int))];
  cmsghdr alignment;
};

msghdr message_of(iovec& part, ControlRoom& room) {
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = room.bytes;
  message.msg_controllen = sizeof room.bytes;
  return message;
}

void send_descriptor(int channel, int descriptor) {
  char letter = 'd';
  iovec part{&letter, 1};
  ControlRoom room{};
  msghdr message = message_of(part, room);
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptor);
  std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  ssize_t sent = -1;
  do {
    sent = ::sendmsg(channel, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  checked(sent, "sendmsg");
}

Descriptor receive_descriptor(int channel) {
  char letter = 0;
  iovec part{&letter, 1};
  ControlRoom room{};
  msghdr message = message_of(part, room);
  ssize_t received = -1;
  do {
    received = ::recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
  } while (received < 0 && errno == EINTR);
  checked(received, "recvmsg");
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  const bool is_descriptor =
      header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS;
  if (!is_descriptor) throw CallError("recvmsg", EBADF);
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return Descriptor(descriptor);
}

// What the other process does: it was there before the connection, and so did not inherit it.
void go_on_with_connection(int channel, const ProbeOptions& options) {
  const Descriptor connection = receive_descriptor(channel);
  std::uint64_t sent_bytes = 0;
  send_all(connection.number(), options.value, Mode::non_blocking, from_now(options.send_limit),
           sent_bytes);
  half_close(connection.number());
  std::string received;
  receive_to_end(connection.number(), Mode::non_blocking, from_now(options.response_limit),
                 received);
  const std::string words = std::to_string(sent_bytes) + " " + received;
  std::uint64_t told_bytes = 0;
  send_all(channel, words, Mode::blocking, {}, told_bytes);
}

}  // namespace

void pass_descriptor(const ProbeOptions& options, Report& report) {
  std::array<int, 2> pair{};
  checked(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), "socketpair");
  Descriptor ours(pair[0]);
  Descriptor theirs(pair[1]);
  const Helper helper([&] {
    ours.close();
    go_on_with_connection(theirs.number(), options);
  });
  theirs.close();
  // Whatever is thrown from here on closes our end first, which ends the helper.
  const Descriptor channel = std::move(ours);
  {
    const Descriptor connection = connect_within(options.place, options.connect_limit);
    send_descriptor(channel.number(), connection.number());
  }
  std::string words;
  receive_to_end(channel.number(), Mode::blocking, {}, words);
  const auto space = words.find(' ');
  if (space == std::string::npos) throw CallError("recvmsg", ECONNABORTED);
  report.sent_bytes = std::strtoull(words.c_str(), nullptr, 10);
  report.received = words.substr(space + 1);
}

void relay_over_unix(const ProbeOptions& options, Report& report) {
  const Meeting meeting;
  const Helper helper([&] {
    const Descriptor channel = meeting.connect();
    std::string bytes;
    receive_to_end(channel.number(), Mode::blocking, {}, bytes);
    std::uint64_t sent_bytes = 0;
    send_all(channel.number(), bytes, Mode::blocking, {}, sent_bytes);
  });
  const Descriptor channel = meeting.accept();
  const Descriptor connection = connect_within(options.place, options.connect_limit);
  std::string request;
  receive_to_end(connection.number(), Mode::non_blocking, from_now(options.response_limit),
                 request);
  std::uint64_t relayed_bytes = 0;
  send_all(channel.number(), request, Mode::blocking, {}, relayed_bytes);
  half_close(channel.number());
  receive_to_end(channel.number(), Mode::blocking, {}, report.received);
  send_all(connection.number(), report.received, Mode::non_blocking, from_now(options.send_limit),
           report.sent_bytes);
  half_close(connection.number());
}

}  // namespace wiretrial::impl
