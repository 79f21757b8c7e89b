// Clients that are unusual and right.
#include <array>

#include "impl/mutants/client_habits.hpp"
#include "impl/mutants/client_tables.hpp"
#include "impl/mutants/message_writer.hpp"
#include "impl/mutants/odd_headers.hpp"

namespace wiretrial::mutants {
namespace {

constexpr auto client_variants_table = std::to_array<Deviation>({
    {"other-member-order",
     [](Rules& r) {
       r.writing.header = header_in_other_order;
       r.client.request.value_comes_first = true;
     }},
    {"header-without-spaces",
     [](Rules& r) {
       r.writing.header = header_without_spaces;
       r.client.request.space = "";
     }},
    {"header-on-many-lines",
     [](Rules& r) {
       r.writing.header = header_on_many_lines;
       r.client.request.space = "\r\n\t ";
     }},
    {"header-with-more-members", [](Rules& r) { r.writing.header = header_with_more_members; }},
    {"header-in-escapes", [](Rules& r) { r.writing.header = header_in_escapes; }},
    {"big-endian-by-name", [](Rules& r) { r.writing.header = header_of_big_endian; }},
    {"asks-in-escapes", [](Rules& r) { r.writing.quoted = quoted_in_escapes; }},
    {"two-bytes-at-a-time", [](Rules& r) { r.client.send.bytes_at_a_time = 2; }},
    {"reads-seven-bytes", [](Rules& r) { r.client.receive.read_bytes = 7; }},
    {"half-closes", [](Rules& r) { r.client.send.end_of_stream_behind = true; }},
    {"wrapped-in-a-shell", [](Rules& r) { static_cast<void>(r); }},
    {"talks-a-lot", [](Rules& r) { r.client.at_start = talk_to_standard_error; }},
    {"starts-slowly", [](Rules& r) { r.client.at_start = start_slowly; }},
    {"shows-python-bytes", [](Rules& r) { r.client.show.opaque = in_python; }},
    {"shows-python-bytes-in-double-quotes",
     [](Rules& r) { r.client.show.opaque = in_python_with_double_quotes; }},
    {"status-0-and-words",
     [](Rules& r) {
       r.client.show.before = "result: ";
       r.client.at_end = say_success_or_failure;
     }},
    {"says-more-than-asked", [](Rules& r) { r.client.show.before = "The server says:\n"; }},
    {"only-utf-8", [](Rules& r) { r.content.only_utf8 = true; }},
    {"lenient-where-free",
     [](Rules& r) {
       r.header.json.byte_order_mark_passes = r.content.json.byte_order_mark_passes = true;
     }},
    {"shallow", [](Rules& r) { r.header.json.depth_limit = r.content.json.depth_limit = 34; }},
});

}  // namespace

std::span<const Deviation> client_variants() {
  return client_variants_table;
}

}  // namespace wiretrial::mutants
