#include "harness/model/sent_bytes.hpp"

namespace wiretrial::model {

namespace {

void collect(const std::vector<Step>& steps, std::vector<std::string>& sent) {
  for (const Step& step : steps) {
    if (const auto* send = std::get_if<Send>(&step)) sent.push_back(send->bytes.data);
    if (const auto* repeat = std::get_if<Repeat>(&step)) collect(repeat->steps, sent);
  }
}

}  // namespace

std::vector<std::string> sent_bytes(const Scenario& scenario) {
  std::vector<std::string> sent;
  for (const Run& run : scenario.runs) collect(run.steps, sent);
  return sent;
}

}  // namespace wiretrial::model
