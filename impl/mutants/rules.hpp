// What the programs of this folder do, as values: the defaults are PROTOCOL.md, and a mutant is a
// change of one of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "impl/mutants/client_rules.hpp"
#include "impl/mutants/server_rules.hpp"

namespace wiretrial::mutants {

struct Message;

// Ill-formed UTF-8 that passes (HDR-1, CNT-6).
struct Utf8Rules {
  bool checked = true;
  // Whether so many bytes are too long for the character, and whether it is half of a pair.
  bool (*is_overlong)(std::uint32_t code_point, std::size_t length) = [](std::uint32_t code_point,
                                                                         std::size_t length) {
    return code_point < (length == 4 ? 0x10000 : length == 3 ? 0x800 : length == 2 ? 0x80 : 0);
  };
  bool (*is_surrogate)(std::uint32_t code_point) = [](std::uint32_t code_point) {
    return code_point >= 0xD800 && code_point <= 0xDFFF;
  };
  bool cut_short_passes = false;
  // What the end of the text cuts short is dropped, as if more were to come.
  bool cut_short_at_end_passes = false;
  bool beyond_unicode_passes = false;
  // Five and six bytes for a character, as before RFC 3629.
  bool long_forms_pass = false;
  // The bytes behind the first one of a sequence are taken as they are.
  bool continuations_are_checked = true;
  // What is UTF-16 in truth is read as such: with a byte-order mark, or when zeros show it.
  enum class Utf16 { rejected, by_mark, by_zeros } utf16 = Utf16::rejected;
};

// What passes for JSON besides RFC 8259 (HDR-2, HDR-14, CNT-6, CNT-11).
struct JsonRules {
  // Arrays and objects inside each other; what is deeper is rejected (HDR-6, CNT-12). No more than
  // fit on the stack of a thread.
  std::size_t depth_limit = 1'000;
  bool constants_pass = false;
  bool trailing_comma_passes = false;
  // Elements may be missing between commas, commas between elements.
  bool empty_elements_pass = false;
  bool missing_commas_pass = false;
  // `=` for a colon and `;` for a comma; a name without colon and value.
  bool other_separators_pass = false;
  bool names_without_value_pass = false;
  // A bracket is closed by any other, or by the end of the text.
  bool any_bracket_closes = false;
  bool end_closes_brackets = false;
  bool comments_pass = false;
  // To the end of the line, from // or #.
  bool line_comments_pass = false;
  bool single_quotes_pass = false;
  // Strings without quotes, for names and for values.
  bool bare_names_pass = false;
  bool bare_values_pass = false;
  // NULL, True, nan and their like; or any four letters, five for false, with the right first one.
  bool words_in_any_case = false;
  bool words_by_first_letter = false;
  // The first character that may stand in a string as it is; whether DEL may.
  unsigned char lowest_in_strings = 0x20;
  bool delete_passes = true;
  // +7, 007, 0x7, 1_000, 7. and - are what strtoll makes of them.
  bool lenient_numbers_pass = false;
  std::string_view exponent_letters = "eE";
  bool byte_order_mark_passes = false;
  // Whatever stands before the first brace is skipped.
  bool text_before_object_passes = false;
  // A string is read once more, as the text that it holds.
  bool strings_hold_json = false;
  // Members of inner objects count like those of the outermost.
  bool nested_members_count = false;
  std::string_view white_space = " \t\r\n";
  // A longer number overruns a buffer and ends the process (HDR-6, CNT-12); 0 is no limit.
  std::size_t number_buffer_bytes = 0;
  // What may follow the text: white space; zero bytes as well; or anything.
  enum class Tail { white_space, zero_bytes, anything } tail = Tail::white_space;
  bool escapes_are_undone = true;
  // The letters of escapes that are known; of others the letter is kept, or they are no JSON.
  std::string_view escape_letters = "\"\\/bfnrt";
  bool unknown_escapes_pass = false;
  std::string_view hexadecimal_digits = "0123456789abcdef0123456789ABCDEF";
  // What strtol makes of the four characters behind \u: signs, spaces and fewer digits pass.
  bool escapes_by_strtol = false;
  bool zero_escape_passes = true;
  bool surrogate_escapes_pass = true;
  // One escape for each half of a surrogate pair makes one character.
  bool surrogates_are_joined = true;
};

// What content-length may be (HDR-7, HDR-8).
struct LengthRules {
  enum class Negative { rejected, zero, absolute } negative = Negative::rejected;
  bool strings_pass = false;
  bool booleans_pass = false;
  bool null_is_zero = false;
  bool arrays_are_zero = false;
  bool constants_are_zero = false;
  // Any fraction, or one that is written without a point.
  enum class Fractions { rejected, truncated, known_by_point } fractions = Fractions::rejected;
  // 41.0, 4.1e1 and -0.
  bool whole_forms_pass = false;
  // Only this many of its low bits are looked at; 0: all of them, so that no length is too long.
  unsigned bits = 0;
};

struct HeaderRules {
  Utf8Rules utf8;
  JsonRules json;
  LengthRules length;
  // Whether the message is taken without this member, with "" or 0 in its place.
  bool (*is_optional)(std::string_view name) = [](std::string_view) { return false; };
  // Whether a name in the header is the one that is looked for.
  bool (*is_name)(std::string_view name, std::string_view wanted) =
      [](std::string_view name, std::string_view wanted) { return name == wanted; };
  // JSON that is no object is a header without members.
  bool other_json_is_empty = false;
  enum class Duplicates { rejected, first_wins, last_wins } duplicates = Duplicates::rejected;
  // Whether the string names an order; what is no string passes only if nothing is checked.
  bool (*is_byteorder)(std::string_view text) = [](std::string_view text) {
    return text == "little" || text == "big";
  };
  bool byteorder_may_be_anything = false;
  // content-type and content-encoding that are no strings pass as "".
  bool type_may_be_anything = false;
  bool encoding_may_be_anything = false;
  // Or an encoding that is no string is utf-8.
  bool encoding_has_default = false;
  // An array of one string is that string, as JavaScript has it.
  bool arrays_of_one_are_strings = false;
  // A member with any name may stand there once only.
  bool duplicates_of_others_rejected = false;
  // Members whose names nobody knows are an error.
  bool unknown_members_rejected = false;
  // Their values may be of these types only.
  bool unknown_members_are_scalars = false;
  // The header must hold its members in the order of the original program.
  bool fixed_member_order = false;
};

// How a stream becomes a message (FRM-1 to FRM-6, HDR-9, HDR-10).
struct FramingRules {
  // H, from the two bytes of the prefix.
  std::uint32_t (*header_length)(std::uint32_t first, std::uint32_t second) =
      [](std::uint32_t first, std::uint32_t second) { return first << 8 | second; };
  std::uint32_t header_limit = 65'535;
  // H = 0 (FRM-5): rejected, taken for an opaque message of no bytes, or waited for.
  enum class EmptyHeader { rejected, accepted, waited_for } empty_header = EmptyHeader::rejected;
  // A content-length above the limit: rejected at once, when the content is there, or never.
  enum class TooLong { rejected, rejected_at_the_end, accepted } too_long = TooLong::rejected;
  // The limit, if it is another one than what the program was told.
  std::size_t own_content_limit_bytes = 0;
  bool limit_itself_is_too_long = false;
  bool memory_is_taken_at_once = false;
  // The header ends with its first closing brace, whatever H says.
  bool header_ends_with_brace = false;
  // The end of the stream makes a message of what has come (FRM-4).
  bool end_completes_content = false;
  // And what has come of the header has the message in it.
  bool end_completes_header = false;
  // The message counts as complete this many bytes before its end (FRM-3).
  std::size_t early_bytes = 0;
  // So many bytes of opaque content are enough; 0 is none.
  std::size_t enough_opaque_bytes = 0;
  bool empty_content_is_waited_for = false;
  bool header_alone_completes = false;
  // What comes behind the content in the same read belongs to it (FRM-7).
  bool surplus_is_content = false;
  // JSON content is complete once it can be read (FRM-3).
  bool json_completes_content = false;

  // What goes wrong where the stream is cut (FRM-2). A read is what one call of feed() brings.
  bool prefix_comes_in_one_read = false;
  bool header_comes_in_one_read = false;
  // Content begins in the read in which the header ends, or there is none.
  bool content_comes_with_header = false;
  bool content_comes_in_one_read = false;
  // What came behind the header in the same read is lost, if the header came in several.
  bool content_begins_with_a_read = false;
  // A message in more reads than this is rejected; 0 is no limit.
  std::size_t reads_limit = 0;
  // All that has come is copied again with every read (CON-11).
  bool copies_all_at_each_read = false;
};

// What the content is taken for (CNT-1 to CNT-13).
struct ContentRules {
  Utf8Rules utf8;
  JsonRules json;
  bool (*is_json)(std::string_view content_type) = [](std::string_view content_type) {
    return content_type == "text/json";
  };
  bool encoding_in_any_case = true;
  // CNT-4 asks for no other.
  bool only_utf8 = false;
  bool unknown_encoding_is_utf8 = false;
  bool empty_encoding_is_utf8 = false;
  bool identity_is_utf8 = false;
  // base64, hex and gzip are undone, and the rest is utf-8.
  bool transfer_encodings_are_undone = false;
  // Of utf-16 and utf-32: halves of pairs, the second ones only or all; a last unit that is cut
  // short; characters above U+10FFFF.
  enum class Halves { rejected, low_pass, pass } halves = Halves::rejected;
  bool cut_units_are_dropped = false;
  bool beyond_unicode_passes = false;
  bool byteorder_is_used = true;
  bool byte_order_mark_is_used = true;
  // It is skipped, and `byteorder` decides all the same.
  bool byte_order_mark_is_only_skipped = false;
  bool surrogate_pairs_are_joined = true;
  bool latin_1_is_utf8 = false;
  bool latin_1_is_windows_1252 = false;
  bool ascii_is_latin_1 = false;
  bool empty_is_empty_object = false;
  bool empty_opaque_is_rejected = false;
  bool opaque_must_be_utf8 = false;
  bool opaque_byte_order_mark_is_dropped = false;
  bool opaque_encoding_must_be_binary = false;
  bool opaque_ends_at_zero = false;
  bool opaque_high_bit_is_lost = false;
  bool opaque_line_ends_are_changed = false;
};

// How messages are written (FRM-1, HDR-16).
struct WritingRules {
  // The header's text for a message.
  std::string (*header)(const Message& message);
  // A JSON string, quotes included.
  std::string (*quoted)(std::string_view text);
  // Added to the true content-length.
  int length_error = 0;
  bool prefix_is_little_endian = false;

  // The plain ways.
  WritingRules();
};

struct Rules {
  FramingRules framing;
  HeaderRules header;
  ContentRules content;
  WritingRules writing;
  ServerRules server;
  ClientRules client;
};

}  // namespace wiretrial::mutants
