#include <fmt/format.h>

#include "cli/command_line.hpp"

namespace wiretrial::cli {

namespace {

// Text as roff: nothing in it is an instruction. Words of the program have hyphens that can be
// copied.
std::string roff(const std::string& text) {
  std::string result;
  bool begins_line = true;
  for (const char character : text) {
    if (begins_line && (character == '.' || character == '\'')) result += "\\&";
    begins_line = character == '\n';
    if (character == '\\') {
      result += "\\e";
    } else if (character == '-') {
      result += "\\-";
    } else {
      result += character;
    }
  }
  return result;
}

std::string bold(const std::string& text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string names_of(const OptionText& option) {
  std::string names;
  for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + bold(name);
  if (!option.takes_value) return names;
  if (option.values.empty()) return names + " \\fIvalue\\fR";
  return fmt::format("{} \\fI{}\\fR", names,
                     roff(fmt::format("{}", fmt::join(option.values, "|"))));
}

std::string described(const std::string& heading, const std::string& description) {
  return ".TP\n" + heading + "\n" + (description.empty() ? "\\&" : roff(description)) + "\n";
}

std::string synopsis_of(const CommandText& command) {
  std::string line = bold("wiretrial " + command.name) + " [\\fIoption\\fR]...";
  for (const OptionText& argument : command.arguments) {
    const std::string name = "\\fI" + roff(argument.names[0]) + "\\fR";
    line += argument.required ? " " + name : " [" + name + "]";
  }
  return line;
}

// Lines of the footer that are commands stand as they are.
std::string footer_of(const std::string& footer) {
  std::string text = footer;
  text.erase(0, text.find_first_not_of('\n'));
  return text.empty() ? "" : ".PP\n.nf\n" + roff(text) + "\n.fi\n";
}

std::string section_of(const CommandText& command) {
  std::string text = ".SS " + command.name + "\n" + roff(command.description) + ".\n.PP\n" +
                     synopsis_of(command) + "\n";
  for (const OptionText& argument : command.arguments) {
    text += described("\\fI" + roff(argument.names[0]) + "\\fR", argument.description);
  }
  for (const OptionText& option : command.options) {
    text += described(names_of(option), option.description);
  }
  return text + footer_of(command.footer);
}

}  // namespace

std::string manual_page(const std::vector<CommandText>& commands) {
  std::string page = ".TH WIRETRIAL 1 \"2026-11-23\" \"wiretrial " WIRETRIAL_VERSION
                     "\" \"User Commands\"\n"
                     ".SH NAME\nwiretrial \\- put an implementation of a TCP protocol on trial\n"
                     ".SH SYNOPSIS\n.nf\n";
  for (const CommandText& command : commands) page += synopsis_of(command) + "\n";
  page +=
      ".fi\n.SH DESCRIPTION\n"
      "wiretrial starts a TCP server or client, talks to it as its peer would, well and badly, and "
      "writes\ndown a verdict for each requirement of the protocol, together with what it saw.\n"
      ".SH COMMANDS\n";
  for (const CommandText& command : commands) page += section_of(command);
  return page + ".SH EXIT STATUS\n" +
         described("0", "Everything is as required, or as the baseline says.") +
         described("1", "A requirement was violated, or there are findings.") +
         described("2", "Wrong usage or input.") + described("3", "wiretrial itself failed.") +
         described("4", "Nothing failed for certain, but something was flaky.") +
         described("130", "Interrupted.") + ".SH FILES\n" +
         described("\\fIshare/wiretrial/scenarios\\fR",
                   "The scenarios, below the folder that bin/wiretrial lies in.") +
         described("\\fIshare/doc/wiretrial\\fR",
                   "DESCRIBING-A-SUBJECT.md, OUTCOMES.md and the other documents.");
}

}  // namespace wiretrial::cli
