#include "impl/app/opinion.hpp"

#include <string>

#include "catch.hpp"

using namespace wiretrial::impl;

namespace {

std::string message(const std::string& header, const std::string& content) {
  std::string bytes;
  bytes += static_cast<char>(header.size() >> 8U);
  bytes += static_cast<char>(header.size() & 0xffU);
  return bytes + header + content;
}

std::string header(const std::string& type, const std::string& encoding,
                   const std::string& length) {
  return R"({"byteorder":"little","content-type":")" + type + R"(","content-encoding":")" +
         encoding + R"(","content-length":)" + length + "}";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string opaque = message(header("x", "", "3"), "abc");

}  // namespace

TEST_CASE("a request that is answered is told with the answer") {
  const std::string line = opinion(opaque, Listener::server, {});
  CHECK(contains(line, R"("verdict":"answered")"));
  CHECK(contains(line, R"("content-type":"binary/custom-server-binary-type")"));
  CHECK(contains(line,
                 R"("content":"4669727374203130206279746573206f6620726571756573743a20616263")"));
  CHECK(contains(line, R"("states":["header length","header","content","answered"])"));
}

TEST_CASE("a response that is shown is told with what is shown") {
  const std::string line = opinion(opaque, Listener::client, {});
  CHECK(contains(line, R"("verdict":"shown")"));
  CHECK(contains(line, R"("content":"616263")"));
}

TEST_CASE("a stream that is rejected is told with the clause and the offset") {
  const std::string line = opinion(message(header("x", "", "-1"), "abc"), Listener::server, {});
  CHECK(contains(line, R"("verdict":"rejected")"));
  CHECK(contains(line, R"("clause":"HDR-7")"));
  CHECK(contains(line, R"("offset":)"));
}

TEST_CASE("content that is rejected is told apart from a header that is") {
  const std::string line =
      opinion(message(header("text/json", "utf-8", "2"), "[]"), Listener::server, {});
  CHECK(contains(line, R"("clause":"APP-5")"));
  CHECK(contains(line, R"("content rejected"])"));
}

TEST_CASE("a stream that ends inside a message is incomplete at every offset") {
  for (std::size_t size = 0; size < opaque.size(); ++size) {
    const std::string line = opinion(opaque.substr(0, size), Listener::server, {});
    CAPTURE(size, line);
    CHECK(contains(line, R"("verdict":"incomplete")"));
  }
}

TEST_CASE("a content above the limit is rejected before it comes") {
  const std::string line = opinion(opaque.substr(0, opaque.size() - 3), Listener::server, {2});
  CHECK(contains(line, R"("clause":"HDR-9")"));
}
