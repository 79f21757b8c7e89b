#include "fuzz/differential/differential_property.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "fuzz/tools/exact_copy.hpp"
#include "fuzz/tools/oracles.hpp"
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

void check_members(const impl::Message& message, const protocol::Message& strict,
                   OracleSet oracles) {
  oracles.expect(Oracle::differential, message.content_type == strict.content_type,
                 "both read the same content-type");
  oracles.expect(Oracle::differential, message.content_encoding == strict.content_encoding,
                 "both read the same content-encoding");
  const bool is_big = message.byteorder == impl::ByteOrder::big;
  oracles.expect(Oracle::differential, strict.byteorder == (is_big ? "big" : "little"),
                 "both read the same byteorder");
}

void check_json(impl::Message message, const ReadResult& strict, OracleSet oracles) {
  if (is_alias(message.content_encoding)) return;
  auto text = impl::decode_text(message.content, message.content_encoding, message.byteorder);
  const auto* decoded = std::get_if<std::string>(&text);
  const auto answer = impl::answer_request(std::move(message));
  const auto* error = std::get_if<impl::WireError>(&answer);
  if (error != nullptr && may_differ(error->clause)) return;
  // The other way round: impl/ lets a byte-order mark pass.
  if (strict.error.clause == "CNT-13") return;
  oracles.expect(Oracle::differential, (error == nullptr) == (strict.state == ReadState::complete),
                 "both judge JSON content alike");
  if (error == nullptr)
    oracles.expect(Oracle::differential, decoded != nullptr && *decoded == strict.json_text,
                   "both decode the same text");
}

void check_complete(const ReadMessage& read, const ReadResult& strict, OracleSet oracles) {
  const auto expect = [&](bool holds, std::string_view invariant) {
    oracles.expect(Oracle::differential, holds, invariant);
  };
  // A message whose content alone is wrong is complete to the reader of impl/.
  const bool content_wrong =
      strict.state == ReadState::malformed && strict.error.clause.starts_with("CNT");
  expect(strict.state == ReadState::complete || content_wrong,
         "what impl/ reads is right in its form");
  check_members(read.message, strict.message, oracles);
  expect(read.message.content == strict.message.content, "both read the same content");
  expect(read.consumed == strict.message.size, "both see the same end");
  if (read.message.content_type == "text/json") {
    check_json(read.message, strict, oracles);
  } else {
    expect(!content_wrong, "opaque content is always right");
  }
}

}  // namespace

ReadMessage read_by_impl(std::string_view stream) {
  impl::MessageReader reader(impl::Limits{std::numeric_limits<std::uint64_t>::max()});
  ReadMessage read;
  read.consumed = reader.receive(stream);
  read.complete = reader.complete();
  read.error = reader.error();
  if (read.complete) read.message = reader.take_message();
  return read;
}

void check_differential(const StreamReader& read_by, std::string_view stream, OracleSet oracles) {
  if (!oracles.has(Oracle::differential)) return;
  const ExactCopy copy(stream);
  const ReadResult strict = protocol::read_strictly(copy.view());
  const ReadMessage read = read_by(copy.view());
  if (read.complete) return check_complete(read, strict, oracles);
  if (!read.error) {
    return oracles.expect(Oracle::differential, strict.state == ReadState::incomplete,
                          "both wait for more");
  }
  if (may_differ(read.error->clause)) return;
  oracles.expect(Oracle::differential, strict.state == ReadState::malformed,
                 "what impl/ rejects is wrong in its form");
}

}  // namespace wiretrial::fuzz
