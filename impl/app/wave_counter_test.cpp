#include "impl/app/wave_counter.hpp"

#include <string>

#include "catch.hpp"

using wiretrial::impl::WaveCounter;

TEST_CASE("waves are counted in any segmentation") {
  const std::string stream = "wave\nwave\nwave\nwa";
  for (std::size_t first = 0; first <= stream.size(); ++first) {
    for (std::size_t second = first; second <= stream.size(); ++second) {
      WaveCounter counter;
      std::size_t waves = counter.receive(stream.substr(0, first));
      waves += counter.receive(stream.substr(first, second - first));
      waves += counter.receive(stream.substr(second));
      CHECK(waves == 3);
      CHECK_FALSE(counter.is_wrong());
    }
  }
}

TEST_CASE("a byte that belongs to no wave is wrong at once, and nothing after it counts") {
  const struct {
    std::string bytes;
    std::size_t waves;
  } rows[] = {{"x", 0},       {"wavE", 0},         {"wave\r\nwave\n", 0}, {"\n", 0},
              {"wave \n", 0}, {"wave\nWave\n", 1}, {"wave\n\nwave\n", 1}};
  for (const auto& row : rows) {
    WaveCounter counter;
    CHECK(counter.receive(row.bytes) == row.waves);
    CHECK(counter.is_wrong());
    CHECK(counter.receive("wave\n") == 0);
  }
}
