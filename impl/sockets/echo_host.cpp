#include "impl/sockets/echo_host.hpp"

#include <array>

namespace wiretrial::impl {

namespace {

bool is_temporary(int error_number) {
  return error_number == EAGAIN || error_number == EINTR;
}

}  // namespace

void EchoHost::take(Descriptor connection) {
  const int number = connection.number();
  guests_[number] = Guest{std::move(connection), "", 0, false};
}

void EchoHost::add_to(std::vector<pollfd>& waited) const {
  for (const auto& [number, guest] : guests_) {
    const short events = guest.ended ? POLLOUT : POLLIN;
    waited.push_back({number, events, 0});
  }
}

void EchoHost::handle(const std::vector<pollfd>& ready) {
  for (const pollfd& entry : ready) {
    const auto found = guests_.find(entry.fd);
    if (entry.revents == 0 || found == guests_.end()) continue;
    Guest& guest = found->second;
    const bool goes_on = guest.ended ? answer(guest) : receive(guest);
    if (!goes_on) guests_.erase(found);
  }
}

bool EchoHost::receive(Guest& guest) {
  std::array<char, 65536> buffer{};
  const ssize_t received = ::recv(guest.connection.number(), buffer.data(), buffer.size(), 0);
  if (received < 0) return is_temporary(errno);
  guest.bytes.append(buffer.data(), static_cast<std::size_t>(received));
  guest.ended = received == 0;
  return true;
}

bool EchoHost::answer(Guest& guest) {
  const std::string_view left = std::string_view(guest.bytes).substr(guest.sent_bytes);
  if (left.empty()) return false;
  const ssize_t sent = ::send(guest.connection.number(), left.data(), left.size(), MSG_NOSIGNAL);
  if (sent < 0) return is_temporary(errno);
  guest.sent_bytes += static_cast<std::size_t>(sent);
  return guest.sent_bytes < guest.bytes.size();
}

}  // namespace wiretrial::impl
