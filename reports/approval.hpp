// For tests only: compares a report with the one that was approved.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "catch.hpp"

namespace wiretrial::reports {

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Fails when `text` is not what reports/approved/`name` holds; with WIRETRIAL_APPROVE=1 it writes
// that file instead.
inline void check_approved(const std::string& name, const std::string& text) {
  const std::string path = WIRETRIAL_SOURCE_DIR "/reports/approved/" + name;
  const char* approve = std::getenv("WIRETRIAL_APPROVE");
  if (approve != nullptr && std::string(approve) == "1") {
    std::ofstream(path, std::ios::binary) << text;
  }
  const std::string approved = file_text(path);
  INFO(path << " differs from what is rendered now. If the change is wanted, run this test with "
               "WIRETRIAL_APPROVE=1 and commit the file.");
  std::size_t at = 0;
  while (at < text.size() && at < approved.size() && text[at] == approved[at]) ++at;
  CAPTURE(text.substr(at, 200), approved.substr(at < approved.size() ? at : approved.size(), 200));
  CHECK((text == approved));
}

}  // namespace wiretrial::reports
