#include "cli/blame.hpp"

#include <algorithm>
#include <numeric>

namespace wiretrial::cli {

namespace {

using Places = std::vector<std::size_t>;

// Trying every trial alone and taking them away one by one stays below this for short histories.
constexpr int most_attempts = 100;
// What was found is only believed when it comes so often again.
constexpr int confirmations = 2;

class Search {
 public:
  explicit Search(const ShowAgain& show_again) : show_again_(show_again) {}

  // False also when it was interrupted, or tried often enough.
  bool shows(const Places& earlier) {
    if (over_ || attempts_ >= most_attempts + reserve_) return false;
    ++attempts_;
    const std::optional<bool> shown = show_again_(earlier);
    over_ = !shown.has_value();
    return shown.value_or(false);
  }

  // The last one before is the likeliest.
  std::optional<std::size_t> one_that_suffices(const Places& all) {
    for (auto place = all.rbegin(); place != all.rend(); ++place) {
      if (shows({*place})) return *place;
    }
    return std::nullopt;
  }

  // Leaves out halves, quarters and so on, as long as the failure stays.
  Places without_what_is_not_needed(Places places) {
    for (std::size_t size = std::max<std::size_t>(places.size() / 2, 1); size > 0; size /= 2) {
      for (std::size_t begin = 0; begin < places.size() && places.size() > 1;) {
        const auto first = places.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto count = std::min(size, places.size() - begin);
        Places rest(places.begin(), first);
        rest.insert(rest.end(), first + static_cast<std::ptrdiff_t>(count), places.end());
        if (!rest.empty() && shows(rest)) {
          places = std::move(rest);
        } else {
          begin += size;
        }
      }
    }
    return places;
  }

  [[nodiscard]] int attempts() const { return attempts_; }
  // Lets so many more attempts be made than a search may make.
  void allow(int more) { reserve_ = more; }

 private:
  const ShowAgain& show_again_;
  int attempts_ = 0;
  int reserve_ = 0;
  bool over_ = false;
};

}  // namespace

Blame blame_history(std::size_t length, const ShowAgain& show_again) {
  Search search(show_again);
  Blame blame;
  Places all(length);
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (length > 0 && search.shows(all)) {
    const auto one = search.one_that_suffices(all);
    blame.needed = one ? Places{*one} : search.without_what_is_not_needed(all);
    blame.shown = true;
    search.allow(confirmations);
    for (int i = 0; i < confirmations; ++i) {
      blame.shown = blame.shown && search.shows(blame.needed);
    }
  }
  blame.attempts = search.attempts();
  return blame;
}

}  // namespace wiretrial::cli
