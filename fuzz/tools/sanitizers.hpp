// Which sanitizers this program was built with.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define WIRETRIAL_HAS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WIRETRIAL_HAS_ADDRESS_SANITIZER 1
#endif
#endif

namespace wiretrial::fuzz {

#ifdef WIRETRIAL_HAS_ADDRESS_SANITIZER
inline constexpr bool has_address_sanitizer = true;
#else
inline constexpr bool has_address_sanitizer = false;
#endif

}  // namespace wiretrial::fuzz
