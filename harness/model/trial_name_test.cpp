#include "harness/model/trial_name.hpp"

#include "catch.hpp"

using namespace wiretrial::model;

TEST_CASE("a star stands for any characters, slashes included") {
  CHECK(matches_glob("", ""));
  CHECK(matches_glob("*", ""));
  CHECK(matches_glob("jhmp/*", "jhmp/a/b"));
  CHECK(matches_glob("*b", "jhmp/a/b"));
  CHECK(matches_glob("j*/*b", "jhmp/a/b"));
  CHECK(matches_glob("a*a*a", "aaaa"));
  CHECK_FALSE(matches_glob("a*a*a", "aa"));
  CHECK_FALSE(matches_glob("jhmp", "jhmp/a"));
  CHECK_FALSE(matches_glob("", "a"));
  CHECK_FALSE(matches_glob("*c", "jhmp/a/b"));
}

TEST_CASE("a pattern fits a trial by scenario, place and subject, each as far as it names them") {
  const TrialName member{"jhmp/framing/cut", "header+17", "mine"};
  CHECK(member.text() == "jhmp/framing/cut#header+17@mine");
  CHECK(member.without_subject() == "jhmp/framing/cut#header+17");
  for (const char* pattern :
       {"jhmp/framing/cut", "jhmp/framing/cut#header+17", "jhmp/framing/cut#header+17@mine",
        "jhmp/framing/cut@mine", "jhmp/framing/*", "*#header+*", "*@mine"}) {
    INFO(pattern);
    CHECK(fits(pattern, member));
  }
  for (const char* pattern : {"jhmp/framing", "jhmp/framing/cut#header+1", "*@other", "", "mine"}) {
    INFO(pattern);
    CHECK_FALSE(fits(pattern, member));
  }
}
