#include "impl/app/http_response.hpp"

#include <string>

#include "catch.hpp"

using wiretrial::impl::HttpResponse;
using wiretrial::impl::largest_head_bytes;
using State = HttpResponse::State;

namespace {

struct Read {
  State state;
  std::string body;
  bool operator==(const Read&) const = default;
};

Read read(const std::string& first, const std::string& second = "", bool ends = false) {
  HttpResponse response;
  std::string body(response.receive(first));
  body += response.receive(second);
  if (ends) response.receive_end();
  return {response.state(), body};
}

const std::string ok = "HTTP/1.1 200 OK\r\n";

}  // namespace

TEST_CASE("a body is the same in any segmentation, with a length and without") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  const std::string counted = ok + "Server: x\r\nContent-Length: 256\r\n\r\n" + every_byte;
  const std::string uncounted = ok + "Server: x\r\n\r\n" + every_byte;
  for (std::size_t cut = 0; cut <= counted.size(); ++cut) {
    CHECK(read(counted.substr(0, cut), counted.substr(cut) + "more") ==
          Read{State::complete, every_byte});
  }
  for (std::size_t cut = 0; cut <= uncounted.size(); ++cut) {
    const std::string first = uncounted.substr(0, cut);
    const std::string second = uncounted.substr(cut);
    CHECK(read(first, second) == Read{State::body, every_byte});
    CHECK(read(first, second, true) == Read{State::complete, every_byte});
    if (cut < uncounted.size() - every_byte.size()) {
      CHECK(read(first, "", true) == Read{State::wrong, ""});
    }
  }
}

TEST_CASE("a stream that ends before the declared length is wrong, at every byte") {
  const std::string counted = ok + "content-length:5\r\n\r\nabcde";
  for (std::size_t cut = 0; cut < counted.size(); ++cut) {
    CHECK(read(counted.substr(0, cut), "", true).state == State::wrong);
  }
}

TEST_CASE("heads are read as they are meant, or refused") {
  const struct {
    std::string head;
    State state;
  } rows[] = {
      {"HTTP/1.0 200\r\n\r\n", State::body},
      {"HTTP/1.0 200 OK\n\n", State::body},
      {ok + "CONTENT-LENGTH: \t0 \r\n\r\n", State::complete},
      {ok + "Content-Length: 7\r\nContent-Length: 7\r\n\r\n", State::body},
      {ok + "Content-Length: 7\r\nContent-Length: 8\r\n\r\n", State::wrong},
      {ok + "Content-Length: -7\r\n\r\n", State::wrong},
      {ok + "Content-Length: +7\r\n\r\n", State::wrong},
      {ok + "Content-Length: 7x\r\n\r\n", State::wrong},
      {ok + "Content-Length:\r\n\r\n", State::wrong},
      {ok + "Content-Length: 99999999999999999999\r\n\r\n", State::wrong},
      {ok + "Transfer-Encoding: chunked\r\n\r\n", State::wrong},
      {ok + "no colon\r\n\r\n", State::wrong},
      {"HTTP/1.1 204 No Content\r\n\r\n", State::complete},
      {"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot here!", State::refused},
      {"HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n", State::refused},
      {"HTTP/1.1 2000 OK\r\n\r\n", State::wrong},
      {"HTTP/1.1  200 OK\r\n\r\n", State::wrong},
      {"http/1.1 200 OK\r\n\r\n", State::wrong},
      {"SSH-2.0-OpenSSH_9.2\r\n", State::wrong},
      {"\r\n", State::wrong},
  };
  for (const auto& row : rows) {
    INFO(row.head);
    CHECK(read(row.head) == Read{row.state, ""});
  }
}

TEST_CASE("a head that does not end is given up at its limit, and not before") {
  const std::string begin = ok + "x: ";
  const std::string end = "\r\n\r\n";
  const std::string longest(largest_head_bytes - begin.size() - end.size(), 'x');
  CHECK(read(begin + longest + end).state == State::body);
  CHECK(read(begin + longest + "x" + end).state == State::wrong);
}
