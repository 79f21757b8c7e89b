#include "impl/sockets/report.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace wiretrial::impl;

TEST_CASE("a report is one line of JSON with its members in their order") {
  Report report;
  report.action = "exchange";
  report.sent_bytes = 3;
  report.received = "a\n\"b";
  CHECK(line_of(report) ==
        R"({"action":"exchange","outcome":"ok","error":"","call":"","sent_bytes":3,)"
        R"("received_bytes":4,"received":"a\n\"b"})"
        "\n");
}

TEST_CASE("a failure is told by its outcome, its errno and the call that gave it") {
  Report report;
  report.add(CallError("connect", ECONNREFUSED));
  CHECK(report.outcome == Outcome::refused);
  CHECK(report.error == "ECONNREFUSED");
  CHECK(report.call == "connect");
}

TEST_CASE("what was received is counted whole and shown in part, whatever its bytes") {
  Report report;
  report.received = std::string(10'000, '\xff');
  const auto line = nlohmann::json::parse(line_of(report));
  CHECK(line.at("received_bytes") == 10'000);
  CHECK(line.at("received").get<std::string>().size() < 3 * 4097);
}

TEST_CASE("an action that fails leaves what it had counted") {
  Report report;
  report.sent_bytes = 17;
  report.add(CallError("send", EPIPE));
  CHECK(line_of(report).find("\"sent_bytes\":17") != std::string::npos);
}
