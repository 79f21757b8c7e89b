// The kinds of suspicions that a hunt has met of one subject. What is known is counted, and not
// looked into again.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/hunt/finding.hpp"
#include "harness/hunt/triage_queue.hpp"

namespace wiretrial::hunt {

class KnownKinds {
 public:
  // `queue` outlives it; `chase` is the subject's place there.
  KnownKinds(TriageQueue& queue, std::size_t chase) : queue_(queue), chase_(chase) {}

  // Counts one of the kind. True when it is to be submitted: the kind is neither known nor was it
  // looked into in vain too often, and there is room.
  [[nodiscard]] bool meet(const std::string& key, const std::string& address);
  // Hands in what `meet` asked for.
  void submit(Suspicion suspicion);
  // Whether the kind is a finding's, or still to be looked into.
  [[nodiscard]] bool knows(const std::string& key) const;

  // What triage said of it.
  void confirm(const std::string& key);
  void dismiss(const std::string& key);

  [[nodiscard]] std::size_t size() const { return kinds_.size(); }
  [[nodiscard]] std::size_t occurrences(const std::string& key) const;
  // The kinds that nobody has looked into.
  [[nodiscard]] std::vector<Untriaged> untriaged(const std::string& subject) const;

 private:
  struct Kind {
    std::size_t occurrences = 0;
    std::size_t dismissed = 0;
    bool submitted = false;  // and nothing was said of it yet
    bool confirmed = false;
    std::string address;  // of one that was not looked into yet
  };

  TriageQueue& queue_;
  std::size_t chase_;
  std::map<std::string, Kind> kinds_;
};

// Which inputs are left out: when many of a clause in a row have waited out a deadline, as is
// known, only a few more of it are tried.
class KnownWaits {
 public:
  // Whether this one of the clause is left out.
  [[nodiscard]] bool leaves_out(const std::string& clause);
  // `waited`: one that was tried waited out its deadline, and that is known.
  void note(const std::string& clause, bool waited);
  // Whether one of the clause ever did.
  [[nodiscard]] bool has(const std::string& clause) const { return waits_.contains(clause); }

 private:
  struct Waits {
    std::size_t in_a_row = 0;
    std::size_t asked = 0;
  };

  std::map<std::string, Waits> waits_;  // by clause
};

}  // namespace wiretrial::hunt
