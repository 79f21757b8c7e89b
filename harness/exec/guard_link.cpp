#include "harness/exec/guard_link.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace wiretrial::exec {

GuardLink::GuardLink(boost::asio::io_context& context, const std::string& program)
    : context_(context),
      guard_(context, {{program, "guard"}, "", {}, false},
             {[this](std::string_view bytes) {
                frames_.feed(bytes);
                while (auto frame = frames_.next()) handle(*frame);
              },
              {},
              [this](int) { alive_ = false; }}) {}

GuardLink::~GuardLink() {
  constexpr std::chrono::seconds most(5);
  for (auto& entry : processes_) entry.second->on_change = nullptr;
  on_orphan_ = nullptr;
  guard_.close_input();
  const auto deadline = std::chrono::steady_clock::now() + most;
  while (guard_.running() && std::chrono::steady_clock::now() < deadline) {
    context_.restart();
    context_.run_one_for(std::chrono::milliseconds(10));
  }
}

std::shared_ptr<GuardedProcess> GuardLink::start(const std::vector<std::string>& arguments,
                                                 const std::string& working_directory,
                                                 const std::vector<std::string>& environment) {
  const std::uint32_t number = next_number_++;
  auto process = std::make_shared<GuardedProcess>();
  processes_[number] = process;
  std::vector<std::string> parts{working_directory, std::to_string(environment.size())};
  parts.insert(parts.end(), environment.begin(), environment.end());
  parts.insert(parts.end(), arguments.begin(), arguments.end());
  send({FrameKind::start, number, join_arguments(parts)});
  return process;
}

void GuardLink::signal(const GuardedProcess& process, int number) {
  send(FrameKind::signal, process, std::to_string(number));
}

void GuardLink::flush(const GuardedProcess& process) {
  send(FrameKind::flush, process, "");
}

void GuardLink::send(FrameKind kind, const GuardedProcess& process, const std::string& payload) {
  for (const auto& [key, candidate] : processes_) {
    if (candidate.get() == &process) send({kind, key, payload});
  }
}

void GuardLink::stop_all() {
  ++pending_stops_;
  send({FrameKind::stop, 0, ""});
}

void GuardLink::send(const Frame& frame) {
  if (!guard_.write(encode(frame))) alive_ = false;
}

void GuardLink::handle(const Frame& frame) {
  if (frame.kind == FrameKind::stopped) {
    --pending_stops_;
    survivors_ += std::atoi(frame.payload.c_str());
    std::erase_if(processes_, [](const auto& entry) { return entry.second->ended; });
    return;
  }
  if (frame.kind == FrameKind::orphan) {
    const auto parts = split_arguments(frame.payload);
    if (on_orphan_) on_orphan_(std::atoi(parts.at(0).c_str()), std::atoi(parts.at(1).c_str()));
    return;
  }
  const auto found = processes_.find(frame.process);
  if (found == processes_.end()) return;
  const std::shared_ptr<GuardedProcess> process = found->second;
  switch (frame.kind) {
    case FrameKind::started:
      process->started = true;
      process->pid = std::atoi(frame.payload.c_str());
      break;
    case FrameKind::failed:
      process->ended = true;
      process->failure = frame.payload;
      break;
    case FrameKind::output:
      process->output += frame.payload;
      break;
    case FrameKind::error:
      process->error += frame.payload;
      break;
    case FrameKind::flushed:
      ++process->flushes;
      break;
    case FrameKind::exited:
      process->ended = true;
      process->wait_status = std::atoi(frame.payload.c_str());
      break;
    default:
      break;
  }
  if (process->on_change) process->on_change();
}

}  // namespace wiretrial::exec
