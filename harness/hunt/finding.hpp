// What a hunt found.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/hunt/suspicion.hpp"
#include "harness/model/verdict.hpp"

namespace wiretrial::hunt {

// A suspicion as the hunt comes upon it.
struct Suspicion {
  Oracle oracle = Oracle::reaction;
  // What makes two suspicions the same: oracle, clause, kind of deviation, how a process ended.
  std::string key;
  std::string address;                   // of the last input
  std::vector<model::Exchange> history;  // what the process had met before, oldest first
  model::Exchange last;
};

// A suspicion that a judge confirmed in fresh processes.
struct Finding {
  std::string name;  // of its file, without ".json": "hdr-7-not-rejected-1a2b3c4d"
  std::string subject;
  Oracle oracle = Oracle::reaction;
  std::string requirement;
  std::string key;
  model::Verdict verdict;
  std::string sanitizer;  // its finding, if there was one
  std::string address;
  std::size_t shown = 0;  // in so many of `tries` fresh processes
  std::size_t tries = 0;
  std::size_t found_bytes = 0;  // of the input as it was found, and now
  std::size_t bytes = 0;
  std::size_t connections = 1;
  std::size_t occurrences = 1;
  std::string scenario;  // JSON text
};

// A suspicion that no fresh process showed again, or that the judge did not share.
struct Unconfirmed {
  std::string subject;
  std::string key;
  std::string address;
  std::string reason;
};

// A suspicion that nobody has looked into: the time was up, or too many others came before it.
struct Untriaged {
  std::string subject;
  std::string key;
  std::string address;
  std::size_t occurrences = 0;
};

}  // namespace wiretrial::hunt
