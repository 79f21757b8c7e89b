#include "reports/kill_matrix.hpp"

#include <algorithm>

#include "catch.hpp"
#include "harness/model/made_up_matrix.hpp"
#include "reports/approval.hpp"

using namespace wiretrial;

TEST_CASE("the page of the kill matrix is as approved") {
  reports::check_approved("kill-matrix.md", reports::render_kill_matrix(model::made_up::matrix()));
}

TEST_CASE("the page does not depend on the order of specimens and scenarios") {
  model::KillMatrix matrix = model::made_up::matrix();
  const std::string page = reports::render_kill_matrix(matrix);
  std::reverse(matrix.specimens.begin(), matrix.specimens.end());
  std::reverse(matrix.scenarios.begin(), matrix.scenarios.end());
  CHECK(reports::render_kill_matrix(matrix) == page);
}
