#include "harness/model/payloads.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include <xxhash.h>

#include "harness/model/json_writer.hpp"
#include "harness/model/record_json.hpp"

namespace wiretrial::model {

namespace {

namespace filesystem = std::filesystem;

constexpr std::size_t hash_digits = 32;

void write_payload(const filesystem::path& directory, const std::string& hash,
                   std::string_view data) {
  const filesystem::path file = directory / hash;
  std::error_code ignored;
  if (filesystem::file_size(file, ignored) == data.size() && !ignored) return;
  filesystem::create_directories(directory);
  // Another worker may store the same payload: each writes the whole file under this name, with the
  // same bytes.
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(data.data(), static_cast<std::streamsize>(data.size()));
  stream.close();
  if (!stream) {
    filesystem::remove(file, ignored);
    throw filesystem::filesystem_error("cannot write a payload", file,
                                       std::make_error_code(std::errc::io_error));
  }
}

// The name comes from a record, maybe of a stranger: only a hash may become part of a path.
bool is_hash(std::string_view name) {
  return name.size() == hash_digits &&
         name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string read_payload(const filesystem::path& directory, const std::string& hash) {
  if (!is_hash(hash)) throw RecordError("payload \"" + well_formed(hash) + "\": no hash");
  std::ifstream stream(directory / hash, std::ios::binary);
  if (!stream) throw RecordError("payload " + hash + ": not in " + directory.string());
  std::string data{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (payload_hash(data) != hash) throw RecordError("payload " + hash + ": has other content");
  return data;
}

struct Store {
  const filesystem::path& directory;

  static bool moves(const Bytes& bytes) { return bytes.data.size() > inline_payload_limit_bytes; }
  static bool moves(const Match& match) {
    return std::any_of(match.texts.begin(), match.texts.end(), [](const std::string& text) {
      return text.size() > inline_payload_limit_bytes;
    });
  }
  void operator()(Bytes& bytes) const {
    if (!moves(bytes)) return;
    bytes.payload_length = bytes.data.size();
    move(bytes.data, bytes.payload);
  }
  void operator()(Event& event) const {
    if (event.data.size() <= inline_payload_limit_bytes) return;
    if (event.length == 0) event.length = event.data.size();
    move(event.data, event.payload);
  }
  void operator()(Match& match) const {
    if (!moves(match)) return;
    match.payloads.resize(match.texts.size());
    for (std::size_t i = 0; i < match.texts.size(); ++i) {
      if (match.texts[i].size() > inline_payload_limit_bytes)
        move(match.texts[i], match.payloads[i]);
    }
  }
  // Text: std::string or SharedText.
  template <typename Text>
  void move(Text& data, std::string& payload) const {
    payload = payload_hash(data);
    write_payload(directory, payload, data);
    Text none;
    std::swap(data, none);  // an assignment would keep the room that the text had
  }
};

struct Load {
  const filesystem::path& directory;

  static bool moves(const Bytes& bytes) { return !bytes.payload.empty(); }
  static bool moves(const Match& match) { return !match.payloads.empty(); }
  void operator()(Bytes& bytes) const {
    move(bytes.data, bytes.payload);
    bytes.payload_length = 0;
  }
  void operator()(Event& event) const { move(event.data, event.payload); }
  void operator()(Match& match) const {
    for (std::size_t i = 0; i < match.payloads.size() && i < match.texts.size(); ++i) {
      move(match.texts[i], match.payloads[i]);
    }
    match.payloads.clear();
  }
  template <typename Text>
  void move(Text& data, std::string& payload) const {
    if (payload.empty()) return;
    data = read_payload(directory, payload);
    payload.clear();
  }
};

struct Count {
  std::size_t& total;

  void operator()(const Bytes& bytes) const { total += bytes.data.size(); }
  void operator()(const Match& match) const {
    for (const std::string& text : match.texts) total += text.size();
  }
};

// Steps: std::vector<Step>, which may be constant.
template <typename Steps, typename Action>
void each_bytes(Steps& steps, const Action& action) {
  for (auto& step : steps) {
    if (auto* send = std::get_if<Send>(&step)) action(send->bytes);
    if (auto* fault = std::get_if<ProxyFault>(&step)) action(fault->bytes);
    if (auto* expect = std::get_if<Expect>(&step)) {
      action(expect->expectation.match);
      action(expect->expectation.match_bytes.exact);
    }
    if (auto* repeat = std::get_if<Repeat>(&step)) each_bytes(repeat->steps, action);
  }
}

// Other trials may hold the same steps: they become this one's own only when something is moved.
template <typename Action>
void each_bytes_moved(Steps& steps, const Action& action) {
  bool any = false;
  each_bytes(steps.get(), [&](const auto& bytes) { any = any || action.moves(bytes); });
  if (any) each_bytes(steps.own(), action);
}

template <typename Action>
void each_payload(TrialRecord& trial, const Action& action) {
  for (Run& run : trial.plan.runs) each_bytes_moved(run.steps, action);
  each_bytes_moved(trial.plan.control, action);
  for (Evidence& evidence : trial.evidence) {
    for (Event& event : evidence.events) action(event);
  }
}

}  // namespace

std::string payload_hash(std::string_view data) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(data.data(), data.size()));
  return to_hex({reinterpret_cast<const char*>(canonical.digest), sizeof canonical.digest});
}

std::size_t payload_bytes(const Plan& plan) {
  std::size_t total = 0;
  for (const Run& run : plan.runs) each_bytes(run.steps.get(), Count{total});
  each_bytes(plan.control.get(), Count{total});
  return total;
}

void store_payloads(TrialRecord& trial, const filesystem::path& directory) {
  each_payload(trial, Store{directory});
}

void load_payloads(TrialRecord& trial, const filesystem::path& directory) {
  each_payload(trial, Load{directory});
}

}  // namespace wiretrial::model
