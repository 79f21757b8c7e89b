// A step `proxy` of a pair's scenario -> the fault of the proxy.
#pragma once

#include "harness/load/bytes_reader.hpp"
#include "harness/load/place.hpp"
#include "harness/model/proxy_fault.hpp"

namespace wiretrial::load {

// Whatever key a `proxy` step may have besides its name; which of them a kind takes is checked by
// the reader.
[[nodiscard]] const std::vector<std::string>& proxy_keys();

// Reports keys that the kind does not take, and those that it needs and lacks.
[[nodiscard]] model::ProxyFault read_proxy_fault(const Place& step, const BytesContext& context);

}  // namespace wiretrial::load
