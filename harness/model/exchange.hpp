// One connection of a fuzzer to a server, and what came of it: less than evidence, and much
// quicker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/names.hpp"

namespace wiretrial::model {

// How our end goes on when all bytes are sent.
enum class Ending {
  open,    // it stays open, and the subject's answer and end are awaited
  finish,  // FIN, and the subject's answer and end are awaited
  reset,   // RST at once
};

template <>
struct Names<Ending> {
  static constexpr std::array<std::pair<Ending, std::string_view>, 3> table{
      {{Ending::open, "open"}, {Ending::finish, "finish"}, {Ending::reset, "reset"}}};
};

struct Exchange {
  std::string bytes;
  // Ascending offsets, without 0 and the size, at which sending waits until the subject has taken
  // what came before.
  std::vector<std::size_t> cuts;
  Ending ending = Ending::open;

  bool operator==(const Exchange&) const = default;
};

// How the connection ended as our end saw it.
enum class Closing {
  fin,
  rst,
  open,     // still open when the deadline passed
  refused,  // there was no connection
  ours,     // we reset it
};

template <>
struct Names<Closing> {
  static constexpr std::array<std::pair<Closing, std::string_view>, 5> table{
      {{Closing::fin, "fin"},
       {Closing::rst, "rst"},
       {Closing::open, "open_at_deadline"},
       {Closing::refused, "refused"},
       {Closing::ours, "ours"}}};
};

struct Reaction {
  std::string answer;  // bytes that the subject sent
  Closing close = Closing::fin;
  // While the deadline passed the subject used up a processor.
  bool busy = false;

  bool operator==(const Reaction&) const = default;
};

}  // namespace wiretrial::model
