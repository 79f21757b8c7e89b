#include "cli/stage.hpp"

#include <chrono>
#include <filesystem>

#include <unistd.h>

namespace wiretrial::cli {

namespace {

constexpr std::chrono::milliseconds reaction_deadline(1000);
constexpr std::chrono::milliseconds readiness_deadline(10'000);
// Ports for servers: below the range that Linux gives out by itself (ip_local_port_range), so that
// nobody is given one.
constexpr int first_port = 10'240;
constexpr int ports_for_a_run = 2'000;
constexpr int port_blocks = 11;

}  // namespace

Stage::Stage(const StageOptions& options)
    : first_port_(
          static_cast<std::uint16_t>(first_port + (::getpid() % port_blocks) * ports_for_a_run)) {
  next_port_ = first_port_;
  const auto scaled = [&](std::chrono::milliseconds usual) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(
        static_cast<double>(usual.count()) * options.calibration * options.deadline_scale));
  };
  surroundings_.guard_program = std::filesystem::read_symlink("/proc/self/exe").string();
  surroundings_.reaction_deadline = scaled(reaction_deadline);
  surroundings_.readiness_deadline = scaled(readiness_deadline);
  surroundings_.interrupted = options.interrupted;
  surroundings_.next_port = &next_port_;
  // Two runs at a time on one machine keep to different addresses and ports.
  surroundings_.network = static_cast<std::uint8_t>(1 + ::getpid() % 250);
  surroundings_.wait_for_debugger = options.wait_for_debugger;
}

void Stage::reuse_ports() {
  if (next_port_.load() >= first_port_ + ports_for_a_run) next_port_ = first_port_;
}

}  // namespace wiretrial::cli
