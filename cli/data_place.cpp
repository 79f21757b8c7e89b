#include "cli/data_place.hpp"

#include <array>
#include <filesystem>

#include "cli/commands.hpp"

namespace wiretrial::cli {

namespace files = std::filesystem;

std::string default_scenarios() {
  const files::path program = files::read_symlink("/proc/self/exe");
  const std::array<files::path, 2> places{
      program.parent_path().parent_path() / "share" / "wiretrial" / "scenarios",
      WIRETRIAL_SCENARIOS};
  for (const files::path& place : places) {
    if (files::exists(place)) return place.string();
  }
  throw FileError(places[0].string() +
                  ": no such directory; name the directory of scenarios with --scenarios");
}

}  // namespace wiretrial::cli
