#include "impl/app/http_request.hpp"

#include <algorithm>

namespace wiretrial::impl {
namespace {

constexpr std::uint16_t usual_port = 80;

bool is_visible(char character) {
  return character > ' ' && character <= '~';
}

}  // namespace

bool can_be_requested(std::string_view file) {
  return file.starts_with('/') && std::all_of(file.begin(), file.end(), is_visible);
}

std::optional<std::string> get_request(std::string_view host, std::uint16_t port,
                                       std::string_view file) {
  if (!can_be_requested(file) || !std::all_of(host.begin(), host.end(), is_visible)) {
    return std::nullopt;
  }
  std::string place(host);
  if (host.find(':') != std::string_view::npos) place = "[" + place + "]";
  if (port != usual_port) place += ":" + std::to_string(port);
  return "GET " + std::string(file) + " HTTP/1.0\r\nHost: " + place + "\r\n\r\n";
}

}  // namespace wiretrial::impl
