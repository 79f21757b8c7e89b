// Servers that break the clauses of content and of the application.
#include <array>

#include "impl/mutants/habits.hpp"
#include "impl/mutants/message_writer.hpp"
#include "impl/mutants/server_tables.hpp"
#include "impl/mutants/text.hpp"

namespace wiretrial::mutants {
namespace {

using Tail = JsonRules::Tail;

constexpr auto server_content_mutants_table = std::to_array<Deviation>({
    {"json-type-by-prefix", [](Rules& r) { r.content.is_json = [](std::string_view type) { return type.starts_with("text/json"); }; }},
    {"json-type-in-any-case", [](Rules& r) { r.content.is_json = [](std::string_view type) { return same_in_any_case(type, "text/json"); }; }},
    {"json-type-anywhere", [](Rules& r) { r.content.is_json = [](std::string_view type) { return type.find("json") != type.npos; }; }},
    {"escapes-in-content-kept", [](Rules& r) { r.content.json.escapes_are_undone = false; }},
    {"surrogate-escapes-not-joined", [](Rules& r) { r.content.json.surrogates_are_joined = false; }},
    {"only-spaces-are-white-in-content", [](Rules& r) { r.content.json.white_space = " "; }},
    {"encoding-case-matters", [](Rules& r) { r.content.encoding_in_any_case = false; }},
    {"unknown-encoding-is-utf8", [](Rules& r) { r.content.unknown_encoding_is_utf8 = true; }},
    {"empty-encoding-is-utf8", [](Rules& r) { r.content.empty_encoding_is_utf8 = true; }},
    {"byteorder-of-utf16-ignored", [](Rules& r) { r.content.byteorder_is_used = false; }},
    {"content-utf8-unchecked", [](Rules& r) { r.content.utf8.checked = false; }},
    {"content-overlong-utf8", [](Rules& r) { r.content.utf8.is_overlong = [](std::uint32_t, std::size_t) { return false; }; }},
    {"content-surrogates-in-utf8", [](Rules& r) { r.content.utf8.is_surrogate = [](std::uint32_t) { return false; }; }},
    {"ascii-of-eight-bits", [](Rules& r) { r.content.ascii_is_latin_1 = true; }},
    {"text-behind-json-content", [](Rules& r) { r.content.json.tail = Tail::anything; }},
    {"zeros-behind-json-content", [](Rules& r) { r.content.json.tail = Tail::zero_bytes; }},
    {"trailing-comma-in-content", [](Rules& r) { r.content.json.trailing_comma_passes = true; }},
    {"controls-in-content-strings", [](Rules& r) { r.content.json.lowest_in_strings = 0; }},
    {"empty-json-is-empty-object", [](Rules& r) { r.content.empty_is_empty_object = true; }},
    {"opaque-must-be-utf8", [](Rules& r) { r.content.opaque_must_be_utf8 = true; }},
    {"opaque-must-be-binary", [](Rules& r) { r.content.opaque_encoding_must_be_binary = true; }},
    {"opaque-ends-at-zero", [](Rules& r) { r.content.opaque_ends_at_zero = true; }},
    {"opaque-line-ends-changed", [](Rules& r) { r.content.opaque_line_ends_are_changed = true; }},
    {"opaque-of-seven-bits", [](Rules& r) { r.content.opaque_high_bit_is_lost = true; }},
    {"empty-opaque-rejected", [](Rules& r) { r.content.empty_opaque_is_rejected = true; }},
    {"empty-content-waited-for", [](Rules& r) { r.framing.empty_content_is_waited_for = true; }},
    {"limit-of-64-kib", [](Rules& r) { r.framing.own_content_limit_bytes = 65'536; }},
    {"limit-itself-refused", [](Rules& r) { r.framing.limit_itself_is_too_long = true; }},
    {"answer-of-64-kib", [](Rules& r) { r.server.connection.answer_limit_bytes = 65'536; }},
    {"utf16-pairs-not-joined", [](Rules& r) { r.content.surrogate_pairs_are_joined = false; }},
    {"latin-1-is-utf8", [](Rules& r) { r.content.latin_1_is_utf8 = true; }},
    {"byte-order-mark-kept", [](Rules& r) { r.content.byte_order_mark_is_used = false; }},
    {"constants-in-content", [](Rules& r) { r.content.json.constants_pass = true; }},
    {"deep-content-crashes", [](Rules& r) { without_depth_limit(r.content.json); r.server.process.at_start = small_stack; }},
    {"long-number-in-content-crashes", [](Rules& r) { r.content.json.number_buffer_bytes = 310; }},
    {"search-in-any-case", [](Rules& r) { r.server.answer.is_match = same_in_any_case; }},
    {"search-by-prefix", [](Rules& r) { r.server.answer.is_match = [](std::string_view asked, std::string_view entry) { return !asked.empty() && entry.starts_with(asked); }; }},
    {"search-as-c-string", [](Rules& r) { r.server.answer.is_match = [](std::string_view asked, std::string_view entry) { return asked.substr(0, asked.find('\0')) == entry; }; }},
    {"search-not-beyond-bmp", [](Rules& r) { r.server.answer.is_match = [](std::string_view asked, std::string_view entry) { return asked == entry && asked[0] > 0; }; }},
    {"value-escaped-twice", [](Rules& r) { r.server.answer.shown_value = [](std::string_view value) { return inside_quotes(value); }; }},
    {"value-in-html", [](Rules& r) { r.server.answer.shown_value = in_html; }},
    {"value-cut-at-255", [](Rules& r) { r.server.answer.shown_value = [](std::string_view value) { return std::string(value.substr(0, 255)); }; }},
    {"value-trimmed", [](Rules& r) { r.server.answer.shown_value = trimmed; }},
    {"action-in-any-case", [](Rules& r) { r.server.answer.is_search = [](std::string_view action) { return same_in_any_case(action, "search"); }; }},
    {"action-cut-at-32", [](Rules& r) { r.server.answer.shown_action = [](std::string_view action) { return std::string(action.substr(0, 32)); }; }},
    {"action-not-shown", [](Rules& r) { r.server.answer.shown_action = [](std::string_view) { return std::string(); }; }},
    {"no-action-rejected", [](Rules& r) { r.server.answer.no_action_is_rejected = true; }},
    {"no-action-is-search", [](Rules& r) { r.server.answer.no_action_is_search = true; }},
    {"arrays-answered", [](Rules& r) { r.server.answer.arrays_are_objects = true; }},
    {"null-answered", [](Rules& r) { r.server.answer.null_is_empty_object = true; }},
    {"any-json-answered", [](Rules& r) { r.server.answer.other_json_is_no_action = true; }},
    {"falsy-json-forgotten", [](Rules& r) { r.server.answer.empty_values_are_ignored = true; }},
    {"nine-bytes-shown", [](Rules& r) { r.server.answer.opaque = [](std::string_view bytes) { return "First 10 bytes of request: " + std::string(bytes.substr(0, 9)); }; }},
    {"all-bytes-shown", [](Rules& r) { r.server.answer.opaque = [](std::string_view bytes) { return "First 10 bytes of request: " + std::string(bytes); }; }},
    {"ten-bytes-padded", [](Rules& r) { r.server.answer.opaque = ten_bytes_padded; }},
    {"opaque-answer-of-other-type", [](Rules& r) { r.server.answer.opaque_type = "binary/custom-client-binary-type"; }},
    {"opaque-answer-in-utf8", [](Rules& r) { r.server.answer.opaque_encoding = "utf-8"; }},
    {"application-json-answered", [](Rules& r) { r.server.answer.json_type = "application/json"; }},
    {"utf16-answered", [](Rules& r) { r.writing.quoted = quoted_in_escapes; r.server.answer.json_is_sent_in_utf16 = true; r.server.answer.json_encoding = "utf-16"; }},
    {"answers-without-emoji", [](Rules& r) { r.writing.quoted = quoted_without_high_planes; }},
});

}  // namespace

std::span<const Deviation> server_content_mutants() {
  return server_content_mutants_table;
}

}  // namespace wiretrial::mutants
