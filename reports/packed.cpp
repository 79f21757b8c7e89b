#include "reports/packed.hpp"

#include <new>

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <zlib.h>

namespace wiretrial::reports {

namespace {

std::string compressed(std::string_view text) {
  uLongf length = compressBound(static_cast<uLong>(text.size()));
  std::string result(length, '\0');
  const int status =
      compress(reinterpret_cast<Bytef*>(result.data()), &length,
               reinterpret_cast<const Bytef*>(text.data()), static_cast<uLong>(text.size()));
  // The room is enough whatever the text is: zlib.h, compressBound.
  if (status != Z_OK) throw std::bad_alloc();
  result.resize(length);
  return result;
}

std::string base64(const std::string& bytes) {
  using Signs = boost::archive::iterators::base64_from_binary<
      boost::archive::iterators::transform_width<const char*, 6, 8>>;
  std::string text(Signs(bytes.data()), Signs(bytes.data() + bytes.size()));
  text.append((3 - bytes.size() % 3) % 3, '=');
  return text;
}

}  // namespace

std::string packed(std::string_view text) {
  return base64(compressed(text));
}

}  // namespace wiretrial::reports
