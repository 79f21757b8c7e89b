#include "reports/terminal.hpp"

#include "catch.hpp"
#include "harness/model/made_up_record.hpp"
#include "reports/approval.hpp"

using namespace wiretrial;

TEST_CASE("the terminal report is as approved") {
  reports::check_approved("terminal.txt", reports::render_terminal(model::made_up::record()));
}

TEST_CASE("without colour no escape sequence passes, not even a subject's") {
  const model::Record record = model::made_up::record();
  CHECK(reports::render_terminal(record).find('\x1b') == std::string::npos);
  const std::string coloured = reports::render_terminal(record, true);
  CHECK(coloured.find("\x1b[31m✗ fail\x1b[0m") != std::string::npos);
}

TEST_CASE("an empty record has a summary") {
  CHECK(reports::render_terminal(model::Record()).find("0 trials") != std::string::npos);
}
