#include "harness/exec/frame.hpp"

#include "catch.hpp"

namespace wiretrial::exec {

namespace {

bool same(const Frame& left, const Frame& right) {
  return left.kind == right.kind && left.process == right.process && left.payload == right.payload;
}

const std::vector<Frame>& frames() {
  static const std::vector<Frame> all{{FrameKind::start, 1, std::string("\0/bin/true\0", 11)},
                                      {FrameKind::output, 0xffffffff, std::string(300, '\xff')},
                                      {FrameKind::stop, 0, ""},
                                      {FrameKind::exited, 7, "256"}};
  return all;
}

std::string stream() {
  std::string bytes;
  for (const Frame& frame : frames()) bytes += encode(frame);
  return bytes;
}

void take_all(FrameReader& reader, std::vector<Frame>& taken) {
  while (auto frame = reader.next()) taken.push_back(*frame);
}

void check_all(const std::vector<Frame>& taken) {
  REQUIRE(taken.size() == frames().size());
  for (std::size_t i = 0; i < taken.size(); ++i) CHECK(same(taken[i], frames()[i]));
}

}  // namespace

TEST_CASE("frames are read whole, in order, wherever the stream is cut in two") {
  const std::string bytes = stream();
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    INFO("cut at " << cut);
    FrameReader reader;
    std::vector<Frame> taken;
    reader.feed(std::string_view(bytes).substr(0, cut));
    take_all(reader, taken);
    reader.feed(std::string_view(bytes).substr(cut));
    take_all(reader, taken);
    check_all(taken);
  }
}

TEST_CASE("frames are read byte by byte, each as soon as its last byte is there") {
  FrameReader reader;
  std::vector<Frame> taken;
  for (const Frame& frame : frames()) {
    const std::string bytes = encode(frame);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const std::size_t before = taken.size();
      reader.feed(std::string_view(bytes).substr(i, 1));
      take_all(reader, taken);
      CHECK(taken.size() - before == (i + 1 == bytes.size() ? 1 : 0));
    }
  }
  check_all(taken);
}

TEST_CASE("arguments survive joining and splitting, empty ones too") {
  for (const std::vector<std::string>& parts :
       {std::vector<std::string>{}, {""}, {"", ""}, {"a"}, {"/tmp", "program", "", "a b", "\n"}}) {
    CHECK(split_arguments(join_arguments(parts)) == parts);
  }
  CHECK(split_arguments("a") == std::vector<std::string>{"a"});
}

}  // namespace wiretrial::exec
