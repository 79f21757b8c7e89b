#include "harness/plan/sweep.hpp"

#include <stdexcept>
#include <variant>

#include "harness/model/hash.hpp"

namespace wiretrial::plan {

namespace {

// Beside the boundaries a sampled sweep has one offset in so many.
constexpr std::uint64_t sample_share = 8;

model::Send* find_swept(std::vector<model::Step>& steps) {
  for (model::Step& step : steps) {
    auto* send = std::get_if<model::Send>(&step);
    if (send != nullptr && send->swept) return send;
    auto* repeat = std::get_if<model::Repeat>(&step);
    model::Send* nested = repeat == nullptr ? nullptr : find_swept(repeat->steps);
    if (nested != nullptr) return nested;
  }
  return nullptr;
}

model::Send& swept_send(std::vector<model::Run>& runs, const std::string& scenario) {
  for (model::Run& run : runs) {
    if (model::Send* send = find_swept(run.steps)) return *send;
  }
  throw std::invalid_argument("the sweep of " + scenario + " has no swept send");
}

model::ProxyFault& swept_fault(std::vector<model::Run>& runs, const std::string& scenario) {
  for (model::Run& run : runs) {
    for (model::Step& step : run.steps) {
      auto* fault = std::get_if<model::ProxyFault>(&step);
      if (fault != nullptr && !fault->swept.data.empty()) return *fault;
    }
  }
  throw std::invalid_argument("the sweep of " + scenario + " has no swept fault");
}

const model::Bytes& swept_bytes(std::vector<model::Run>& runs, const model::Scenario& scenario) {
  return scenario.sweep == model::Sweep::fault_at_every_offset
             ? swept_fault(runs, scenario.id).swept
             : swept_send(runs, scenario.id).bytes;
}

// The place in the frame that an offset into the layout has: the program's own message may have a
// header of another size.
model::StreamPlace place_in_frame(const model::Bytes& layout, std::size_t offset) {
  model::StreamPlace place;
  for (const model::Span& span : layout.spans) {
    if (offset < span.offset || offset >= span.offset + span.length) continue;
    if (span.name == "header") place.point = model::StreamPoint::header;
    if (span.name == "content") place.point = model::StreamPoint::content;
    place.plus_bytes = static_cast<std::int64_t>(offset - span.offset);
  }
  return place;
}

// The first two and the last offset of a span: where mistakes of one byte show.
bool is_boundary(const model::Bytes& bytes, std::size_t offset) {
  if (offset + 1 >= bytes.data.size()) return true;
  for (const model::Span& span : bytes.spans) {
    const bool inside = offset >= span.offset && offset < span.offset + span.length;
    if (!inside) continue;
    return offset <= span.offset + 1 || offset + 1 == span.offset + span.length;
  }
  return offset == 0;
}

}  // namespace

std::vector<SweepMember> sweep_members(const model::Scenario& scenario) {
  std::vector<SweepMember> members;
  if (scenario.sweep == model::Sweep::none) return members;
  std::vector<model::Run> runs = scenario.runs;
  const model::Bytes& bytes = swept_bytes(runs, scenario);
  const std::size_t first = scenario.sweep == model::Sweep::split_at_every_offset ? 1 : 0;
  for (std::size_t offset = first; offset < bytes.data.size(); ++offset) {
    SweepMember member{offset, model::place_of(bytes, offset), is_boundary(bytes, offset)};
    if (model::hash_64(member.place, model::hash_64(scenario.id, 0)) % sample_share == 0) {
      member.sampled = true;
    }
    members.push_back(std::move(member));
  }
  return members;
}

std::vector<model::Run> swept_runs(const model::Scenario& scenario, std::size_t offset) {
  std::vector<model::Run> runs = scenario.runs;
  if (scenario.sweep == model::Sweep::fault_at_every_offset) {
    model::ProxyFault& fault = swept_fault(runs, scenario.id);
    fault.at = place_in_frame(fault.swept, offset);
    fault.swept = {};  // it is a fault like any other now
    return runs;
  }
  model::Send& send = swept_send(runs, scenario.id);
  if (scenario.sweep == model::Sweep::stop_at_every_offset) {
    send.stop_at = offset;
  } else {
    send.cuts = {offset};
  }
  send.swept = false;  // it is a send like any other now
  return runs;
}

}  // namespace wiretrial::plan
