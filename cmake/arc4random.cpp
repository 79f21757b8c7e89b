// libstdc++'s random_device asks glibc for arc4random, which only glibc 2.36 and later have; asking
// the kernel, as glibc does, keeps the programs running on older systems.
#include <cstdint>

#include <sys/random.h>
#include <unistd.h>

extern "C" std::uint32_t arc4random() {
  std::uint32_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) ::_exit(3);
  return number;
}
