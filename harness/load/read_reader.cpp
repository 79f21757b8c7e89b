#include "harness/load/read_reader.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "harness/model/bytes.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::load {

namespace {

void read_stop(const Place& place, const protocol::FrameDescription& frame, model::Read& read) {
  if (!place.value().is_string()) {
    const auto number = place.number(0, std::numeric_limits<std::int32_t>::max());
    read.stop_at = static_cast<std::size_t>(number.value_or(0));
    return;
  }
  const std::string text = place.value().get<std::string>();
  const auto named = model::parse_place(text);
  const std::vector<std::string> fields{frame.prefix, frame.header, frame.content, "end"};
  for (const std::string& field : fields) {
    if (!named || named->span != field) continue;
    read.stop_in = field;
    read.stop_at = named->offset;
    return;
  }
  place.report("no place of a message: \"" + text + "\"" +
               model::did_you_mean(named ? named->span : text, fields));
}

}  // namespace

model::Read read_read(const Place& step, const BytesContext& context) {
  model::Read read;
  read.on = step.text_at("read");
  read.bytes_at_once = step.size_at("bytes_at_once", 0);
  read.swept = step.flag_at("swept", false);
  if (step.has("stop_at")) read_stop(step["stop_at"], *context.frame, read);
  if (step.has("expected")) read.expected = read_bytes(step["expected"], context);
  if (read.swept != step.has("expected")) {
    step.report("\"swept\" and \"expected\" go together: the sweep is over the expected message");
  }
  if (read.swept && step.has("stop_at")) {
    step.report("a swept read is stopped by the sweep, not by \"stop_at\"");
  }
  return read;
}

}  // namespace wiretrial::load
