#include "cli/clerk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>

#include <fmt/format.h>

#include "cli/performance.hpp"
#include "harness/judge/canonical.hpp"
#include "harness/model/payloads.hpp"
#include "harness/model/record_json.hpp"
#include "reports/html.hpp"
#include "reports/junit.hpp"
#include "reports/markdown.hpp"

namespace wiretrial::cli {

namespace files = std::filesystem;

namespace {

constexpr const char* lines_name = "record.jsonl";

// What the system said last, for a stream that only knows that it failed.
std::string cannot_be_written(const files::path& path) {
  const int error = errno;
  return path.string() + ": cannot be written" +
         (error != 0 ? std::string(": ") + std::strerror(error) : std::string());
}

}  // namespace

Clerk::Clerk(model::Record& record, const RunArguments& arguments,
             const std::vector<model::Plan>& plans)
    : record_(record),
      out_(arguments.out),
      canonical_(arguments.canonical),
      progress_(stderr, plans.size()) {
  for (const model::Plan& plan : plans)
    places_.emplace(std::make_pair(plan.trial, plan.repeat), places_.size());
  std::error_code error;
  files::create_directories(out_, error);
  if (error) throw FileError(arguments.out + ": cannot be made a directory: " + error.message());
  for (const char* name : {"payloads", "record.json", "junit.xml", "report.html", "report.md"}) {
    files::remove_all(out_ / name, error);
  }
  lines_.open(out_ / lines_name, std::ios::trunc);
  model::Record head = record_;
  head.interrupted = true;  // until the record is there, that is what it will have been
  lines_ << model::to_json_head_line(head) << '\n' << std::flush;
  if (!lines_) throw FileError(cannot_be_written(out_ / lines_name));
}

void Clerk::take(model::TrialRecord trial) {
  if (canonical_) {
    for (const auto& evidence : trial.evidence) {
      canonical_texts_[place_of(trial)] +=
          fmt::format("{} {}\n{}", trial.plan.trial, evidence.run, judge::canonical(evidence));
    }
  }
  store(trial);
  progress_.add(trial);
  record_.trials.push_back(std::move(trial));
}

void Clerk::store(model::TrialRecord& trial) {
  if (failed_) return;
  try {
    model::store_payloads(trial, out_ / "payloads");
  } catch (const files::filesystem_error& error) {
    return note_failure(error.path1().string() + ": cannot be written");
  }
  errno = 0;
  lines_ << model::to_json_line(trial) << '\n' << std::flush;
  if (!lines_) return note_failure(cannot_be_written(out_ / lines_name));
  ++stored_;
}

void Clerk::finish() {
  std::sort(
      record_.trials.begin(), record_.trials.end(),
      [this](const auto& left, const auto& right) { return place_of(left) < place_of(right); });
  for (const auto& [place, text] : canonical_texts_) fmt::print("{}", text);
}

bool Clerk::write_reports() {
  using Out = std::ostream;
  // The page takes as long as all the others together.
  std::future<std::string> page =
      std::async([this] { return reports::render_html(record_, "record.json"); });
  write_whole("record.json", [this](Out& out) { model::write_json_text(record_, out); });
  write_whole("junit.xml", [this](Out& out) { out << reports::render_junit(record_); });
  write_whole("report.md", [this](Out& out) { out << reports::render_markdown(record_); });
  write_whole("report.html", [&page](Out& out) { out << page.get(); });
  if (!failed_) return true;
  const std::string lines = (out_ / lines_name).string();
  fmt::print(stderr,
             "wiretrial: {} of {} trials are in {}; make room, then `wiretrial report {} --html F` "
             "reports on those, or run again with --out somewhere else\n",
             stored_, places_.size(), lines, lines);
  return false;
}

// A report that is there is whole.
void Clerk::write_whole(const std::string& name, const std::function<void(std::ostream&)>& write) {
  const files::path path = out_ / name;
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  write(file);
  file.close();
  if (file) return;
  note_failure(cannot_be_written(path));
  std::error_code ignored;
  files::remove(path, ignored);
}

void Clerk::note_failure(const std::string& reason) {
  failed_ = true;
  fmt::print(stderr, "wiretrial: {}\n", reason);
  stop_performing();
}

std::size_t Clerk::place_of(const model::TrialRecord& trial) const {
  return places_.at({trial.plan.trial, trial.plan.repeat});
}

}  // namespace wiretrial::cli
