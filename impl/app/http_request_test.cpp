#include "impl/app/http_request.hpp"

#include "catch.hpp"

using namespace wiretrial::impl;

TEST_CASE("a request is a line, the host, and an empty line") {
  CHECK(get_request("example.org", 80, "/") == "GET / HTTP/1.0\r\nHost: example.org\r\n\r\n");
  CHECK(get_request("127.0.0.1", 8080, "/a?b=%20") ==
        "GET /a?b=%20 HTTP/1.0\r\nHost: 127.0.0.1:8080\r\n\r\n");
  CHECK(get_request("::1", 81, "/") == "GET / HTTP/1.0\r\nHost: [::1]:81\r\n\r\n");
}

TEST_CASE("a file or a host that would end the line before its time is in no request") {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string character(1, static_cast<char>(byte));
    const bool is_visible = byte > 0x20 && byte < 0x7f;
    INFO(byte);
    CHECK(can_be_requested("/a" + character + "b") == is_visible);
    CHECK(get_request("host" + character, 80, "/").has_value() == is_visible);
  }
  CHECK_FALSE(can_be_requested(""));
  CHECK_FALSE(can_be_requested("index.html"));
  CHECK_FALSE(get_request("host", 80, "/ HTTP/1.0\r\nX: y").has_value());
}
