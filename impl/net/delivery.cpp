#include "impl/net/delivery.hpp"

#include <sys/ioctl.h>
#ifdef __linux__
#include <linux/sockios.h>
#endif

namespace wiretrial::impl {

std::size_t undelivered_bytes(int socket_descriptor) {
#ifdef SIOCOUTQ
  int bytes = 0;
  if (ioctl(socket_descriptor, SIOCOUTQ, &bytes) == 0 && bytes > 0) {
    return static_cast<std::size_t>(bytes);
  }
#else
  static_cast<void>(socket_descriptor);
#endif
  return 0;
}

}  // namespace wiretrial::impl
