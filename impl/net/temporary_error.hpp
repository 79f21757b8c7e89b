// Failures of a system call that say nothing about the connection.
#pragma once

#include <boost/asio/error.hpp>

namespace wiretrial::impl {

// Whether to wait until the socket is ready and then try again (PROTOCOL.md CON-9).
[[nodiscard]] inline bool is_temporary(const boost::system::error_code& error) {
  return error == boost::asio::error::would_block || error == boost::asio::error::try_again ||
         error == boost::asio::error::interrupted;
}

}  // namespace wiretrial::impl
