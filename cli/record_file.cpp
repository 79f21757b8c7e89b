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
  std::ostringstream text;
  text << file.rdbuf();
  try {
    return model::read_record(text.str());
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

}  // namespace wiretrial::cli
