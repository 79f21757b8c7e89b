// JSON files as authors write them: comments allowed, everything else strict, members in the order
// of the file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "harness/load/problems.hpp"

namespace wiretrial::load {

using Json = nlohmann::ordered_json;

// Nesting beyond this is no scenario but an accident, and would cost stack in the readers.
inline constexpr std::size_t deepest_nesting = 64;

struct JsonFile {
  std::string file;  // the name to use in messages
  std::string text;
  Json value;
};

// Reads a whole file. `what` names what was looked for, for the problem's text ("scenario file").
// Nothing, and a problem, when it cannot be read.
[[nodiscard]] std::optional<std::string> read_file(const std::string& file, std::string_view what,
                                                   Problems& problems);

// Reads and parses a file. Nothing, and problems, when it is missing, is malformed (told with line
// and column), nested deeper than `deepest_nesting`, or has an object with the same name twice
// (told with its JSON pointer).
[[nodiscard]] std::optional<JsonFile> read_json(const std::string& file, std::string_view what,
                                                Problems& problems);

// The same for a text that was read, or made, already; `file` is its name in messages.
[[nodiscard]] std::optional<JsonFile> parse_json(const std::string& file, const std::string& text,
                                                 Problems& problems);

// The text after a JSON pointer's slash: ~ and / escaped.
[[nodiscard]] std::string pointer_token(std::string_view name);

}  // namespace wiretrial::load
