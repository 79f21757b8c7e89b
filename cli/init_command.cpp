#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/embedded_files.hpp"
#include "harness/model/near_miss.hpp"

namespace wiretrial::cli {

namespace files = std::filesystem;

namespace {

struct Language {
  std::string_view name;
  std::string_view server;  // the words that start it, as they stand in JSON
  std::string_view client;
  bool built = false;  // a Makefile comes along, and the programs are not there before `make`
};

constexpr std::string_view own_server = R"("./server")";
constexpr std::string_view own_client = R"("./client")";

constexpr std::array<Language, 7> languages{{
    {"python", R"("python3", "-u", "server.py")", R"("python3", "client.py")", false},
    {"node", R"("node", "server.js")", R"("node", "client.js")", false},
    {"cpp", own_server, own_client, true},
    {"go", own_server, own_client, true},
    {"rust", own_server, own_client, true},
    {"java", R"("java", "-cp", ".", "Server")", R"("java", "-cp", ".", "Client")", true},
    {"other", own_server, own_client, true},
}};

constexpr std::string_view description = "subject.json";

const Language& language_named(const std::string& name) {
  const auto found = std::find_if(languages.begin(), languages.end(),
                                  [&name](const Language& each) { return each.name == name; });
  if (found != languages.end()) return *found;
  const std::vector<std::string> known = init_languages();
  const std::string guess = model::did_you_mean(name, known);
  throw UsageError(fmt::format("unknown language \"{}\"{} There are {}", name,
                               guess.empty() ? "." : guess, fmt::join(known, ", ")));
}

// What no name of a subject may have in it: trials are named after it.
constexpr const char* no_part_of_a_name = "@#/ \t\n";

// The name of the folder, unless the user says another.
std::string subject_name(const InitArguments& arguments) {
  if (arguments.name.find_first_of(no_part_of_a_name) != std::string::npos) {
    throw UsageError("--name \"" + arguments.name +
                     "\": a name has no white space and none of @ # /");
  }
  if (!arguments.name.empty()) return arguments.name;
  const files::path folder = files::absolute(arguments.directory).lexically_normal();
  std::string name = (folder.has_filename() ? folder : folder.parent_path()).filename().string();
  for (auto at = name.find_first_of(no_part_of_a_name); at != std::string::npos;
       at = name.find_first_of(no_part_of_a_name)) {
    name[at] = '-';
  }
  return name.empty() ? "my-program" : name;
}

struct NewFile {
  files::path path;
  std::string text;
};

void add_skeleton(const Language& language, const files::path& folder, std::vector<NewFile>& all) {
  const std::string beginning = std::string(language.name) + "/";
  const std::size_t before = all.size();
  for (const reports::Template& file : init_files()) {
    if (!file.name.starts_with(beginning)) continue;
    const files::path path = folder / file.name.substr(beginning.size());
    all.push_back({path.lexically_normal(), std::string(file.text)});
  }
  if (all.size() > before) return;
  throw UsageError(fmt::format(
      "there is no skeleton for {}; leave --skeleton out to write the description alone",
      language.name));
}

std::vector<NewFile> files_for(const Language& language, const InitArguments& arguments) {
  const files::path folder = arguments.directory;
  const auto text = std::find_if(init_files().begin(), init_files().end(),
                                 [](const auto& file) { return file.name == description; });
  const reports::Values values{{"name", nlohmann::json(subject_name(arguments)).dump()},
                               {"server", std::string(language.server)},
                               {"client", std::string(language.client)}};
  std::vector<NewFile> all{
      {(folder / description).lexically_normal(), reports::fill_text(text->text, values)}};
  if (arguments.skeleton) add_skeleton(language, folder, all);
  return all;
}

void refuse_to_overwrite(const std::vector<NewFile>& all) {
  for (const NewFile& file : all) {
    if (!files::exists(file.path)) continue;
    throw FileError(file.path.string() +
                    ": is there already; name another folder with --dir, or replace it with "
                    "--force");
  }
}

void write(const NewFile& file) {
  std::ofstream stream(file.path, std::ios::binary);
  stream << file.text;
  stream.close();
  if (!stream) throw FileError(file.path.string() + ": cannot be written");
  fmt::print("{}: written\n", file.path.string());
}

// What to do now, the last of it being the command that gives verdicts.
void print_next_steps(const Language& language, const InitArguments& arguments) {
  const std::string file =
      (files::path(arguments.directory) / description).lexically_normal().string();
  if (arguments.skeleton && language.built) {
    fmt::print("Next, build the programs, and put them on trial:\n  make -C {}\n",
               arguments.directory);
  } else if (arguments.skeleton) {
    fmt::print("Next, put the programs on trial:\n");
  } else {
    fmt::print(
        "Next, write into {} how your programs are started, check it, and put them on trial:\n"
        "  wiretrial check {}\n",
        file, file);
  }
  fmt::print("  wiretrial run --subject {}\n", file);
}

}  // namespace

std::vector<std::string> init_languages() {
  std::vector<std::string> names;
  for (const Language& language : languages) names.emplace_back(language.name);
  return names;
}

int init(const InitArguments& arguments) {
  const Language& language = language_named(arguments.language);
  const std::vector<NewFile> all = files_for(language, arguments);
  if (!arguments.force) refuse_to_overwrite(all);
  std::error_code error;
  files::create_directories(arguments.directory, error);
  if (error) throw FileError(arguments.directory + ": " + error.message());
  for (const NewFile& file : all) write(file);
  print_next_steps(language, arguments);
  return status_good;
}

}  // namespace wiretrial::cli
