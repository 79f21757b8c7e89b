// Servers that take for text, for JSON or for a name what is none: each in one way that libraries
// and hand-written readers have.
#include <array>

#include "impl/mutants/server_tables.hpp"
#include "impl/mutants/text.hpp"

namespace wiretrial::mutants {
namespace {

using text = std::string_view;
using std::size_t;
using u32 = std::uint32_t;

bool overlong(u32 code_point, size_t length) {
  return Utf8Rules().is_overlong(code_point, length);
}

bool every(text) {
  return true;
}

constexpr auto server_text_mutants_table = std::to_array<Deviation>({
    {"header-continuations-unchecked", [](Rules& r) { r.header.utf8.continuations_are_checked = false; }},
    {"header-utf8-cut-at-end", [](Rules& r) { r.header.utf8.cut_short_at_end_passes = true; }},
    {"header-five-byte-utf8", [](Rules& r) { r.header.utf8.long_forms_pass = true; }},
    {"header-second-surrogates-in-utf8", [](Rules& r) { r.header.utf8.is_surrogate = [](u32 c) { return c >= 0xD800 && c < 0xDC00; }; }},
    {"header-overlong-four-bytes", [](Rules& r) { r.header.utf8.is_overlong = [](u32 c, size_t n) { return n < 4 && overlong(c, n); }; }},
    {"header-overlong-but-ascii", [](Rules& r) { r.header.utf8.is_overlong = [](u32 c, size_t n) { return n > 1 && c < 0x80; }; }},
    {"header-utf16-by-mark", [](Rules& r) { r.header.utf8.utf16 = Utf8Rules::Utf16::by_mark; }},
    {"header-utf16-by-zeros", [](Rules& r) { r.header.utf8.utf16 = Utf8Rules::Utf16::by_zeros; }},
    {"header-overlong-c1", [](Rules& r) { r.header.utf8.is_overlong = [](u32 c, size_t n) { return n == 2 ? c < 0x40 : overlong(c, n); }; }},
    {"other-separators-in-header", [](Rules& r) { r.header.json.other_separators_pass = true; }},
    {"missing-commas-in-header", [](Rules& r) { r.header.json.missing_commas_pass = true; }},
    {"empty-elements-in-header", [](Rules& r) { r.header.json.empty_elements_pass = true; }},
    {"names-without-value-in-header", [](Rules& r) { r.header.json.names_without_value_pass = true; }},
    {"any-bracket-closes-header", [](Rules& r) { r.header.json.any_bracket_closes = true; }},
    {"end-closes-header", [](Rules& r) { r.header.json.end_closes_brackets = true; }},
    {"line-comments-in-header", [](Rules& r) { r.header.json.line_comments_pass = true; }},
    {"bare-names-in-header", [](Rules& r) { r.header.json.bare_names_pass = true; }},
    {"bare-values-in-header", [](Rules& r) { r.header.json.bare_values_pass = true; }},
    {"words-in-any-case-in-header", [](Rules& r) { r.header.json.words_in_any_case = true; }},
    {"words-by-first-letter-in-header", [](Rules& r) { r.header.json.words_by_first_letter = true; }},
    {"unknown-escapes-in-header", [](Rules& r) { r.header.json.unknown_escapes_pass = true; }},
    {"escapes-by-strtol-in-header", [](Rules& r) { r.header.json.escapes_by_strtol = true; }},
    {"text-before-header-object", [](Rules& r) { r.header.json.text_before_object_passes = true; }},
    {"unicode-space-in-header", [](Rules& r) { r.header.json.white_space = " \t\r\n\v\f\xC2\xA0"; }},
    {"control-1f-in-header-strings", [](Rules& r) { r.header.json.lowest_in_strings = 0x1F; }},
    {"header-in-a-string", [](Rules& r) { r.header.json.strings_hold_json = true; }},
    {"other-json-is-empty-header", [](Rules& r) { r.header.other_json_is_empty = true; r.header.is_optional = every; }},
    {"cut-header-is-empty", [](Rules& r) { r.header.json.end_closes_brackets = true; r.header.is_optional = every; }},
    {"header-ends-with-brace", [](Rules& r) { r.framing.header_ends_with_brace = true; }},
    {"every-member-optional", [](Rules& r) { r.header.is_optional = every; }},
    {"missing-encoding-is-utf8", [](Rules& r) { r.header.is_optional = [](text name) { return name == "content-encoding"; }; r.content.empty_encoding_is_utf8 = true; }},
    {"names-end-at-zero", [](Rules& r) { r.header.is_name = same_c_string; }},
    {"names-trimmed", [](Rules& r) { r.header.is_name = same_trimmed; }},
    {"names-with-underscores", [](Rules& r) { r.header.is_name = same_with_underscores; }},
    {"names-by-prefix", [](Rules& r) { r.header.is_name = [](text name, text wanted) { return name.starts_with(wanted); }; }},
    {"names-by-own-length", [](Rules& r) { r.header.is_name = [](text name, text wanted) { return name.size() > 8 && wanted.starts_with(name); }; }},
    {"nested-members-count", [](Rules& r) { r.header.json.nested_members_count = true; }},
    {"lower-case-escapes-in-header", [](Rules& r) { r.header.json.hexadecimal_digits = "0123456789abcdef"; }},
    {"unknown-names-end-at-zero", [](Rules& r) { r.header.is_name = same_c_string; }},
    {"zero-escape-in-header-rejected", [](Rules& r) { r.header.json.zero_escape_passes = false; }},
    {"delete-in-header-rejected", [](Rules& r) { r.header.json.delete_passes = false; }},
    {"exponents-in-lower-case", [](Rules& r) { r.header.json.exponent_letters = "e"; }},
    {"few-escapes-in-header", [](Rules& r) { r.header.json.escape_letters = "\"\\/nrt"; }},
    {"surrogate-escapes-rejected", [](Rules& r) { r.header.json.surrogate_escapes_pass = false; }},
    {"duplicates-of-others-rejected", [](Rules& r) { r.header.duplicates_of_others_rejected = true; }},
    {"fractions-known-by-point", [](Rules& r) { r.header.length.fractions = LengthRules::Fractions::known_by_point; }},
    {"byteorder-ends-at-zero", [](Rules& r) { r.header.is_byteorder = [](text order) { return same_c_string(order, "little") || same_c_string(order, "big"); }; }},
    {"byteorder-trimmed", [](Rules& r) { r.header.is_byteorder = [](text order) { return same_trimmed(order, "little") || same_trimmed(order, "big"); }; }},
    {"byteorder-by-prefix", [](Rules& r) { r.header.is_byteorder = [](text order) { return order.starts_with("little") || order.starts_with("big"); }; }},
    {"byteorder-by-first-letter", [](Rules& r) { r.header.is_byteorder = [](text order) { return order.starts_with("l") || order.starts_with("b"); }; }},
    {"arrays-of-one-are-strings", [](Rules& r) { r.header.arrays_of_one_are_strings = true; }},
    {"other-encoding-is-utf8", [](Rules& r) { r.header.encoding_has_default = true; }},
    {"nan-for-byteorder", [](Rules& r) { r.header.json.constants_pass = r.header.byteorder_may_be_anything = true; }},
    {"json-completes-content", [](Rules& r) { r.framing.json_completes_content = true; }},
    {"json-type-ends-at-zero", [](Rules& r) { r.content.is_json = [](text type) { return same_c_string(type, "text/json"); }; }},
    {"json-type-trimmed", [](Rules& r) { r.content.is_json = [](text type) { return same_trimmed(type, "text/json"); }; }},
    {"json-type-cut-short", [](Rules& r) { r.content.is_json = [](text type) { return !type.empty() && text("text/json").starts_with(type); }; }},
    {"zero-escape-in-content-rejected", [](Rules& r) { r.content.json.zero_escape_passes = false; }},
    {"transfer-encodings-undone", [](Rules& r) { r.content.transfer_encodings_are_undone = true; }},
    {"identity-is-utf8", [](Rules& r) { r.content.identity_is_utf8 = true; }},
    {"content-continuations-unchecked", [](Rules& r) { r.content.utf8.continuations_are_checked = false; }},
    {"content-utf8-cut-at-end", [](Rules& r) { r.content.utf8.cut_short_at_end_passes = true; }},
    {"content-five-byte-utf8", [](Rules& r) { r.content.utf8.long_forms_pass = true; }},
    {"content-second-surrogates-in-utf8", [](Rules& r) { r.content.utf8.is_surrogate = [](u32 c) { return c >= 0xD800 && c < 0xDC00; }; }},
    {"content-overlong-four-bytes", [](Rules& r) { r.content.utf8.is_overlong = [](u32 c, size_t n) { return n < 4 && overlong(c, n); }; }},
    {"content-utf16-by-mark", [](Rules& r) { r.content.utf8.utf16 = Utf8Rules::Utf16::by_mark; }},
    {"content-utf16-by-zeros", [](Rules& r) { r.content.utf8.utf16 = Utf8Rules::Utf16::by_zeros; }},
    {"other-separators-in-content", [](Rules& r) { r.content.json.other_separators_pass = true; }},
    {"missing-commas-in-content", [](Rules& r) { r.content.json.missing_commas_pass = true; }},
    {"empty-elements-in-content", [](Rules& r) { r.content.json.empty_elements_pass = true; }},
    {"names-without-value-in-content", [](Rules& r) { r.content.json.names_without_value_pass = true; }},
    {"any-bracket-closes-content", [](Rules& r) { r.content.json.any_bracket_closes = true; }},
    {"end-closes-content", [](Rules& r) { r.content.json.end_closes_brackets = true; }},
    {"line-comments-in-content", [](Rules& r) { r.content.json.line_comments_pass = true; }},
    {"bare-names-in-content", [](Rules& r) { r.content.json.bare_names_pass = true; }},
    {"bare-values-in-content", [](Rules& r) { r.content.json.bare_values_pass = true; }},
    {"words-in-any-case-in-content", [](Rules& r) { r.content.json.words_in_any_case = true; }},
    {"words-by-first-letter-in-content", [](Rules& r) { r.content.json.words_by_first_letter = true; }},
    {"unknown-escapes-in-content", [](Rules& r) { r.content.json.unknown_escapes_pass = true; }},
    {"escapes-by-strtol-in-content", [](Rules& r) { r.content.json.escapes_by_strtol = true; }},
    {"text-before-content-object", [](Rules& r) { r.content.json.text_before_object_passes = true; }},
    {"unicode-space-in-content", [](Rules& r) { r.content.json.white_space = " \t\r\n\v\f\xC2\xA0"; }},
    {"single-quotes-in-content", [](Rules& r) { r.content.json.single_quotes_pass = true; }},
    {"comments-in-content", [](Rules& r) { r.content.json.comments_pass = true; }},
    {"lenient-numbers-in-content", [](Rules& r) { r.content.json.lenient_numbers_pass = true; }},
    {"second-surrogates-in-utf16", [](Rules& r) { r.content.halves = ContentRules::Halves::low_pass; }},
    {"surrogates-in-utf16", [](Rules& r) { r.content.halves = ContentRules::Halves::pass; }},
    {"cut-units-dropped", [](Rules& r) { r.content.cut_units_are_dropped = true; }},
    {"utf32-beyond-unicode", [](Rules& r) { r.content.beyond_unicode_passes = true; }},
    {"bare-text-is-no-action", [](Rules& r) { r.content.json.bare_values_pass = r.server.answer.other_json_is_no_action = true; }},
    {"opaque-byte-order-mark-dropped", [](Rules& r) { r.content.opaque_byte_order_mark_is_dropped = true; }},
    {"latin-1-is-windows-1252", [](Rules& r) { r.content.latin_1_is_windows_1252 = true; }},
    {"byte-order-mark-only-skipped", [](Rules& r) { r.content.byte_order_mark_is_only_skipped = true; }},
    {"action-ends-at-zero", [](Rules& r) { r.server.answer.is_search = [](text action) { return same_c_string(action, "search"); }; }},
    {"action-trimmed", [](Rules& r) { r.server.answer.is_search = [](text action) { return same_trimmed(action, "search"); }; }},
    {"action-by-beginning", [](Rules& r) { r.server.answer.is_search = [](text action) { return action.starts_with("search"); }; }},
    {"action-name-in-any-case", [](Rules& r) { r.server.answer.is_name = same_in_any_case; }},
    {"action-name-ends-at-zero", [](Rules& r) { r.server.answer.is_name = same_c_string; }},
    {"action-name-trimmed", [](Rules& r) { r.server.answer.is_name = same_trimmed; }},
    {"action-nested", [](Rules& r) { r.content.json.nested_members_count = true; }},
    {"json-in-a-string-answered", [](Rules& r) { r.content.json.strings_hold_json = true; }},
});

}  // namespace

std::span<const Deviation> server_text_mutants() {
  return server_text_mutants_table;
}

}  // namespace wiretrial::mutants
