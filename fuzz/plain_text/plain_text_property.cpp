#include "fuzz/plain_text/plain_text_property.hpp"

#include "fuzz/tools/exact_copy.hpp"
#include "impl/wire/plain_text.hpp"

namespace wiretrial::fuzz {

void check_plain_text(const EndOfPlain& find_end, std::string_view text, OracleSet oracles) {
  const ExactCopy copy(text);
  const char* begin = copy.view().data();
  const char* end = begin + copy.view().size();
  const char* expected = end;
  for (const char* next = end;; --next) {
    if (next != end && !impl::is_plain(*next)) expected = next;
    oracles.expect(Oracle::differential, find_end(next, end) == expected,
                   "plain text ends where it ends byte by byte");
    if (next == begin) return;
  }
}

}  // namespace wiretrial::fuzz
