#include "harness/plan/random.hpp"

#include <algorithm>
#include <string_view>
#include <variant>

namespace wiretrial::plan {

namespace {

bool is_random(const model::Span& span) {
  constexpr std::string_view name = "random";
  if (!span.name.starts_with(name)) return false;
  return span.name.find_first_not_of("0123456789", name.size()) == std::string::npos;
}

void fill(model::Bytes& bytes, Random& random) {
  for (const model::Span& span : bytes.spans) {
    if (!is_random(span)) continue;
    std::string& data = bytes.data.own();
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < span.length; ++i) {
      if (i % 8 == 0) number = random.next();
      data[span.offset + i] = static_cast<char>(number & 0xffU);
      number >>= 8U;
    }
  }
}

// Whether the seed changes anything in the steps.
bool any_random(const std::vector<model::Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const model::Step& step) {
    if (const auto* send = std::get_if<model::Send>(&step)) {
      return std::any_of(send->bytes.spans.begin(), send->bytes.spans.end(), is_random);
    }
    if (const auto* repeat = std::get_if<model::Repeat>(&step)) return any_random(repeat->steps);
    return std::holds_alternative<model::ProxyFault>(step);
  });
}

void fill(std::vector<model::Step>& steps, Random& random) {
  for (model::Step& step : steps) {
    if (auto* send = std::get_if<model::Send>(&step)) fill(send->bytes, random);
    if (auto* fault = std::get_if<model::ProxyFault>(&step)) {
      fill(fault->bytes, random);
      fault->seed = random.next();
    }
    if (auto* repeat = std::get_if<model::Repeat>(&step)) fill(repeat->steps, random);
  }
}

}  // namespace

void fill_random_spans(model::Steps& steps, std::uint64_t seed) {
  if (!any_random(steps)) return;
  Random random(seed);
  fill(steps.own(), random);
}

}  // namespace wiretrial::plan
