#include "harness/hunt/minimise.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "harness/mutate/draft.hpp"

namespace wiretrial::hunt {

using model::Ending;
using model::Exchange;
using mutate::Draft;
using mutate::DraftStream;
using Exchanges = std::vector<Exchange>;

namespace {

// Without a sequence's part from `begin` to `end`.
template <typename Sequence>
Sequence without(const Sequence& sequence, std::size_t begin, std::size_t end) {
  Sequence rest(sequence);
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(begin),
             rest.begin() + static_cast<std::ptrdiff_t>(end));
  return rest;
}

class Minimiser {
 public:
  Minimiser(Exchanges exchanges, const Kept& kept, const Shows& shows, const Budget& budget,
            const protocol::FrameDescription& frame)
      : best_(std::move(exchanges)), kept_(kept), shows_(shows), budget_(budget), frame_(frame) {}

  Exchanges run() {
    drop_connections();
    for (std::size_t i = 0; i < best_.size(); ++i) make_plain(i);
    for (std::size_t i = best_.size(); i-- > 0;) {
      drop_messages(i);
      flatten(i);
      simplify_headers(i);
      shorten_content(i);
      drop_bytes(i);
    }
    if (kept_.cuts) drop_cuts();
    return best_;
  }

 private:
  bool attempt(Exchanges candidate) {
    if (tries_ >= budget_.most_tries || std::chrono::steady_clock::now() >= budget_.deadline) {
      return false;
    }
    ++tries_;
    if (!shows_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  bool attempt(std::size_t which, Exchange candidate) {
    if (candidate == best_[which]) return false;
    Exchanges exchanges = best_;
    exchanges[which] = std::move(candidate);
    return attempt(std::move(exchanges));
  }

  bool attempt_bytes(std::size_t which, std::string bytes) {
    Exchange candidate = best_[which];
    candidate.bytes = std::move(bytes);
    std::erase_if(candidate.cuts, [&](std::size_t cut) { return cut >= candidate.bytes.size(); });
    return attempt(which, std::move(candidate));
  }

  // All, halves, quarters, ... of a sequence are left out as long as that works (delta debugging by
  // Zeller). `size` gives what is left, `drop` tries without a part.
  template <typename Size, typename Drop>
  void reduce(const Size& size, const Drop& drop) {
    for (std::size_t part = std::max<std::size_t>(size(), 1);; part /= 2) {
      for (std::size_t begin = 0; begin < size();) {
        const std::size_t end = std::min(begin + part, size());
        if (!drop(begin, end)) begin = end;
      }
      if (part <= 1) return;
    }
  }

  void drop_connections() {
    const auto droppable = [this] { return kept_.last ? best_.size() - 1 : best_.size(); };
    if (best_.size() == 1) return;
    // Mostly the last ones are enough.
    for (std::size_t some = 1; some < best_.size(); some *= 2) {
      if (attempt(Exchanges(best_.end() - static_cast<std::ptrdiff_t>(some), best_.end()))) break;
    }
    reduce(droppable, [this](std::size_t begin, std::size_t end) {
      return end - begin < best_.size() && attempt(without(best_, begin, end));
    });
  }

  void make_plain(std::size_t which) {
    Exchange plain = best_[which];
    plain.ending = Ending::open;
    if (!kept_.cuts) plain.cuts.clear();
    if (attempt(which, plain)) return;
    plain.ending = best_[which].ending;
    if (attempt(which, plain)) return;
    plain.ending = Ending::finish;
    attempt(which, plain);
  }

  [[nodiscard]] DraftStream parts(std::size_t which) const {
    return mutate::take_apart(best_[which].bytes, frame_);
  }

  bool attempt_parts(std::size_t which, DraftStream stream) {
    DraftStream repaired = stream;
    mutate::make_lengths_true(repaired, frame_);
    const std::string right = mutate::put_together(repaired, frame_);
    const std::string raw = mutate::put_together(stream, frame_);
    return attempt_bytes(which, right) || (raw != right && attempt_bytes(which, raw));
  }

  void drop_messages(std::size_t which) {
    DraftStream stream = parts(which);
    if (!stream.tail.empty()) {
      stream.tail.clear();
      attempt_bytes(which, mutate::put_together(stream, frame_));
    }
    const auto count = [&] { return parts(which).messages.size(); };
    if (count() < 2) return;
    reduce(count, [&](std::size_t begin, std::size_t end) {
      DraftStream fewer = parts(which);
      fewer.messages = without(fewer.messages, begin, end);
      return attempt_bytes(which, mutate::put_together(fewer, frame_));
    });
  }

  // Nesting first, for it is long and costs few tries.
  void flatten(std::size_t which) {
    for (std::size_t i = 0; i < member_count(which); ++i) {
      unnest(
          [=, this] { return value_of(which, i); },
          [=, this](std::string flatter) { return attempt_value(which, i, std::move(flatter)); });
    }
    unnest(
        [=, this] { return header_text_of(which); },
        [=, this](std::string flatter) { return attempt_header_text(which, std::move(flatter)); });
    unnest([=, this] { return content_of(which); },
           [=, this](std::string flatter) { return attempt_content(which, std::move(flatter)); });
  }

  void shorten_content(std::size_t which) {
    reduce([=, this] { return content_of(which).size(); },
           [=, this](std::size_t begin, std::size_t end) {
             return attempt_content(which, without(content_of(which), begin, end));
           });
  }

  [[nodiscard]] std::string content_of(std::size_t which) const {
    const DraftStream stream = parts(which);
    return stream.messages.empty() ? "" : stream.messages.front().content;
  }

  bool attempt_content(std::size_t which, std::string content) {
    DraftStream stream = parts(which);
    if (stream.messages.empty()) return false;
    stream.messages.front().content = std::move(content);
    return attempt_parts(which, std::move(stream));
  }

  [[nodiscard]] std::size_t member_count(std::size_t which) const {
    const DraftStream stream = parts(which);
    const bool has = !stream.messages.empty() && stream.messages.front().members;
    return has ? stream.messages.front().members->size() : 0;
  }

  [[nodiscard]] std::string value_of(std::size_t which, std::size_t member) const {
    if (member >= member_count(which)) return "";
    return (*parts(which).messages.front().members)[member].value;
  }

  bool attempt_value(std::size_t which, std::size_t member, std::string value) {
    DraftStream stream = parts(which);
    (*stream.messages.front().members)[member].value = std::move(value);
    return attempt_parts(which, std::move(stream));
  }

  // A header that is no JSON object is only text.
  [[nodiscard]] std::string header_text_of(std::size_t which) const {
    const DraftStream stream = parts(which);
    const bool is_text = !stream.messages.empty() && !stream.messages.front().members;
    return is_text ? stream.messages.front().header_before : "";
  }

  bool attempt_header_text(std::size_t which, std::string text) {
    DraftStream stream = parts(which);
    stream.messages.front().header_before = std::move(text);
    return attempt_bytes(which, mutate::put_together(stream, frame_));
  }

  void simplify_headers(std::size_t which) {
    reduce([=, this] { return header_text_of(which).size(); },
           [=, this](std::size_t begin, std::size_t end) {
             return attempt_header_text(which, without(header_text_of(which), begin, end));
           });
    reduce([=, this] { return member_count(which); },
           [=, this](std::size_t begin, std::size_t end) {
             DraftStream fewer = parts(which);
             auto& members = *fewer.messages.front().members;
             members = without(members, begin, end);
             return attempt_parts(which, std::move(fewer));
           });
    for (std::size_t i = 0; i < member_count(which); ++i) {
      if (value_of(which, i).size() < 2) continue;
      reduce([=, this] { return value_of(which, i).size(); },
             [=, this](std::size_t begin, std::size_t end) {
               return attempt_value(which, i, without(value_of(which, i), begin, end));
             });
    }
  }

  // Takes away levels of nesting, from both sides so that the rest stays balanced.
  template <typename Value, typename Try>
  void unnest(const Value& value, const Try& attempt_text) {
    for (std::size_t levels = openings(value()).size() / 2; levels > 0;) {
      const std::string text = value();
      const std::vector<std::size_t> open = openings(text);
      const bool fits = levels < open.size() && open[levels] + levels <= text.size();
      if (!fits || !attempt_text(text.substr(open[levels], text.size() - open[levels] - levels))) {
        levels /= 2;
      }
    }
  }

  static std::vector<std::size_t> openings(std::string_view text) {
    std::vector<std::size_t> places;
    for (std::size_t at = text.find_first_of("[{"); at != std::string_view::npos;
         at = text.find_first_of("[{", at + 1)) {
      places.push_back(at);
    }
    return places;
  }

  void drop_bytes(std::size_t which) {
    reduce([&] { return best_[which].bytes.size(); },
           [&](std::size_t begin, std::size_t end) {
             return attempt_bytes(which, without(best_[which].bytes, begin, end));
           });
  }

  void drop_cuts() {
    const auto count = [this] { return best_.back().cuts.size(); };
    if (count() < 2) return;
    reduce(count, [this](std::size_t begin, std::size_t end) {
      Exchange fewer = best_.back();
      fewer.cuts = without(fewer.cuts, begin, end);
      return attempt(best_.size() - 1, std::move(fewer));
    });
  }

  Exchanges best_;
  const Kept& kept_;
  const Shows& shows_;
  const Budget& budget_;
  const protocol::FrameDescription& frame_;
  std::size_t tries_ = 0;
};

}  // namespace

Exchanges minimise(Exchanges exchanges, const Kept& kept, const Shows& shows, const Budget& budget,
                   const protocol::FrameDescription& frame) {
  return Minimiser(std::move(exchanges), kept, shows, budget, frame).run();
}

}  // namespace wiretrial::hunt
