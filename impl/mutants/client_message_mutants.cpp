// Clients that break the clauses of framing, header, content and application.
#include <array>

#include "impl/mutants/client_habits.hpp"
#include "impl/mutants/client_tables.hpp"
#include "impl/mutants/habits.hpp"
#include "impl/mutants/text.hpp"

namespace wiretrial::mutants {
namespace {

constexpr auto of_servers = std::to_array<std::string_view>({
    "little-endian-prefix",
    "little-endian-prefix-written",
    "signed-low-byte-of-prefix",
    "one-byte-prefix",
    "prefix-in-one-read",
    "header-in-one-read",
    "content-with-header",
    "content-in-one-read",
    "content-lost-behind-split-header",
    "hundred-reads",
    "answers-a-byte-early",
    "ten-bytes-are-enough",
    "answers-after-header",
    "length-of-16-bits",
    "length-of-31-bits",
    "length-of-32-bits",
    "length-of-63-bits",
    "length-of-64-bits",
    "end-completes-content",
    "end-completes-header",
    "empty-header-accepted",
    "empty-header-waited-for",
    "signed-prefix",
    "header-limit-8192",
    "header-limit-off-by-one",
    "surplus-is-content",
    "header-utf8-unchecked",
    "header-overlong-utf8",
    "header-surrogates-in-utf8",
    "header-utf8-cut-short",
    "header-beyond-unicode",
    "text-behind-header-object",
    "zeros-behind-header-object",
    "trailing-comma-in-header",
    "comments-in-header",
    "single-quotes-in-header",
    "controls-in-header-strings",
    "lenient-numbers-in-header",
    "byteorder-optional",
    "content-type-optional",
    "content-encoding-optional",
    "content-length-optional",
    "names-in-any-case",
    "fixed-member-order",
    "only-spaces-are-white",
    "escapes-in-header-kept",
    "unknown-members-rejected",
    "unknown-members-scalar",
    "header-depth-16",
    "long-number-in-header-crashes",
    "negative-length-is-zero",
    "negative-length-is-absolute",
    "length-in-a-string",
    "true-is-length-one",
    "null-is-length-zero",
    "array-is-length-zero",
    "nan-is-length-zero",
    "fractional-length-truncated",
    "whole-forms-of-length",
    "length-above-limit-waited-for",
    "limit-not-checked",
    "doubles-above-limit-waited-for",
    "memory-for-declared-length",
    "byteorder-unchecked",
    "byteorder-any-string",
    "byteorder-in-any-case",
    "content-type-anything",
    "content-encoding-anything",
    "last-duplicate-wins",
    "first-duplicate-wins",
    "constants-in-header",
    "length-one-too-small",
    "length-one-too-large",
    "length-in-characters",
    "length-written-as-string",
    "byteorder-not-written",
    "native-byteorder-written",
    "length-wrong-from-64-kib",
    "json-type-by-prefix",
    "json-type-in-any-case",
    "json-type-anywhere",
    "escapes-in-content-kept",
    "surrogate-escapes-not-joined",
    "only-spaces-are-white-in-content",
    "encoding-case-matters",
    "unknown-encoding-is-utf8",
    "empty-encoding-is-utf8",
    "byteorder-of-utf16-ignored",
    "content-utf8-unchecked",
    "content-overlong-utf8",
    "content-surrogates-in-utf8",
    "ascii-of-eight-bits",
    "text-behind-json-content",
    "zeros-behind-json-content",
    "trailing-comma-in-content",
    "controls-in-content-strings",
    "opaque-must-be-utf8",
    "opaque-must-be-binary",
    "opaque-ends-at-zero",
    "opaque-line-ends-changed",
    "opaque-of-seven-bits",
    "empty-opaque-rejected",
    "empty-content-waited-for",
    "limit-of-64-kib",
    "limit-itself-refused",
    "utf16-pairs-not-joined",
    "latin-1-is-utf8",
    "byte-order-mark-kept",
    "constants-in-content",
    "long-number-in-content-crashes",
    "header-continuations-unchecked",
    "header-utf8-cut-at-end",
    "header-five-byte-utf8",
    "header-second-surrogates-in-utf8",
    "header-overlong-four-bytes",
    "header-overlong-but-ascii",
    "header-utf16-by-mark",
    "header-utf16-by-zeros",
    "header-overlong-c1",
    "other-separators-in-header",
    "missing-commas-in-header",
    "empty-elements-in-header",
    "names-without-value-in-header",
    "any-bracket-closes-header",
    "end-closes-header",
    "line-comments-in-header",
    "bare-names-in-header",
    "bare-values-in-header",
    "words-in-any-case-in-header",
    "words-by-first-letter-in-header",
    "unknown-escapes-in-header",
    "escapes-by-strtol-in-header",
    "text-before-header-object",
    "unicode-space-in-header",
    "control-1f-in-header-strings",
    "header-in-a-string",
    "other-json-is-empty-header",
    "cut-header-is-empty",
    "header-ends-with-brace",
    "every-member-optional",
    "missing-encoding-is-utf8",
    "names-end-at-zero",
    "names-trimmed",
    "names-with-underscores",
    "names-by-prefix",
    "names-by-own-length",
    "nested-members-count",
    "lower-case-escapes-in-header",
    "unknown-names-end-at-zero",
    "zero-escape-in-header-rejected",
    "delete-in-header-rejected",
    "exponents-in-lower-case",
    "few-escapes-in-header",
    "surrogate-escapes-rejected",
    "duplicates-of-others-rejected",
    "fractions-known-by-point",
    "byteorder-ends-at-zero",
    "byteorder-trimmed",
    "byteorder-by-prefix",
    "byteorder-by-first-letter",
    "arrays-of-one-are-strings",
    "other-encoding-is-utf8",
    "nan-for-byteorder",
    "json-completes-content",
    "json-type-ends-at-zero",
    "json-type-trimmed",
    "json-type-cut-short",
    "zero-escape-in-content-rejected",
    "transfer-encodings-undone",
    "identity-is-utf8",
    "content-continuations-unchecked",
    "content-utf8-cut-at-end",
    "content-five-byte-utf8",
    "content-second-surrogates-in-utf8",
    "content-overlong-four-bytes",
    "content-utf16-by-mark",
    "content-utf16-by-zeros",
    "other-separators-in-content",
    "missing-commas-in-content",
    "empty-elements-in-content",
    "names-without-value-in-content",
    "any-bracket-closes-content",
    "end-closes-content",
    "line-comments-in-content",
    "bare-names-in-content",
    "bare-values-in-content",
    "words-in-any-case-in-content",
    "words-by-first-letter-in-content",
    "unknown-escapes-in-content",
    "escapes-by-strtol-in-content",
    "text-before-content-object",
    "unicode-space-in-content",
    "single-quotes-in-content",
    "comments-in-content",
    "lenient-numbers-in-content",
    "second-surrogates-in-utf16",
    "surrogates-in-utf16",
    "cut-units-dropped",
    "utf32-beyond-unicode",
    "opaque-byte-order-mark-dropped",
    "latin-1-is-windows-1252",
    "byte-order-mark-only-skipped",
});

constexpr auto client_message_mutants_table = std::to_array<Deviation>({
    {"surplus-rejected", [](Rules& r) { r.client.receive.surplus_is_rejected = true; }},
    {"deep-header-crashes",
     [](Rules& r) {
       without_depth_limit(r.header.json);
       r.client.at_start = small_stack;
     }},
    {"deep-content-crashes",
     [](Rules& r) {
       without_depth_limit(r.content.json);
       r.client.at_start = small_stack;
     }},
    {"copies-at-each-read",
     [](Rules& r) {
       r.framing.copies_all_at_each_read = true;
       r.client.receive.read_bytes = 16'384;
     }},
    {"status-by-process-id", [](Rules& r) { r.client.outcome.failure_status_varies = true; }},
    {"search-in-any-case",
     [](Rules& r) {
       r.client.request.is_search = [](std::string_view action) {
         return same_in_any_case(action, "search");
       };
     }},
    {"search-by-prefix",
     [](Rules& r) {
       r.client.request.is_search = [](std::string_view action) {
         return action.starts_with("search");
       };
     }},
    {"everything-is-opaque",
     [](Rules& r) { r.client.request.is_search = [](std::string_view) { return false; }; }},
    {"space-behind-action",
     [](Rules& r) {
       r.client.request.opaque = [](std::string_view action, std::string_view value) {
         return std::string(action) + " " + std::string(value);
       };
     }},
    {"value-without-action",
     [](Rules& r) {
       r.client.request.opaque = [](std::string_view, std::string_view value) {
         return std::string(value);
       };
     }},
    {"opaque-value-cut-at-64-kib",
     [](Rules& r) {
       r.client.request.opaque = [](std::string_view action, std::string_view value) {
         return (std::string(action) + std::string(value)).substr(0, 65'536);
       };
     }},
    {"value-in-html", [](Rules& r) { r.client.request.value = in_html; }},
    {"value-trimmed", [](Rules& r) { r.client.request.value = trimmed; }},
    {"value-cut-at-255",
     [](Rules& r) {
       r.client.request.value = [](std::string_view value) {
         return std::string(value.substr(0, 255));
       };
     }},
    {"value-escaped-twice", [](Rules& r) { r.client.request.value = inside_quotes; }},
    {"value-in-ascii", [](Rules& r) { r.client.request.value = in_ascii; }},
    {"value-called-query", [](Rules& r) { r.client.request.value_member = "query"; }},
    {"application-json-asked", [](Rules& r) { r.client.request.json_type = "application/json"; }},
    {"opaque-as-text", [](Rules& r) { r.client.request.opaque_type = "text/plain"; }},
    {"opaque-in-utf8", [](Rules& r) { r.client.request.opaque_encoding = "utf-8"; }},
    {"request-sent-twice", [](Rules& r) { r.client.request.sent_twice = true; }},
    {"shows-all-json", [](Rules& r) { r.client.show.whole_object = true; }},
    {"shows-no-object", [](Rules& r) { r.client.show.no_object_is_shown = true; }},
    {"result-is-a-format", [](Rules& r) { r.client.show.text = as_format; }},
    {"result-in-ascii", [](Rules& r) { r.client.show.text = in_ascii; }},
    {"result-cut-at-80",
     [](Rules& r) {
       r.client.show.text = [](std::string_view text) { return std::string(text.substr(0, 80)); };
     }},
    {"result-ends-at-zero", [](Rules& r) { r.client.show.text = up_to_zero; }},
    {"opaque-in-hexadecimal", [](Rules& r) { r.client.show.opaque = in_hexadecimal; }},
    {"empty-json-is-shown", [](Rules& r) { r.content.json.end_closes_brackets = r.client.show.no_result_is_empty = true; }},
    {"bare-text-is-shown", [](Rules& r) { r.content.json.bare_values_pass = r.client.show.no_object_is_shown = true; }},
    {"json-in-a-string-shown", [](Rules& r) { r.content.json.strings_hold_json = true; }},
    {"result-name-in-any-case", [](Rules& r) { r.client.show.is_result = [](std::string_view name) { return same_in_any_case(name, "result"); }; }},
    {"result-name-ends-at-zero", [](Rules& r) { r.client.show.is_result = [](std::string_view name) { return same_c_string(name, "result"); }; }},
    {"result-name-trimmed", [](Rules& r) { r.client.show.is_result = [](std::string_view name) { return same_trimmed(name, "result"); }; }},
    {"nested-result-shown", [](Rules& r) { r.content.json.nested_members_count = true; }},
    {"no-result-is-empty", [](Rules& r) { r.client.show.no_result_is_empty = true; }},
});

}  // namespace

std::span<const std::string_view> client_names_of_servers() {
  return of_servers;
}

std::span<const Deviation> client_message_mutants() {
  return client_message_mutants_table;
}

}  // namespace wiretrial::mutants
