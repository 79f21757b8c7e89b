#include "harness/model/proxy_fault.hpp"

namespace wiretrial::model {

std::string words_for(const StreamPlace& place) {
  std::string words(name_of(place.point));
  if (place.plus_bytes > 0) words += "+" + std::to_string(place.plus_bytes);
  if (place.plus_bytes < 0) words += std::to_string(place.plus_bytes);
  if (place.message > 1) words += " of message " + std::to_string(place.message);
  return words;
}

}  // namespace wiretrial::model
