#include "cli/record_file.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/commands.hpp"
#include "harness/model/payloads.hpp"
#include "harness/model/record_json.hpp"

namespace wiretrial::cli {

model::Record read_record_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file || std::filesystem::is_directory(name))
    throw FileError(
        name + ": no such record, or not readable; `wiretrial run` writes one to out/record.json");
  std::ostringstream whole;
  whole << file.rdbuf();
  const std::string text = std::move(whole).str();
  try {
    return name.ends_with(".jsonl") ? model::read_record_lines(text) : model::read_record(text);
  } catch (const model::RecordError& error) {
    throw FileError(name + ": " + error.what());
  }
}

model::TrialRecord with_payloads(model::TrialRecord trial, const std::string& record_name) {
  try {
    model::load_payloads(trial, std::filesystem::path(record_name).parent_path() / "payloads");
  } catch (const model::RecordError& error) {
    throw FileError(record_name + ": " + error.what());
  }
  return trial;
}

void write_text_file(const std::string& name, const std::string& text) {
  std::ofstream file(name, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw FileError(name + ": cannot be written");
}

}  // namespace wiretrial::cli
