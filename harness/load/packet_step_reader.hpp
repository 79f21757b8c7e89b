// Reads the steps that act on packets, routes and names.
#pragma once

#include "harness/load/bytes_reader.hpp"
#include "harness/load/place.hpp"
#include "harness/model/step.hpp"

namespace wiretrial::load {

// Each takes the step's object and reports what is wrong with it; what it gives then is not used.
[[nodiscard]] model::Step read_packets(const Place& step, const BytesContext& context);
[[nodiscard]] model::Step read_route(const Place& step, const BytesContext& context);
[[nodiscard]] model::Step read_resolve(const Place& step, const BytesContext& context);
[[nodiscard]] model::Step read_sysctl(const Place& step, const BytesContext& context);
[[nodiscard]] model::Step read_mtu(const Place& step, const BytesContext& context);
[[nodiscard]] model::Step read_icmp(const Place& step, const BytesContext& context);
[[nodiscard]] model::Step read_vanish(const Place& step, const BytesContext& context);
[[nodiscard]] model::Step read_netem(const Place& step, const BytesContext& context);

}  // namespace wiretrial::load
