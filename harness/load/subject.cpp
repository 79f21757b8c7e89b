#include "harness/load/subject.hpp"

#include <optional>

#include "harness/load/place.hpp"
#include "harness/load/schema.hpp"
#include "harness/load/subject_reader.hpp"

namespace wiretrial::load {

namespace {

constexpr std::int64_t most_copies = 1'000;

void read_subject(const Place& place, model::Subject& subject) {
  static const std::vector<std::string> keys{"$schema", "name",     "version", "protocol", "server",
                                             "client",  "supports", "limits",  "copies"};
  const DescriptionContext context{folder_of(subject.file), {}};
  if (!place.must_be_object()) return;
  place.allow_keys(keys);
  subject.name = read_subject_name(place);
  subject.version = place.text_at("version");
  if (place.require("protocol")) subject.protocol = place.text_at("protocol");
  if (!place.has("server") && !place.has("client")) place.report("needs \"server\" or \"client\"");
  if (place.has("server")) subject.server = read_server(place["server"], context);
  if (place.has("client")) subject.client = read_client(place["client"], context);
  read_supports(place, subject);
  if (place.has("limits")) read_limits(place["limits"], subject);
  if (place.has("copies")) {
    subject.copies = static_cast<int>(place["copies"].number(1, most_copies).value_or(0));
  }
}

}  // namespace

model::Subject load_subject(const std::string& file) {
  Problems problems;
  model::Subject subject;
  subject.file = file;
  const std::optional<JsonFile> json = read_json(file, "description of a subject", problems);
  if (json) read_subject(Place(*json, problems), subject);
  problems.raise();
  check_schema(*json, Schema::subject, problems);
  problems.raise();
  return subject;
}

}  // namespace wiretrial::load
