// Servers that are unusual and right.
#include <array>

#include <poll.h>

#include "impl/mutants/habits.hpp"
#include "impl/mutants/message_writer.hpp"
#include "impl/mutants/odd_headers.hpp"
#include "impl/mutants/server_tables.hpp"

namespace wiretrial::mutants {
namespace {

using Close = ConnectionRules::Close;
using Model = ProcessRules::Model;

constexpr auto server_variants_table = std::to_array<Deviation>({
    {"other-member-order", [](Rules& r) { r.writing.header = header_in_other_order; }},
    {"header-without-spaces",
     [](Rules& r) {
       r.writing.header = header_without_spaces;
       r.server.answer.space = "";
     }},
    {"header-on-many-lines",
     [](Rules& r) {
       r.writing.header = header_on_many_lines;
       r.server.answer.space = "\r\n\t ";
     }},
    {"header-with-more-members", [](Rules& r) { r.writing.header = header_with_more_members; }},
    {"header-in-escapes", [](Rules& r) { r.writing.header = header_in_escapes; }},
    {"header-of-8-kib", [](Rules& r) { r.writing.header = header_of_8_kib; }},
    {"big-endian-by-name", [](Rules& r) { r.writing.header = header_of_big_endian; }},
    {"answers-in-escapes", [](Rules& r) { r.writing.quoted = quoted_in_escapes; }},
    {"white-space-behind-answer", [](Rules& r) { r.server.answer.text_behind_json = " \n"; }},
    {"resets-after-delivery",
     [](Rules& r) { r.server.connection.answered = Close::resetting_when_delivered; }},
    {"resets-when-rejecting", [](Rules& r) { r.server.connection.rejected = Close::resetting; }},
    {"closes-when-rejecting", [](Rules& r) { r.server.connection.rejected = Close::closing; }},
    {"two-bytes-at-a-time", [](Rules& r) { r.server.connection.bytes_sent_in_twos = 2'000; }},
    {"reads-700-bytes", [](Rules& r) { r.server.connection.read_bytes = 700; }},
    {"thread-a-connection", [](Rules& r) { r.server.process.model = Model::threads; }},
    {"process-a-connection", [](Rules& r) { r.server.process.model = Model::processes; }},
    {"two-workers", [](Rules& r) { r.server.process.model = Model::workers; }},
    {"listens-late", [](Rules& r) { r.server.process.at_start = [] { poll(nullptr, 0, 500); }; }},
    {"wrapped-in-a-shell", [](Rules& r) { static_cast<void>(r); }},
    {"talks-a-lot", [](Rules& r) { r.server.process.when_listening = write_a_megabyte; }},
    {"closes-inherited-descriptors",
     [](Rules& r) { r.server.process.when_listening = close_standard_streams; }},
    {"lenient-where-free",
     [](Rules& r) {
       r.header.json.byte_order_mark_passes = r.content.json.byte_order_mark_passes = true;
     }},
    {"only-utf-8", [](Rules& r) { r.content.only_utf8 = true; }},
    {"without-ipv6", [](Rules& r) { r.server.process.only_ipv4 = true; }},
    {"shallow", [](Rules& r) { r.header.json.depth_limit = r.content.json.depth_limit = 34; }},
});

}  // namespace

std::span<const Deviation> server_variants() {
  return server_variants_table;
}

}  // namespace wiretrial::mutants
