// FRM and HDR: for each clause and role a subject that keeps it and one that does not.
#include "harness/judge/made_up_situations.hpp"

namespace wiretrial::judge::made_up {

namespace {

const std::string abc = "First 10 bytes of request: abc";

std::string without_member(const std::string& name) {
  auto spec = opaque_spec("abc", "x");
  spec.omit = {name};
  return bytes_of(spec);
}
std::string nested(std::size_t depth) {
  auto spec = opaque_spec("abc", "x");
  spec.nest = protocol::Nest{"[", "]", depth};
  return bytes_of(spec);
}
std::string padded(std::size_t size) {
  auto spec = opaque_spec("abc", "x");
  spec.pad_to = size;
  return bytes_of(spec);
}
std::string renamed() {
  auto spec = opaque_spec("abc", "x");
  spec.rename = {{"content-type", "\\u0063ontent-type"}};
  spec.space = true;
  return bytes_of(spec);
}
std::string header_before(const std::string& bytes) {
  auto spec = opaque_spec("abc", "x");
  spec.header_before = bytes;
  return bytes_of(spec);
}

// The message stops somewhere, the subject may do nothing, and then the rest comes.
Trial early(bool keeps) {
  const std::string message = opaque_request("abc");
  Trial trial(server);
  trial.connect().send_part(message, message.size() - 1).expect(ExpectationKind::silence);
  if (keeps) return trial.deadline();
  return trial.receives(first_ten("ab")).fin();
}
Trial reports_early(bool keeps) {
  const std::string message = opaque_response("0123456789");
  Trial trial(client);
  trial.start_client()
      .accept()
      .send_part(message, message.size() - 1)
      .expect(ExpectationKind::running);
  trial.shows(keeps ? "connecting\n" : "012345678");
  return trial;
}
Trial ends_in_the_middle(bool keeps) {
  Trial trial(server);
  trial.connect().send_part(opaque_request("abc"), 40).finish().expect(ExpectationKind::rejection);
  return keeps ? trial.fin() : trial.receives(first_ten("")).fin();
}
Trial response_ends_in_the_middle(bool keeps) {
  Trial trial(client);
  trial.start_client()
      .accept()
      .send_part(opaque_response("abc"), 40)
      .reset()
      .expect(ExpectationKind::failure);
  (keeps ? fails() : shows("ab"))(trial);
  return trial;
}
model::Expectation without_reset() {
  auto expectation = response(opaque(abc));
  expectation.without_reset = true;
  return expectation;
}

// Eight connections declare 16 MiB each, and stall.
constexpr std::int64_t mebibyte = 1024 * 1024;
Trial declares_much(bool keeps) {
  Trial trial(server);
  const std::string header = with_member("content-length", "16777216");
  trial.vitals("before", 4, 20 * mebibyte).connect("a", 8).send_step(header);
  for (int i = 1; i <= 8; ++i) trial.sent(0, header.size(), "a#" + std::to_string(i));
  trial.vitals("after", 12, (keeps ? 21 : 148) * mebibyte);
  return trial.expect(about(ExpectationKind::memory_bounded, {"before", "after"}, 64 * mebibyte));
}
Trial response_declares_much(bool keeps) {
  Trial trial(client);
  trial.start_client()
      .vitals("before", 1, 10 * mebibyte)
      .accept()
      .send_part(with_member("content-length", "16777216"), 90);
  trial.vitals("after", 1, (keeps ? 11 : 27) * mebibyte);
  return trial.expect(about(ExpectationKind::memory_bounded, {"before", "after"}, 8 * mebibyte));
}
// Only the header of a message that is too long comes.
Trial too_long(bool keeps) {
  Trial trial(server);
  const std::string message = with_member("content-length", "999999999");
  trial.connect().send_part(message, message.size() - 3).expect(ExpectationKind::rejection);
  return keeps ? trial.fin() : trial.deadline();
}
Trial too_long_response(bool keeps) {
  Trial trial(client);
  const std::string message = with_member("content-length", "999999999");
  trial.start_client()
      .accept()
      .send_part(message, message.size() - 3)
      .expect(ExpectationKind::failure);
  (keeps ? fails() : runs_on())(trial);
  return trial;
}

}  // namespace

Situations situations_of_framing_and_header() {
  using enum Cause;
  const std::string message = opaque_request("abc");
  const std::string opaque_abc = opaque_response("abc");
  const std::string duplicated = with_header(header_text(R"(,"content-length":3)"));
  const std::string not_a_number = with_header(header_text(R"(,"x":NaN)"));
  const std::string byte_order_mark = header_before("\xEF\xBB\xBF");
  return {
      {"FRM-1", server, "reads the prefix as little-endian and waits for ever", hang,
       given(message, response(opaque(abc)), answers(first_ten("abc")), stays_open())},
      {"FRM-1", client, "does not count the closing brace", wrong_request,
       requested({}, message,
                 message.substr(0, 1) + static_cast<char>(message[1] - 1) + message.substr(2))},
      {"FRM-2", server, "rejects what comes in two parts", inconsistent, twice(message, {40})},
      {"FRM-2", client, "fails when the response comes in two parts", inconsistent,
       told_twice(opaque_abc, {40})},
      {"FRM-3", server, "answers before the last byte", early_answer, early},
      {"FRM-3", client, "shows what is there before the last byte", early_answer, reports_early},
      {"FRM-4", server, "answers half of a message", early_answer, ends_in_the_middle},
      {"FRM-4", client, "shows half of a response", not_rejected, response_ends_in_the_middle},
      {"FRM-5", server, "answers a header of no bytes", not_rejected,
       answered(std::string("\0\0abc", 5))},
      {"FRM-5", client, "shows what follows a header of no bytes", not_rejected,
       shown_all_the_same(std::string("\0\0abc", 5))},
      {"FRM-6", server, "rejects a header of 65,535 bytes", no_answer, turned_away(padded(65'535))},
      {"FRM-6", client, "fails for a header of 256 bytes", wrong_exit, refused(padded(256))},
      {"FRM-7", server, "answers what follows as a second request", malformed_answer,
       given(message + message, response(opaque(abc)), answers(first_ten("abc")),
             answers(first_ten("abc") + first_ten("abc")))},
      {"FRM-8", server, "resets because of bytes that were left", wrong_answer,
       given(message + "more", without_reset(), answers(first_ten("abc")),
             answers_and_resets(first_ten("abc")))},
      {"FRM-9", client, "fails for bytes behind the response", wrong_exit,
       refused(opaque_abc + "more")},

      {"HDR-1", server, "answers a header with overlong UTF-8", not_rejected,
       answered(with_header(header_text(",\"x\":\"\xC0\xAF\"")))},
      {"HDR-1", client, "takes a header in UTF-16", not_rejected,
       shown_all_the_same(header_before(std::string("\xFE\xFF", 2)))},
      {"HDR-2", server, "answers a header with a NUL behind the object", not_rejected,
       answered(with_header(header_text() + std::string(1, '\0')))},
      {"HDR-2", client, "takes two objects as header", not_rejected,
       shown_all_the_same(with_header(header_text() + "{}"))},
      {"HDR-3", server, "answers without a content-encoding", not_rejected,
       answered(without_member("content-encoding"))},
      {"HDR-3", client, "takes a response without byteorder", not_rejected,
       shown_all_the_same(without_member("byteorder"))},
      {"HDR-4", server, "does not know an escaped name", no_answer, turned_away(renamed())},
      {"HDR-4", client, "does not know an escaped name", wrong_exit, refused(renamed())},
      {"HDR-5", server, "rejects an unknown member with 32 levels", no_answer,
       turned_away(nested(32))},
      {"HDR-5", client, "fails for an unknown member", wrong_exit,
       refused(with_header(header_text(R"(,"x":[null])")))},
      {"HDR-6", server, "crashes on 32,000 levels", crash,
       given(nested(32'000), expecting(ExpectationKind::response_or_rejection), closes(),
             crashes())},
      {"HDR-6", client, "hangs on 32,000 levels", hang,
       told(nested(32'000), expecting(ExpectationKind::success_or_failure), fails(), runs_on())},
      {"HDR-7", server, "answers a negative content-length", not_rejected,
       answered(with_member("content-length", "-1"))},
      {"HDR-7", client, "takes true for the length 1", not_rejected,
       shown_all_the_same(with_member("content-length", "true"))},
      {"HDR-8", server, "answers the content-length 3.0", not_rejected,
       answered(with_member("content-length", "3.0"))},
      {"HDR-8", client, "takes the content-length 0.3e1", not_rejected,
       shown_all_the_same(with_member("content-length", "0.3e1"))},
      {"HDR-9", server, "waits for content that is too long", hang, too_long},
      {"HDR-9", client, "waits for content that is too long", hang, too_long_response},
      {"HDR-10", server, "allocates what is declared", memory, declares_much},
      {"HDR-10", client, "allocates what is declared", memory, response_declares_much},
      {"HDR-11", server, "answers the byteorder `middle`", not_rejected,
       answered(with_member("byteorder", "\"middle\""))},
      {"HDR-11", client, "takes the byteorder 1", not_rejected,
       shown_all_the_same(with_member("byteorder", "1"))},
      {"HDR-12", server, "answers a content-type that is null", not_rejected,
       answered(with_member("content-type", "null"))},
      {"HDR-12", client, "takes a content-encoding that is a list", not_rejected,
       shown_all_the_same(with_member("content-encoding", "[]"))},
      {"HDR-13", server, "answers a content-length that stands twice", not_rejected,
       answered(duplicated)},
      {"HDR-13", client, "takes a content-length that stands twice", not_rejected,
       shown_all_the_same(duplicated)},
      {"HDR-14", server, "answers a header with NaN", not_rejected, answered(not_a_number)},
      {"HDR-14", client, "takes a header with NaN", not_rejected, shown_all_the_same(not_a_number)},
      {"HDR-15", server, "answers a header with a byte-order mark", none,
       given(byte_order_mark, expecting(ExpectationKind::response_or_rejection), closes(),
             answers(first_ten("abc")))},
      {"HDR-15", client, "takes a header with a byte-order mark", none,
       told(byte_order_mark, expecting(ExpectationKind::success_or_failure), fails(),
            shows("abc"))},
      {"HDR-16", server, "leaves out the byteorder of its answer", malformed_answer,
       given(message, response({}), answers(first_ten("abc")),
             answers(without_member("byteorder")))},
      {"HDR-16", client, "declares more content than it sends", hang,
       [](bool keeps) {
         Trial trial(client);
         trial.start_client().accept().expect(ExpectationKind::request);
         if (keeps) return trial.receives(search_for("morpheus"));
         return trial.receives(with_member("content-length", "4")).deadline();
       }},
      {"HDR-17", server, "rejects what it answered before", inconsistent, twice(message, {})},
      {"HDR-17", client, "fails for what it took before", inconsistent, told_twice(opaque_abc, {})},
  };
}

}  // namespace wiretrial::judge::made_up
