#include "reports/pcapng.hpp"

#include <charconv>

namespace wiretrial::reports {

namespace {

// Types of blocks and codes of options (draft-ietf-opsawg-pcapng, sections 3.5 and 4).
constexpr std::uint32_t section_header = 0x0A0D0D0A;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t name_resolution = 4;
constexpr std::uint32_t enhanced_packet = 6;
constexpr std::uint32_t byte_order_magic = 0x1A2B3C4D;
constexpr std::uint16_t comment_option = 1;
constexpr std::uint16_t interface_name_option = 2;
constexpr std::uint16_t interface_description_option = 3;
constexpr std::uint16_t application_option = 4;
constexpr std::uint16_t ipv4_name_record = 1;
constexpr std::uint16_t raw_ip_link = 101;

constexpr std::size_t alignment_bytes = 4;
constexpr std::size_t option_limit_bytes = 65'000;

void add_number(std::string& text, std::uint64_t number, std::size_t size_bytes) {
  for (std::size_t i = 0; i < size_bytes; ++i) {
    text += static_cast<char>((number >> (8 * i)) & 0xffU);
  }
}

void add_native_16(std::string& text, std::size_t number) {
  add_number(text, number, 2);
}

void add_native_32(std::string& text, std::size_t number) {
  add_number(text, number, 4);
}

void pad(std::string& text) {
  while (text.size() % alignment_bytes != 0) text += '\0';
}

// An option, or a record of a block of names.
void add_option(std::string& body, std::uint16_t code, std::string_view value) {
  if (value.empty()) return;
  add_native_16(body, code);
  add_native_16(body, value.size());
  body += value;
  pad(body);
}

void add_text_option(std::string& body, std::uint16_t code, std::string_view text) {
  if (text.size() > option_limit_bytes) {
    std::size_t end = option_limit_bytes;
    // Not between the bytes of a character.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text = text.substr(0, end);
  }
  add_option(body, code, text);
}

void end_options(std::string& body) {
  add_native_32(body, 0);
}

void add_block(std::string& file, std::uint32_t type, const std::string& body) {
  const std::size_t size = body.size() + 3 * sizeof(std::uint32_t);
  add_native_32(file, type);
  add_native_32(file, size);
  file += body;
  add_native_32(file, size);
}

std::string section_body(const Capture& capture) {
  std::string body;
  add_native_32(body, byte_order_magic);
  add_native_16(body, 1);  // version 1.0
  add_native_16(body, 0);
  add_number(body, ~std::uint64_t{0}, 8);  // how long the section is, is not said
  add_text_option(body, comment_option, capture.comment);
  add_text_option(body, application_option, capture.program);
  end_options(body);
  return body;
}

std::string interface_body(const Capture& capture) {
  std::string body;
  add_native_16(body, raw_ip_link);
  add_native_16(body, 0);
  add_native_32(body, 0);  // packets are whole
  add_text_option(body, interface_name_option, capture.interface);
  add_text_option(body, interface_description_option, capture.description);
  end_options(body);
  return body;
}

std::string dotted_address_bytes(std::string_view dotted) {
  std::string bytes;
  while (!dotted.empty()) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(dotted.data(), dotted.data() + dotted.size(), number);
    if (error != std::errc()) break;
    bytes += static_cast<char>(number);
    dotted.remove_prefix(static_cast<std::size_t>(end - dotted.data()));
    if (!dotted.empty()) dotted.remove_prefix(1);
  }
  return bytes;
}

std::string names_body(const Capture& capture) {
  std::string body;
  for (const auto& [address, name] : capture.names) {
    add_option(body, ipv4_name_record, dotted_address_bytes(address) + name + '\0');
  }
  add_native_32(body, 0);  // the end of the records
  return body;
}

std::string packet_body(const Packet& packet) {
  std::string body;
  add_native_32(body, 0);  // the interface
  add_native_32(body, packet.at_us >> 32U);
  add_native_32(body, packet.at_us & 0xffffffffU);
  add_native_32(body, packet.bytes.size());
  add_native_32(body, packet.bytes.size());
  body += packet.bytes;
  pad(body);
  if (!packet.comment.empty()) {
    add_text_option(body, comment_option, packet.comment);
    end_options(body);
  }
  return body;
}

}  // namespace

std::string to_pcapng(const Capture& capture) {
  std::string file;
  add_block(file, section_header, section_body(capture));
  add_block(file, interface_description, interface_body(capture));
  if (!capture.names.empty()) add_block(file, name_resolution, names_body(capture));
  for (const Packet& packet : capture.packets) {
    add_block(file, enhanced_packet, packet_body(packet));
  }
  return file;
}

}  // namespace wiretrial::reports
