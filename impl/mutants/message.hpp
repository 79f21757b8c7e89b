// A message of JHMP/1 as a value.
#pragma once

#include <cstdint>
#include <string>

namespace wiretrial::mutants {

struct Header {
  bool big_endian = false;
  std::uint64_t content_length = 0;
  std::string content_type;
  std::string content_encoding;
};

struct Message {
  // Of a message that is to be written, content_length is not looked at.
  Header header;
  std::string content;
};

}  // namespace wiretrial::mutants
