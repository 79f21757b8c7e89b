// Messages for tests.
#pragma once

#include <string>

namespace wiretrial::hunt::made_up {

// A message with true lengths; `more` is put behind the members of the header.
inline std::string message(const std::string& type, const std::string& encoding,
                           const std::string& content, const std::string& more = "") {
  const std::string header = R"({"byteorder":"little","content-type":")" + type +
                             R"(","content-encoding":")" + encoding + R"(","content-length":)" +
                             std::to_string(content.size()) + more + "}";
  std::string bytes;
  bytes += static_cast<char>(header.size() >> 8U);
  bytes += static_cast<char>(header.size() & 0xffU);
  return bytes + header + content;
}

}  // namespace wiretrial::hunt::made_up
