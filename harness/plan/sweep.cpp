#include "harness/plan/sweep.hpp"

#include <stdexcept>
#include <variant>

#include "harness/model/hash.hpp"

namespace wiretrial::plan {

namespace {

// Beside the boundaries a sampled sweep has one offset in so many.
constexpr std::uint64_t sample_share = 8;

bool is_swept(const model::Step& step) {
  const auto* send = std::get_if<model::Send>(&step);
  const auto* read = std::get_if<model::Read>(&step);
  const auto* fault = std::get_if<model::ProxyFault>(&step);
  return (send != nullptr && send->swept) || (read != nullptr && read->swept) ||
         (fault != nullptr && !fault->swept.data.empty());
}

model::Step* find_swept(std::vector<model::Step>& steps) {
  for (model::Step& step : steps) {
    if (is_swept(step)) return &step;
    auto* repeat = std::get_if<model::Repeat>(&step);
    model::Step* nested = repeat == nullptr ? nullptr : find_swept(repeat->steps);
    if (nested != nullptr) return nested;
  }
  return nullptr;
}

// Whether the sweep is over steps of this kind.
bool is_over(model::Sweep sweep, const model::Step& step) {
  if (sweep == model::Sweep::read_to_every_offset) return std::holds_alternative<model::Read>(step);
  if (sweep == model::Sweep::fault_at_every_offset) {
    return std::holds_alternative<model::ProxyFault>(step);
  }
  return std::holds_alternative<model::Send>(step);
}

// The step that the sweep is about.
model::Step& swept_step(std::vector<model::Run>& runs, const model::Scenario& scenario) {
  for (model::Run& run : runs) {
    model::Step* step = find_swept(run.steps.own());
    if (step != nullptr && is_over(scenario.sweep, *step)) return *step;
  }
  throw std::invalid_argument("the sweep of " + scenario.id + " has no swept step");
}

const model::Bytes& swept_bytes(const model::Step& step) {
  if (const auto* read = std::get_if<model::Read>(&step)) return read->expected;
  if (const auto* fault = std::get_if<model::ProxyFault>(&step)) return fault->swept;
  return std::get<model::Send>(step).bytes;
}

void stop(model::Send& send, model::Sweep sweep, std::size_t offset) {
  if (sweep == model::Sweep::stop_at_every_offset) {
    send.stop_at = offset;
  } else {
    send.cuts = {offset};
  }
  send.swept = false;  // it is a send like any other now
}

// The place is sought in the subject's own message, whose fields may have other lengths.
void stop(model::Read& read, std::size_t offset) {
  const auto place = model::parse_place(model::place_of(read.expected, offset));
  read.stop_at = place->offset;
  read.stop_in = place->span;
  read.expected = {};
  read.swept = false;
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
  const model::Bytes& bytes = swept_bytes(swept_step(runs, scenario));
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
  model::Step& step = swept_step(runs, scenario);
  if (auto* read = std::get_if<model::Read>(&step)) {
    stop(*read, offset);
  } else if (auto* fault = std::get_if<model::ProxyFault>(&step)) {
    fault->at = place_in_frame(fault->swept, offset);
    fault->swept = {};  // it is a fault like any other now
  } else {
    stop(std::get<model::Send>(step), scenario.sweep, offset);
  }
  return runs;
}

}  // namespace wiretrial::plan
