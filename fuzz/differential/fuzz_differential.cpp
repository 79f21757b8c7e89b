// impl/ and harness/protocol, written apart from each other, say the same of the first message of a
// stream: whether it is complete, unfinished or wrong, what its members and its content are, where
// it ends; and of JSON content, whether it is right and what it says. Where the protocol leaves the
// choice, and they chose differently, stands in `may_differ`.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "fuzz/tools/check.hpp"
#include "fuzz/tools/exact_copy.hpp"
#include "fuzz/tools/input.hpp"
#include "fuzz/tools/target.hpp"
#include "harness/protocol/reader.hpp"
#include "impl/app/answer.hpp"
#include "impl/wire/charset.hpp"
#include "impl/wire/message_reader.hpp"

namespace wiretrial::fuzz {
namespace {

using impl::Clause;
using protocol::ReadResult;
using protocol::ReadState;

// By these clauses impl/ rejects what the strict reader lets pass, and is allowed to.
bool may_differ(Clause clause) {
  switch (clause) {
    case Clause::hdr_6:   // nesting beyond 64 levels
    case Clause::hdr_15:  // escapes of lone surrogates
    case Clause::cnt_13:  // numbers out of range, escapes of lone surrogates
    case Clause::app_5:   // JSON that is no object: the application's business
      return true;
    default:
      return false;
  }
}

// Names that only the strict reader knows; CNT-4 allows either.
bool is_alias(std::string name) {
  for (char& letter : name) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  constexpr std::array aliases{"utf8", "utf-16le", "utf-16be", "latin1", "us-ascii"};
  return std::find(aliases.begin(), aliases.end(), name) != aliases.end();
}

void check_members(const impl::Message& message, const protocol::Message& strict) {
  check(message.content_type == strict.content_type, "both read the same content-type");
  check(message.content_encoding == strict.content_encoding, "both read the same content-encoding");
  const bool is_big = message.byteorder == impl::ByteOrder::big;
  check(strict.byteorder == (is_big ? "big" : "little"), "both read the same byteorder");
}

void check_json(impl::Message message, const ReadResult& strict) {
  if (is_alias(message.content_encoding)) return;
  auto text = impl::decode_text(message.content, message.content_encoding, message.byteorder);
  const auto* decoded = std::get_if<std::string>(&text);
  const auto answer = impl::answer_request(std::move(message));
  const auto* error = std::get_if<impl::WireError>(&answer);
  if (error != nullptr && may_differ(error->clause)) return;
  // The other way round: impl/ lets a byte-order mark pass.
  if (strict.error.clause == "CNT-13") return;
  check((error == nullptr) == (strict.state == ReadState::complete),
        "both judge JSON content alike");
  if (error == nullptr)
    check(decoded != nullptr && *decoded == strict.json_text, "both decode the same text");
}

void check_complete(impl::MessageReader& reader, std::size_t consumed, const ReadResult& strict) {
  impl::Message message = reader.take_message();
  // A message whose content alone is wrong is complete to the reader of impl/.
  const bool content_wrong =
      strict.state == ReadState::malformed && strict.error.clause.starts_with("CNT");
  check(strict.state == ReadState::complete || content_wrong,
        "what impl/ reads is right in its form");
  check_members(message, strict.message);
  check(message.content == strict.message.content, "both read the same content");
  check(consumed == strict.message.size, "both see the same end");
  if (message.content_type == "text/json") {
    check_json(std::move(message), strict);
  } else {
    check(!content_wrong, "opaque content is always right");
  }
}

}  // namespace

void test_one_input(std::string_view input) {
  const ExactCopy stream(split_input(input).text);
  const ReadResult strict = protocol::read_strictly(stream.view());
  impl::MessageReader reader(impl::Limits{std::numeric_limits<std::uint64_t>::max()});
  const std::size_t consumed = reader.receive(stream.view());
  if (reader.complete()) return check_complete(reader, consumed, strict);
  if (!reader.error()) return check(strict.state == ReadState::incomplete, "both wait for more");
  if (may_differ(reader.error()->clause)) return;
  check(strict.state == ReadState::malformed, "what impl/ rejects is wrong in its form");
}

}  // namespace wiretrial::fuzz
