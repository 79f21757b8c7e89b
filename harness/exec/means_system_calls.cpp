#include "harness/exec/means_system_calls.hpp"

#include <cstring>
#include <exception>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <unistd.h>

#include "harness/exec/connection.hpp"
#include "harness/exec/fault_channel.hpp"
#include "harness/exec/loopback.hpp"
#include "harness/exec/tracer.hpp"

namespace wiretrial::exec {

using boost::asio::ip::tcp;

namespace {}  // namespace

std::string missing_preload(const std::string& own_program) {
  const std::string library = preload_library(own_program);
  if (::access(library.c_str(), R_OK) == 0) return "";
  return "the library that injects faults is not there: " + library;
}

// Tries it on a connection of our own.
std::string missing_socket_destroy() {
  try {
    boost::asio::io_context context;
    tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
    tcp::socket near(context);
    near.connect(acceptor.local_endpoint());
    const tcp::socket far = acceptor.accept();
    const int error = SocketInspector().destroy(endpoint_of(far.local_endpoint()),
                                                endpoint_of(far.remote_endpoint()));
    if (error == 0) return "";
    return std::string("the kernel does not destroy sockets for us: ") + std::strerror(error);
  } catch (const std::exception& failure) {
    return std::string("the kernel does not destroy sockets for us: ") + failure.what();
  }
}

}  // namespace wiretrial::exec
