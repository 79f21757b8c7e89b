// The commands of `wiretrial`. Each returns its exit status; what is wrong with the input is
// thrown.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace wiretrial::cli {

inline constexpr int status_good = 0;
inline constexpr int status_gaps = 1;        // `list --ledger`
inline constexpr int status_regression = 1;  // `diff`
inline constexpr int status_findings = 1;    // `fuzz`
inline constexpr int status_bad_input = 2;
inline constexpr int status_harness_failed = 3;
inline constexpr int status_interrupted = 130;

// Wrong usage or input: one line for the user, exit status 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What is wrong with a file or directory: begins with its name.
class FileError : public UsageError {
 public:
  using UsageError::UsageError;
};

struct RunArguments {
  std::vector<std::string> selectors;
  std::vector<std::string> subjects;  // description files
  std::string scenarios;              // directory; empty: the one that came with the program
  std::string role;
  std::string shard;
  std::string sweep = "full";
  std::string out = "out";
  std::string baseline;        // what is known of the subjects; empty: nothing
  std::string write_baseline;  // where to write what is known after this run
  int revision = 0;            // of the protocol that is claimed; 0: the newest
  int jobs = 0;                // 0: one for each processor
  std::uint64_t seed = 0;
  bool seed_given = false;
  int repeat = 0;
  double deadline_scale = 1.0;
  bool shuffle = false;
  bool strict = false;
  bool force = false;
  bool wait_for_debugger = false;
  bool canonical = false;
  bool github = false;  // annotations and a summary for a workflow of GitHub
};

struct FuzzArguments {
  std::vector<std::string> subjects;  // description files
  std::string scenarios;              // directory; empty: the one that came with the program
  std::string role;
  std::string corpus;  // a folder with inputs to begin with, besides those of the scenarios
  std::string input;   // the address of the one input to try
  std::string out = "out";
  std::uint64_t seconds = 0;   // 0: a minute, or as long as `runs` take
  std::uint64_t runs = 0;      // inputs
  std::size_t stop_after = 0;  // findings; 0: go on
  std::uint64_t seed = 0;
  bool seed_given = false;
  double deadline_scale = 1.0;
};

struct ListArguments {
  std::vector<std::string> selectors;
  std::string scenarios;
  std::string protocol;  // empty: all that are there
  bool json = false;
  bool ledger = false;  // the requirements with what judges them, as markdown
};

struct ReportArguments {
  std::vector<std::string> records;
  std::string html;
  std::string junit;
  std::string markdown;
  std::string badge;
  std::vector<std::pair<std::string, std::string>> captures;  // trial, and file of its packets
  bool github = false;
};

struct ReplayArguments {
  std::string file;                   // a record or a scenario file
  std::string trial;                  // which of its trials; of a scenario file empty: all
  std::vector<std::string> subjects;  // description files; empty: those that the record names
  std::string scenarios;              // directory with the protocol's data, as for run
  std::uint64_t seed = 0;             // of a scenario file's random spans
  int jobs = 0;
  double deadline_scale = 1.0;  // multiplies that of the record
  bool strict = false;
  bool wait_for_debugger = false;
  bool script = false;  // write a Python program instead
};

struct MergeArguments {
  std::vector<std::string> records;
  std::string out;
  bool strict = false;
};

struct ProveArguments {
  std::string table;                  // of mutants
  std::vector<std::string> only;      // globs of names; empty: all
  std::vector<std::string> subjects;  // description files of implementations that conform
  std::string scenarios;              // directory; empty: the one that came with the program
  std::string role;
  std::string sweep;  // empty: full for the whole matrix, sampled otherwise
  std::string out = "out/prove";
  std::string page;  // file of the page; empty: none
  int jobs = 0;      // 0: one for each processor
  bool full = false;
  bool cover = false;
};

struct InitArguments {
  std::string language;
  std::string directory = ".";
  std::string name;       // of the subject; empty: that of the directory
  bool skeleton = false;  // a server and a client, too
  bool force = false;     // replace files that are there
};

struct DiffArguments {
  std::string before;  // records
  std::string after;
  std::string html;  // files to write; empty: none
  std::string json;
  std::string markdown;
  bool strict = false;
};

int run_suite(const RunArguments& arguments);
int fuzz(const FuzzArguments& arguments);
int list_scenarios(const ListArguments& arguments);
int check_files(const std::vector<std::string>& files, const std::string& scenarios);
int explain(const std::string& id, const std::string& scenarios);
int report(const ReportArguments& arguments);
int replay(const ReplayArguments& arguments);
int merge(const MergeArguments& arguments);
int prove(const ProveArguments& arguments);
int init(const InitArguments& arguments);
int diff(const DiffArguments& arguments);
int judge_again(const std::string& record, bool strict);

// The languages that `init` knows.
[[nodiscard]] std::vector<std::string> init_languages();

}  // namespace wiretrial::cli
