#include "impl/app/delay_policy.hpp"

#include <algorithm>

namespace wiretrial::impl {

using std::chrono::milliseconds;

DelayPolicy::DelayPolicy(const DelayOptions& options, std::uint64_t seed)
    : options_(options), random_(seed) {
  options_.first = std::max(options_.first, milliseconds(1));
  options_.largest = std::max(options_.largest, options_.first);
  reset();
}

milliseconds DelayPolicy::next() {
  const milliseconds upper_end = upper_end_;
  // Compared by division, so that doubling cannot overflow.
  upper_end_ = upper_end > options_.largest / 2 ? options_.largest : 2 * upper_end;
  const milliseconds lower_end = upper_end - upper_end / 2;
  const auto width = static_cast<std::uint64_t>((upper_end - lower_end).count()) + 1;
  return lower_end + milliseconds(random_() % width);
}

}  // namespace wiretrial::impl
