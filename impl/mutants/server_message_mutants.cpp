// Servers that break the clauses of framing and of the header.
#include <array>

#include "impl/mutants/habits.hpp"
#include "impl/mutants/message_writer.hpp"
#include "impl/mutants/odd_headers.hpp"
#include "impl/mutants/server_tables.hpp"
#include "impl/mutants/text.hpp"

namespace wiretrial::mutants {
namespace {

using Negative = LengthRules::Negative;
using Tail = JsonRules::Tail;
using TooLong = FramingRules::TooLong;
using EmptyHeader = FramingRules::EmptyHeader;
using Duplicates = HeaderRules::Duplicates;
using u32 = std::uint32_t;

constexpr auto server_message_mutants_table = std::to_array<Deviation>({
    {"little-endian-prefix", [](Rules& r) { r.framing.header_length = [](u32 a, u32 b) { return b << 8 | a; }; }},
    {"signed-low-byte-of-prefix", [](Rules& r) { r.framing.header_length = [](u32 a, u32 b) { return (a << 8) + b - (b > 127 ? 256 : 0); }; }},
    {"one-byte-prefix", [](Rules& r) { r.framing.header_length = [](u32, u32 b) { return b; }; }},
    {"seven-bit-prefix-bytes", [](Rules& r) { r.framing.header_length = [](u32 a, u32 b) { return (a & 0x7F) << 8 | (b & 0x7F); }; }},
    {"little-endian-prefix-written", [](Rules& r) { r.writing.prefix_is_little_endian = true; }},
    {"prefix-in-one-read", [](Rules& r) { r.framing.prefix_comes_in_one_read = true; }},
    {"header-in-one-read", [](Rules& r) { r.framing.header_comes_in_one_read = true; }},
    {"content-with-header", [](Rules& r) { r.framing.content_comes_with_header = true; }},
    {"content-in-one-read", [](Rules& r) { r.framing.content_comes_in_one_read = true; }},
    {"content-lost-behind-split-header", [](Rules& r) { r.framing.content_begins_with_a_read = true; }},
    {"hundred-reads", [](Rules& r) { r.framing.reads_limit = 100; }},
    {"full-read-means-more", [](Rules& r) { r.server.connection.read_bytes = 4'096; r.server.connection.full_read_means_more = true; }},
    {"answers-a-byte-early", [](Rules& r) { r.framing.early_bytes = 1; }},
    {"ten-bytes-are-enough", [](Rules& r) { r.framing.enough_opaque_bytes = 10; }},
    {"answers-after-header", [](Rules& r) { r.framing.header_alone_completes = true; }},
    {"length-of-16-bits", [](Rules& r) { r.header.length.bits = 16; }},
    {"length-of-31-bits", [](Rules& r) { r.header.length.bits = 31; }},
    {"length-of-32-bits", [](Rules& r) { r.header.length.bits = 32; }},
    {"length-of-63-bits", [](Rules& r) { r.header.length.bits = 63; }},
    {"length-of-64-bits", [](Rules& r) { r.header.length.bits = 64; }},
    {"end-completes-content", [](Rules& r) { r.framing.end_completes_content = true; }},
    {"end-completes-header", [](Rules& r) { r.framing.end_completes_header = true; }},
    {"end-is-not-noticed", [](Rules& r) { r.server.connection.end_of_stream_is_ignored = true; }},
    {"empty-header-accepted", [](Rules& r) { r.framing.empty_header = EmptyHeader::accepted; }},
    {"empty-header-waited-for", [](Rules& r) { r.framing.empty_header = EmptyHeader::waited_for; }},
    {"signed-prefix", [](Rules& r) { r.framing.header_limit = 32'767; }},
    {"header-limit-8192", [](Rules& r) { r.framing.header_limit = 8'192; }},
    {"header-limit-off-by-one", [](Rules& r) { r.framing.header_limit = 65'534; }},
    {"pipelined-request-answered", [](Rules& r) { r.server.connection.second_request_is_answered = true; }},
    {"surplus-rejected", [](Rules& r) { r.server.connection.surplus_is_rejected = true; }},
    {"surplus-is-content", [](Rules& r) { r.framing.surplus_is_content = true; }},
    {"closes-on-surplus", [](Rules& r) { r.server.connection.answered = ConnectionRules::Close::closing; }},
    {"header-utf8-unchecked", [](Rules& r) { r.header.utf8.checked = false; }},
    {"header-overlong-utf8", [](Rules& r) { r.header.utf8.is_overlong = [](u32, std::size_t) { return false; }; }},
    {"header-surrogates-in-utf8", [](Rules& r) { r.header.utf8.is_surrogate = [](u32) { return false; }; }},
    {"header-utf8-cut-short", [](Rules& r) { r.header.utf8.cut_short_passes = true; }},
    {"header-beyond-unicode", [](Rules& r) { r.header.utf8.beyond_unicode_passes = true; }},
    {"text-behind-header-object", [](Rules& r) { r.header.json.tail = Tail::anything; }},
    {"zeros-behind-header-object", [](Rules& r) { r.header.json.tail = Tail::zero_bytes; }},
    {"trailing-comma-in-header", [](Rules& r) { r.header.json.trailing_comma_passes = true; }},
    {"comments-in-header", [](Rules& r) { r.header.json.comments_pass = true; }},
    {"single-quotes-in-header", [](Rules& r) { r.header.json.single_quotes_pass = true; }},
    {"controls-in-header-strings", [](Rules& r) { r.header.json.lowest_in_strings = 0; }},
    {"lenient-numbers-in-header", [](Rules& r) { r.header.json.lenient_numbers_pass = true; }},
    {"byteorder-optional", [](Rules& r) { r.header.is_optional = [](std::string_view name) { return name == "byteorder"; }; }},
    {"content-type-optional", [](Rules& r) { r.header.is_optional = [](std::string_view name) { return name == "content-type"; }; }},
    {"content-encoding-optional", [](Rules& r) { r.header.is_optional = [](std::string_view name) { return name == "content-encoding"; }; }},
    {"content-length-optional", [](Rules& r) { r.header.is_optional = [](std::string_view name) { return name == "content-length"; }; }},
    {"names-in-any-case", [](Rules& r) { r.header.is_name = same_in_any_case; }},
    {"fixed-member-order", [](Rules& r) { r.header.fixed_member_order = true; }},
    {"only-spaces-are-white", [](Rules& r) { r.header.json.white_space = " "; }},
    {"escapes-in-header-kept", [](Rules& r) { r.header.json.escapes_are_undone = false; }},
    {"unknown-members-rejected", [](Rules& r) { r.header.unknown_members_rejected = true; }},
    {"unknown-members-scalar", [](Rules& r) { r.header.unknown_members_are_scalars = true; }},
    {"header-depth-16", [](Rules& r) { r.header.json.depth_limit = 16; }},
    {"deep-header-crashes", [](Rules& r) { without_depth_limit(r.header.json); r.server.process.at_start = small_stack; }},
    {"long-number-in-header-crashes", [](Rules& r) { r.header.json.number_buffer_bytes = 32; }},
    {"negative-length-is-zero", [](Rules& r) { r.header.length.negative = Negative::zero; }},
    {"negative-length-is-absolute", [](Rules& r) { r.header.length.negative = Negative::absolute; }},
    {"length-in-a-string", [](Rules& r) { r.header.length.strings_pass = true; }},
    {"true-is-length-one", [](Rules& r) { r.header.length.booleans_pass = true; }},
    {"null-is-length-zero", [](Rules& r) { r.header.length.null_is_zero = true; }},
    {"array-is-length-zero", [](Rules& r) { r.header.length.arrays_are_zero = true; }},
    {"nan-is-length-zero", [](Rules& r) { r.header.json.constants_pass = r.header.length.constants_are_zero = true; }},
    {"fractional-length-truncated", [](Rules& r) { r.header.length.fractions = LengthRules::Fractions::truncated; }},
    {"whole-forms-of-length", [](Rules& r) { r.header.length.whole_forms_pass = true; }},
    {"length-above-limit-waited-for", [](Rules& r) { r.framing.too_long = TooLong::rejected_at_the_end; }},
    {"limit-not-checked", [](Rules& r) { r.framing.too_long = TooLong::accepted; }},
    {"doubles-above-limit-waited-for", [](Rules& r) { r.header.length.whole_forms_pass = true; r.framing.too_long = TooLong::rejected_at_the_end; }},
    {"memory-for-declared-length", [](Rules& r) { r.framing.memory_is_taken_at_once = true; }},
    {"byteorder-unchecked", [](Rules& r) { r.header.byteorder_may_be_anything = true; }},
    {"byteorder-any-string", [](Rules& r) { r.header.is_byteorder = [](std::string_view) { return true; }; }},
    {"byteorder-in-any-case", [](Rules& r) { r.header.is_byteorder = [](std::string_view order) { return same_in_any_case(order, "little") || same_in_any_case(order, "big"); }; }},
    {"content-type-anything", [](Rules& r) { r.header.type_may_be_anything = true; }},
    {"content-encoding-anything", [](Rules& r) { r.header.encoding_may_be_anything = true; }},
    {"last-duplicate-wins", [](Rules& r) { r.header.duplicates = Duplicates::last_wins; }},
    {"first-duplicate-wins", [](Rules& r) { r.header.duplicates = Duplicates::first_wins; }},
    {"constants-in-header", [](Rules& r) { r.header.json.constants_pass = true; }},
    {"length-one-too-small", [](Rules& r) { r.writing.length_error = -1; }},
    {"length-one-too-large", [](Rules& r) { r.writing.length_error = 1; }},
    {"length-in-characters", [](Rules& r) { r.writing.header = header_with_characters_counted; }},
    {"length-written-as-string", [](Rules& r) { r.writing.header = header_with_length_as_string; }},
    {"byteorder-not-written", [](Rules& r) { r.writing.header = header_without_byteorder; }},
    {"native-byteorder-written", [](Rules& r) { r.writing.header = header_with_native_byteorder; }},
    {"length-wrong-from-64-kib", [](Rules& r) { r.writing.header = header_with_16_bit_length; }},
    {"every-fourth-refused", [](Rules& r) { r.server.sometimes = [](const History& h) { return h.accepted % 4 == 0; }; r.server.change = refuse_all; }},
    {"worse-after-a-rejection", [](Rules& r) { r.server.sometimes = [](const History& h) { return h.rejected > 0; }; r.server.change = [](Rules& s) { s.header.length.negative = Negative::zero; }; }},
    {"first-answer-differs", [](Rules& r) { r.server.sometimes = [](const History& h) { return h.accepted == 1; }; r.server.change = [](Rules& s) { s.server.answer.always = "Welcome"; }; }},
});

}  // namespace

std::span<const Deviation> server_message_mutants() {
  return server_message_mutants_table;
}

}  // namespace wiretrial::mutants
