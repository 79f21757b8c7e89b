// Fetch: the programs conform, a part of the mutants is killed, and a real web server is fetched
// from.
#include <csignal>
#include <filesystem>
#include <optional>

#include "catch.hpp"
#include "cli/tests/suite_run.hpp"

using namespace wiretrial::tests;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

// nginx in a folder of its own, on a free port of the loopback interface, as this user.
class Nginx {
 public:
  Nginx() {
    std::filesystem::create_directories(folder_.path("files"));
    // nginx does not tell which port the system chose, so it is told one that has just become free.
    port_ = free_port();
    const std::string configuration = folder_.write(
        "nginx.conf", "daemon off;\nmaster_process off;\npid " + folder_.path("nginx.pid") +
                          ";\nerror_log " + folder_.path("error.log") +
                          ";\nevents {}\nhttp {\naccess_log off;\nclient_body_temp_path " +
                          folder_.path("body") + ";\nproxy_temp_path " + folder_.path("proxy") +
                          ";\nfastcgi_temp_path " + folder_.path("fastcgi") +
                          ";\nuwsgi_temp_path " + folder_.path("uwsgi") + ";\nscgi_temp_path " +
                          folder_.path("scgi") + ";\nserver {\nlisten 127.0.0.1:" + port_ +
                          ";\nroot " + folder_.path("files") + ";\n}\n}\n");
    program_.emplace(Words{"nginx", "-p", folder_.path(), "-c", configuration});
  }
  ~Nginx() { program_->send(SIGTERM); }
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  [[nodiscard]] const std::string& port() const { return port_; }

  void put(const std::string& name, const std::string& content) const {
    folder_.write("files/" + name, content);
  }

 private:
  static std::string free_port() {
    Program server({built("wt-echo-server"), "127.0.0.1", "0"});
    REQUIRE(eventually([&] { return server.output_so_far().ends_with("\n"); }));
    return std::to_string(
        Json::parse(server.output_so_far()).at("listening").at("port").get<int>());
  }

  Folder folder_;
  std::string port_;
  std::optional<Program> program_;
};

Finished run(const Words& words) {
  Program program(words);
  return program.wait();
}

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("the reference and the Python programs of Fetch conform") {
  check_conforms("impl/reference/fetch.subject.json");
  check_conforms("impl/python/fetch.subject.json");
}

TEST_CASE("every clause of Fetch is judged and broken") {
  check_ledger("fetch");
}

TEST_CASE("mutants of Fetch are killed, and variants are not") {
  check_proven("impl/mutants/fetch.json",
               {"socket-is-connect", "address-is-connect", "connect-is-address",
                "send-is-receiving", "receiving-is-connect", "text-only", "no-fields"});
}

TEST_CASE("files of a real nginx are fetched to the last byte", "[.nginx]") {
  if (!is_installed("nginx")) return;
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  std::string large;
  for (int part = 0; part < 20'000; ++part) large += every_byte;
  const Nginx nginx;
  nginx.put("every-byte", every_byte);
  nginx.put("large", large);
  nginx.put("empty", "");
  for (const Words& fetch :
       {Words{built("wt-fetch")}, Words{"python3", source("impl/python/fetch.py")}}) {
    const auto fetched = [&](const std::string& file) {
      return run(with(fetch, {"--host", "127.0.0.1", "--port", nginx.port(), "--file", file}));
    };
    REQUIRE(eventually([&] { return fetched("/empty").status == 0; }));
    CHECK(fetched("/empty").output.empty());
    CHECK((fetched("/every-byte").output == every_byte));
    CHECK((fetched("/large").output == large));
    const Finished missing = fetched("/missing");
    CHECK(missing.status == 8);
    CHECK(missing.output.empty());
    CHECK_THAT(missing.error, Contains("404"));
  }
}
