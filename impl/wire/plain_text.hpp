// Where the run of bytes ends that a JSON string holds as they stand, each by itself: printable
// ASCII other than '"' and '\'. Most bytes of most headers are such, so this decides how fast a
// header is read; fuzz_plain_text holds the two ways of it against each other.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace wiretrial::impl {

[[nodiscard]] constexpr bool is_plain(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

// Whether each of the eight bytes of `word` is plain. A byte is below 0x20, or equal to another,
// when subtracting borrows from its highest bit, and bytes of 0x80 and more have that bit to begin
// with.
[[nodiscard]] constexpr bool all_plain(std::uint64_t word) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t highest = 0x8080808080808080;
  const std::uint64_t quotes = word ^ (ones * '"');
  const std::uint64_t backslashes = word ^ (ones * '\\');
  return ((word | (word - ones * 0x20) | (quotes - ones) | (backslashes - ones)) & highest) == 0;
}

// The end of the run of plain text that begins at `next`, at most `end`: eight bytes a step.
[[nodiscard]] inline const char* end_of_plain_portable(const char* next, const char* end) {
  for (std::uint64_t word = 0; end - next >= 8; next += 8) {
    std::memcpy(&word, next, sizeof word);
    if (!all_plain(word)) break;
  }
  while (next != end && is_plain(*next)) ++next;
  return next;
}

#ifdef __SSE2__

// The same, sixteen bytes a step.
[[nodiscard]] inline const char* end_of_plain(const char* next, const char* end) {
  for (; end - next >= 16; next += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(next));
    // As signed numbers, bytes of 0x80 and more are below 0x20 too.
    const __m128i odd = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
                                     _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                                  _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(odd));
    if (mask != 0) return next + std::countr_zero(mask);
  }
  while (next != end && is_plain(*next)) ++next;
  return next;
}

#else

[[nodiscard]] inline const char* end_of_plain(const char* next, const char* end) {
  return end_of_plain_portable(next, end);
}

#endif

}  // namespace wiretrial::impl
