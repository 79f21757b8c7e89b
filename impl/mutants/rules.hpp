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
  bool overlong_passes = false;
  bool surrogates_pass = false;
  bool cut_short_passes = false;
  bool beyond_unicode_passes = false;
};

// What passes for JSON besides RFC 8259 (HDR-2, HDR-14, CNT-6, CNT-11).
struct JsonRules {
  // Arrays and objects inside each other; what is deeper is rejected (HDR-6, CNT-12). No more than
  // fit on the stack of a thread.
  std::size_t depth_limit = 1'000;
  bool constants_pass = false;
  bool trailing_comma_passes = false;
  bool comments_pass = false;
  bool single_quotes_pass = false;
  bool controls_in_strings_pass = false;
  bool lenient_numbers_pass = false;
  bool byte_order_mark_passes = false;
  std::string_view white_space = " \t\r\n";
  // A longer number overruns a buffer and ends the process (HDR-6, CNT-12); 0 is no limit.
  std::size_t number_buffer_bytes = 0;
  // What may follow the text: white space; zero bytes as well; or anything.
  enum class Tail { white_space, zero_bytes, anything } tail = Tail::white_space;
  bool escapes_are_undone = true;
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
  bool fractions_are_truncated = false;
  // 41.0, 4.1e1 and -0.
  bool whole_forms_pass = false;
  // Only this many of its low bits are looked at.
  unsigned bits = 64;
};

struct HeaderRules {
  Utf8Rules utf8;
  JsonRules json;
  LengthRules length;
  // A required member without which the message is taken all the same, with "" or 0 in its place.
  std::string_view optional_member;
  bool names_in_any_case = false;
  enum class Duplicates { rejected, first_wins, last_wins } duplicates = Duplicates::rejected;
  enum class Order { checked, any_string, unchecked, any_case } byteorder = Order::checked;
  // content-type and content-encoding that are no strings pass as "".
  bool type_may_be_anything = false;
  bool encoding_may_be_anything = false;
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
  // The end of the stream makes a message of what has come (FRM-4).
  bool end_completes_content = false;
  // The message counts as complete this many bytes before its end (FRM-3).
  std::size_t early_bytes = 0;
  // So many bytes of opaque content are enough; 0 is none.
  std::size_t enough_opaque_bytes = 0;
  bool empty_content_is_waited_for = false;
  bool header_alone_completes = false;
  // What comes behind the content in the same read belongs to it (FRM-7).
  bool surplus_is_content = false;

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
  bool byteorder_is_used = true;
  bool byte_order_mark_is_used = true;
  bool surrogate_pairs_are_joined = true;
  bool latin_1_is_utf8 = false;
  bool ascii_is_latin_1 = false;
  bool empty_is_empty_object = false;
  bool empty_opaque_is_rejected = false;
  bool opaque_must_be_utf8 = false;
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
