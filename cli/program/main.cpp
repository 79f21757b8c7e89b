#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <malloc.h>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/standard_output.hpp"
#include "harness/exec/descriptors.hpp"
#include "harness/exec/guard.hpp"
#include "harness/exec/tracer.hpp"
#include "harness/exec/worker_process.hpp"
#include "harness/load/problems.hpp"
#include "harness/model/near_miss.hpp"

namespace {

using namespace wiretrial::cli;

constexpr const char* run_examples = R"(
Examples:
  wiretrial run --subject my-server/subject.json
  wiretrial run 'jhmp/header/*' --subject subject.json --role server
  wiretrial run --role pair --subject one.json --subject other.json
  wiretrial run requirement:HDR-7 level:MUST --subject subject.json --seed 7
  wiretrial run --subject subject.json --write-baseline known.json
  wiretrial run --subject subject.json --baseline known.json --shard auto
Exit status: 0 all as required or as the baseline says, 1 non-conformance, 2 usage or input, 3 the harness failed, 4 only flaky, 130 interrupted.)";

void add_run(CLI::App& app, RunArguments& arguments) {
  auto* run = app.add_subcommand(
      "run", "Put implementations on trial and write the record and the reports");
  run->add_option(
      "selector", arguments.selectors,
      "Trials to run: an id, a glob, requirement:ID, level:MUST, role:client (default: all)");
  run->add_option("--subject", arguments.subjects,
                  "Description of an implementation (subject.json); may be repeated")
      ->required()
      ->allow_extra_args(false);
  run->add_option("--role", arguments.role,
                  "Only this role: server, client, or pair (every client against every server)")
      ->check(CLI::IsMember({"server", "client", "pair"}));
  run->add_option("--jobs", arguments.jobs, "Trials at a time (default: one for each processor)")
      ->check(CLI::Range(1, 64));
  run->add_option_function<std::uint64_t>(
      "--seed",
      [&arguments](std::uint64_t seed) {
        arguments.seed = seed;
        arguments.seed_given = true;
      },
      "Seed of everything random (default: a new one, printed)");
  run->add_flag("--shuffle", arguments.shuffle, "Run the trials in an order that the seed decides");
  run->add_option(
      "--shard", arguments.shard,
      "Run only part I of N (I/N, from 1); auto or auto/N: the part that the CI system names");
  run->add_flag("--strict", arguments.strict, "A violated SHOULD makes the exit status 1 too");
  run->add_option("--baseline", arguments.baseline,
                  "What is known of the subjects: status 0 when everything is as required or as "
                  "this file says");
  run->add_option("--write-baseline", arguments.write_baseline,
                  "Write what is not as required to this file; what still holds in it stays");
  run->add_option("--revision", arguments.revision,
                  "Claim this revision of the protocol: later scenarios do not score (default: "
                  "the newest)")
      ->check(CLI::Range(1, 1'000'000));
  run->add_option("--repeat", arguments.repeat,
                  "Run each trial so many times, and say at the end what differed")
      ->check(CLI::Range(1, 1000));
  run->add_option("--sweep", arguments.sweep, "Every member of a sweep, or a sample")
      ->check(CLI::IsMember({"full", "sampled"}));
  run->add_option("--deadline-scale", arguments.deadline_scale, "Multiplies every deadline")
      ->check(CLI::Range(0.1, 100.0));
  run->add_flag("--force", arguments.force, "Go on although no smoke exchange passes");
  run->add_option("--scenarios", arguments.scenarios,
                  "Directory of scenarios (default: those that came along)");
  run->add_flag("--wait-for-debugger", arguments.wait_for_debugger,
                "Stop after each start of a server, one job");
  run->add_flag("--canonical", arguments.canonical, "Print the canonical evidence of each trial");
  run->add_flag("--github", arguments.github,
                "Annotations on standard output, and the markdown report in the step's summary");
  run->add_option("--out", arguments.out, "Where the record and the reports go")
      ->capture_default_str();
  run->footer(run_examples);
}

constexpr const char* merge_examples = R"(
Example:
  wiretrial merge shard-1/record.json shard-2/record.json -o out/record.json
Exit status: that of one run of the same trials; 2 when the records are not the shards of one run.)";

void add_merge(CLI::App& app, MergeArguments& arguments) {
  auto* merge = app.add_subcommand("merge", "Make one record of the shards of a run");
  merge->add_option("record", arguments.records, "record.json of each shard")->required();
  merge->add_option("-o,--out", arguments.out, "The record to write, with payloads beside it")
      ->required();
  merge->add_flag("--strict", arguments.strict, "As for run");
  merge->footer(merge_examples);
}

constexpr const char* replay_examples = R"(
Examples:
  wiretrial replay out/record.json jhmp/header/length-negative
  wiretrial replay finding.json --subject subject.json
  wiretrial replay out/record.json jhmp/header/length-negative --script > failure.py)";

void add_replay(CLI::App& app, ReplayArguments& arguments) {
  auto* replay = app.add_subcommand("replay", "Do a trial again, and show it step by step");
  replay->add_option("file", arguments.file, "record.json, or a scenario file")->required();
  replay->add_option("trial", arguments.trial,
                     "Trial of the record; of a scenario file one of several");
  replay
      ->add_option("--subject", arguments.subjects,
                   "Description of an implementation (default: the one that the record names)")
      ->allow_extra_args(false);
  replay->add_flag("--script", arguments.script,
                   "Write a Python program instead, which shows the trial without wiretrial");
  replay->add_option("--scenarios", arguments.scenarios,
                     "Directory of scenarios (default: those that came along)");
  replay->add_option("--seed", arguments.seed, "Seed of everything random in a scenario file");
  replay->add_option("--jobs", arguments.jobs, "As for run")->check(CLI::Range(1, 64));
  replay->add_option("--deadline-scale", arguments.deadline_scale, "As for run")
      ->check(CLI::Range(0.1, 100.0));
  replay->add_flag("--strict", arguments.strict, "As for run");
  replay->add_flag("--wait-for-debugger", arguments.wait_for_debugger, "As for run");
  replay->footer(replay_examples);
}

constexpr const char* fuzz_examples = R"(
Examples:
  wiretrial fuzz --subject my-server/subject.json
  wiretrial fuzz --subject subject.json --role client --time 300 --seed 7
  wiretrial fuzz --subject subject.json --input 7:12.331      one input again
  wiretrial fuzz --subject one.json --subject other.json      what do they disagree about?
Exit status: 0 no findings, 1 findings or a subject that cannot be fuzzed, 2 usage or input, 3 the harness failed, 130 interrupted.)";

void add_fuzz(CLI::App& app, FuzzArguments& arguments) {
  auto* fuzz =
      app.add_subcommand("fuzz", "Send mutated messages, and write what goes wrong as scenarios");
  fuzz->add_option("--subject", arguments.subjects,
                   "Description of an implementation (subject.json); several get the same inputs")
      ->required()
      ->allow_extra_args(false);
  fuzz->add_option("--role", arguments.role, "Only this role: server or client")
      ->check(CLI::IsMember({"server", "client"}));
  fuzz->add_option("--time", arguments.seconds,
                   "Seconds to go on for (default: 60, or as long as --runs takes)")
      ->check(CLI::Range(1, 1'000'000));
  fuzz->add_option("--runs", arguments.runs, "Inputs to try")->check(CLI::Range(1, 1'000'000'000));
  fuzz->add_option("--stop-after", arguments.stop_after, "End after so many findings of a role")
      ->check(CLI::Range(1, 1000));
  fuzz->add_option_function<std::uint64_t>(
      "--seed",
      [&arguments](std::uint64_t seed) {
        arguments.seed = seed;
        arguments.seed_given = true;
      },
      "Seed of every input (default: a new one, printed)");
  fuzz->add_option("--input", arguments.input, "Only the input with this address (seed:index)");
  fuzz->add_option("--corpus", arguments.corpus,
                   "Folder with inputs to begin with, besides what the scenarios send");
  fuzz->add_option("--deadline-scale", arguments.deadline_scale, "Multiplies every deadline")
      ->check(CLI::Range(0.1, 100.0));
  fuzz->add_option("--scenarios", arguments.scenarios,
                   "Directory of scenarios (default: those that came along)");
  fuzz->add_option("--out", arguments.out, "Where findings go")->capture_default_str();
  fuzz->footer(fuzz_examples);
}

constexpr const char* prove_examples = R"(
Examples:
  wiretrial prove impl/mutants/mutants.json
  wiretrial prove impl/mutants/mutants.json --only 'accepts-*' --role server
  wiretrial prove impl/mutants/mutants.json --cover --subject subject.json --page matrix.md
Exit status: 0 as the table says, 1 not so, 2 usage or input, 3 the harness failed, 130 interrupted.)";

void add_prove(CLI::App& app, ProveArguments& arguments) {
  auto* prove =
      app.add_subcommand("prove", "Show that the suite finds out mutants, and nothing else");
  prove->add_option("table", arguments.table, "Table of mutants (mutants.json)")->required();
  auto* full = prove->add_flag(
      "--full", arguments.full,
      "Every scenario on every mutant, for hours; what is finished is not done again");
  prove
      ->add_flag("--cover", arguments.cover,
                 "The same for all but mutants: these meet scenarios of other clauses only while "
                 "such a scenario has killed nothing yet")
      ->excludes(full);
  prove->add_option("--only", arguments.only, "Only mutants and variants of this name, or glob")
      ->allow_extra_args(false);
  prove
      ->add_option("--subject", arguments.subjects,
                   "Description of an implementation that conforms; may be repeated")
      ->allow_extra_args(false);
  prove->add_option("--role", arguments.role, "Only this role: server or client")
      ->check(CLI::IsMember({"server", "client"}));
  prove->add_option("--jobs", arguments.jobs, "As for run")->check(CLI::Range(1, 64));
  prove
      ->add_option("--sweep", arguments.sweep,
                   "Every member of a sweep, or a sample (default: full with --full)")
      ->check(CLI::IsMember({"full", "sampled"}));
  prove->add_option("--scenarios", arguments.scenarios,
                    "Directory of scenarios (default: those that came along)");
  prove->add_option("--page", arguments.page, "Write the matrix as markdown to this file");
  prove->add_option("--out", arguments.out, "Where the matrix and what is finished go")
      ->capture_default_str();
  prove->footer(prove_examples);
}

constexpr const char* init_examples = R"(
Examples:
  wiretrial init python
  wiretrial init go --skeleton --dir my-server)";

// The type of an option that can be one of these; what does not fit is left to the command, which
// knows what was meant.
std::string one_of(const std::vector<std::string>& words) {
  return fmt::format("TEXT:{{{}}}", fmt::join(words, ","));
}

void add_init(CLI::App& app, InitArguments& arguments) {
  auto* init = app.add_subcommand("init", "Write a description to begin with, or whole programs");
  init->add_option("language", arguments.language, "Language of the programs")
      ->required()
      ->type_name(one_of(init_languages()));
  init->add_option("--dir", arguments.directory, "Folder to write to; made if it is not there")
      ->capture_default_str();
  init->add_option("--name", arguments.name, "Name in reports (default: that of the folder)");
  init->add_flag(
      "--skeleton", arguments.skeleton,
      "Write a server and a client too, which meet every MUST (python, node, cpp, go, rust)");
  init->add_flag("--force", arguments.force, "Replace files that are there");
  init->footer(init_examples);
}

constexpr const char* completion_examples = R"(
Examples:
  wiretrial completion bash > ~/.local/share/bash-completion/completions/wiretrial
  wiretrial completion zsh > ~/.zfunc/_wiretrial
  wiretrial completion fish > ~/.config/fish/completions/wiretrial.fish)";

void add_texts(CLI::App& app, std::string& shell) {
  auto* completion = app.add_subcommand("completion", "Print what a shell needs to complete words");
  completion->add_option("shell", shell, "Shell")
      ->required()
      ->type_name(one_of(completion_shells()));
  completion->footer(completion_examples);
  // For whoever builds a package.
  app.add_subcommand("manual", "Print the manual page")->group("");
}

void add_others(CLI::App& app, ListArguments& listing, std::vector<std::string>& files,
                std::string& id, std::string& scenarios, ReportArguments& reports,
                std::string& record, bool& strict) {
  auto* list = app.add_subcommand("list", "List scenarios");
  list->add_option("selector", listing.selectors, "As for run");
  list->add_option("--protocol", listing.protocol, "Only of this protocol (a folder of scenarios)");
  list->add_flag("--json", listing.json, "As JSON");
  list->add_flag("--ledger", listing.ledger,
                 "Requirements with the scenarios and mutants of each, as markdown; status 1 when "
                 "one lacks any");
  list->add_option("--scenarios", listing.scenarios, "Directory of scenarios");
  list->footer(
      "\nExamples:\n  wiretrial list requirement:HDR-7 role:server\n  wiretrial list level:MUST "
      "--json");

  auto* check = app.add_subcommand(
      "check", "Check scenario files, subject descriptions, tables of mutants, baselines");
  check->add_option("file", files, "Files to check")->required();
  check->add_option("--scenarios", scenarios, "Directory of scenarios");
  check->footer(
      "\nExample:\n  wiretrial check my-server/subject.json scenarios/jhmp/header/length.json");

  auto* explain = app.add_subcommand("explain", "Explain a scenario or a clause of the protocol");
  explain->add_option("id", id, "Scenario or clause")->required();
  explain->add_option("--scenarios", scenarios, "Directory of scenarios");
  explain->footer(
      "\nExamples:\n  wiretrial explain HDR-7\n  wiretrial explain jhmp/header/length-negative");

  auto* report = app.add_subcommand(
      "report", "Write reports from records; the exit status is 0 whatever they say");
  report->add_option("record", reports.records, "record.json")->required();
  report->add_option("--html", reports.html, "Write a page to this file");
  report->add_option("--junit", reports.junit, "Write JUnit XML to this file");
  report->add_option("--markdown", reports.markdown, "Write markdown to this file");
  report->add_option("--badge", reports.badge, "Write an SVG badge to this file");
  report
      ->add_option("--pcapng", reports.captures,
                   "Write the packets of this trial, made from its evidence, to this file, for "
                   "Wireshark (two values)")
      ->type_name("TRIAL FILE")
      ->allow_extra_args(false);
  report->add_flag("--github", reports.github, "As for run");
  report->footer(
      "\nExamples:\n  wiretrial report out/record.json --html report.html\n"
      "  wiretrial report out/record.json --badge badge.svg\n"
      "  wiretrial report out/record.json --pcapng jhmp/header/length-negative length.pcapng");

  auto* judge = app.add_subcommand("judge", "Judge the evidence of a record again");
  judge->add_option("record", record, "record.json")->required();
  judge->add_flag("--strict", strict, "As for run");
  judge->footer("\nExample:\n  wiretrial judge out/record.json");

  app.add_subcommand("guard", "")->group("");
}

constexpr const char* diff_examples = R"(
Examples:
  wiretrial diff main/record.json out/record.json
  wiretrial diff main/record.json out/record.json --markdown comment.md --html diff.html
Exit status: 0 no regression, 1 something that was acceptable, or not there, fails now, 2 usage or input.)";

void add_diff(CLI::App& app, DiffArguments& arguments) {
  auto* diff = app.add_subcommand("diff", "Compare two records: what is new, fixed, different");
  diff->add_option("old", arguments.before, "record.json from before")->required();
  diff->add_option("new", arguments.after, "record.json to compare with it")->required();
  diff->add_option("--markdown", arguments.markdown, "Write a comment for a pull request");
  diff->add_option("--html", arguments.html, "Write a page to this file");
  diff->add_option("--json", arguments.json, "Write every change to this file, for programs");
  diff->add_flag("--strict", arguments.strict, "A violated SHOULD counts as a failure");
  diff->footer(diff_examples);
}

std::string see_help(const CLI::App* command) {
  return "; see wiretrial " + (command == nullptr ? "" : command->get_name() + " ") + "--help";
}

const CLI::App* find_command(const CLI::App& app, const std::string& name) {
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string meant(const std::string& word, const std::vector<std::string>& known,
                  const CLI::App* command) {
  const std::string guess = wiretrial::model::did_you_mean(word, known);
  return guess.empty() ? see_help(command) : guess;
}

// An option that does not exist hides behind another complaint otherwise: "--subject is required".
void check_options(const CLI::App& owner, const CLI::App* command,
                   const std::vector<std::string>& words) {
  const std::vector<std::string> known = option_names(owner);
  for (const std::string& word : words) {
    if (word == "--") return;
    const std::string name = word.substr(0, word.find('='));
    if (!name.starts_with("--") || std::find(known.begin(), known.end(), name) != known.end())
      continue;
    throw UsageError("unknown option \"" + name + "\"" + meant(name, known, command));
  }
}

// Throws UsageError for a command or an option that does not exist, naming the likeliest one.
void check_words(const CLI::App& app, const std::vector<std::string>& words) {
  if (words.empty()) throw UsageError("a command is required" + see_help(nullptr));
  if (const CLI::App* command = find_command(app, words.front())) {
    check_options(*command, command, {words.begin() + 1, words.end()});
  } else if (words.front().starts_with("-")) {
    check_options(app, nullptr, {words.front()});
  } else {
    std::vector<std::string> commands;
    for (const CLI::App* known : app.get_subcommands({})) {
      if (!known->get_group().empty()) commands.push_back(known->get_name());
    }
    throw UsageError("unknown command \"" + words.front() + "\"" +
                     meant(words.front(), commands, nullptr));
  }
}

int print(const std::string& text) {
  fmt::print("{}", text);
  return status_good;
}

int dispatch(int count, char** words) {
  // Not a command of users: what follows belongs to another program, options and all.
  if (count > 1 && std::string_view(words[1]) == "tracer") {
    return wiretrial::exec::run_tracer({words + 2, words + count});
  }
  if (count > 1 && std::string_view(words[1]) == "worker") {
    return wiretrial::exec::run_worker_process({words + 2, words + count});
  }
  wiretrial::exec::raise_descriptor_limit();
  CLI::App app("wiretrial puts an implementation of a TCP protocol on trial.", "wiretrial");
  app.set_version_flag("--version", WIRETRIAL_VERSION);
  app.require_subcommand(1);
  app.footer("\nExample:\n  wiretrial run --subject my-server/subject.json");
  RunArguments run;
  FuzzArguments hunting;
  ProveArguments proving;
  ListArguments listing;
  ReportArguments reports;
  ReplayArguments replaying;
  std::vector<std::string> files;
  std::string id;
  std::string scenarios;
  std::string record;
  bool strict = false;
  add_run(app, run);
  add_replay(app, replaying);
  add_fuzz(app, hunting);
  MergeArguments merging;
  add_merge(app, merging);
  DiffArguments comparing;
  add_diff(app, comparing);
  add_prove(app, proving);
  InitArguments initial;
  add_init(app, initial);
  std::string shell;
  add_texts(app, shell);
  add_others(app, listing, files, id, scenarios, reports, record, strict);
  check_words(app, {words + 1, words + count});
  try {
    app.parse(count, words);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    throw UsageError(std::string(error.what()) + see_help(find_command(app, words[1])));
  }
  if (app.got_subcommand("guard")) return wiretrial::exec::run_guard();
  if (app.got_subcommand("run")) return run_suite(run);
  if (app.got_subcommand("fuzz")) return fuzz(hunting);
  if (app.got_subcommand("prove")) return prove(proving);
  if (app.got_subcommand("init")) return init(initial);
  if (app.got_subcommand("completion"))
    return print(completion_script(shell, visible_commands(app)));
  if (app.got_subcommand("manual")) return print(manual_page(visible_commands(app)));
  if (app.got_subcommand("list")) return list_scenarios(listing);
  if (app.got_subcommand("check")) return check_files(files, scenarios);
  if (app.got_subcommand("explain")) return explain(id, scenarios);
  if (app.got_subcommand("report")) return report(reports);
  if (app.got_subcommand("replay")) return replay(replaying);
  if (app.got_subcommand("merge")) return merge(merging);
  if (app.got_subcommand("diff")) return diff(comparing);
  return judge_again(record, strict);
}

// Messages of many megabytes come and go in many threads. With the allocator's usual settings
// their memory stays with it, in one heap for each thread: 300 MB instead of 175 for the suite.
void give_memory_back() {
#ifdef __GLIBC__
  constexpr int mapped_from_bytes = 128 * 1024;
  constexpr int heaps = 2;
  ::mallopt(M_MMAP_THRESHOLD, mapped_from_bytes);
  ::mallopt(M_ARENA_MAX, heaps);
#endif
}

// A command has failed whose result is what it prints, when that could not be written; others have
// theirs in files. A reader that goes has seen enough.
int status_with_output(std::string_view command, int status) {
  const int error = error_of_standard_output();
  if (error == 0 || error == EPIPE) return status;
  fmt::print(stderr, "wiretrial: standard output cannot be written: {}\n", std::strerror(error));
  const bool in_files = command == "run" || command == "fuzz" || command == "prove";
  return in_files || status != status_good ? status : status_harness_failed;
}

}  // namespace

int main(int count, char** words) {
  wiretrial::exec::open_missing_standard_streams();
  let_output_be_lost();
  give_memory_back();
  try {
    return status_with_output(count > 1 ? words[1] : "", dispatch(count, words));
  } catch (const FileError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return status_bad_input;
  } catch (const UsageError& error) {
    fmt::print(stderr, "wiretrial: {}\n", error.what());
    return status_bad_input;
  } catch (const wiretrial::load::LoadError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return status_bad_input;
  } catch (const std::invalid_argument& error) {
    fmt::print(stderr, "wiretrial: {}\n", error.what());
    return status_bad_input;
  } catch (const std::exception& error) {
    fmt::print(stderr, "wiretrial: {}\n", error.what());
    return status_harness_failed;
  }
}
