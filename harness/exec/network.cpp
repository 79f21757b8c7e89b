#include "harness/exec/network.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/exec/program.hpp"

namespace wiretrial::exec {

namespace files = std::filesystem;
using model::RouteKind;

namespace {

// Networks for documentation (RFC 5737): no program means a real host by them.
constexpr const char* routed_network = "192.0.2.0/24";
constexpr const char* routed_address = "192.0.2.1";
constexpr const char* own_silent_address = "192.0.2.2/24";
// How long the kernel waits for an answer to ARP, three times over; a second is usual (arp(7)).
constexpr std::int64_t neighbour_wait_ms = 200;

[[noreturn]] void fail(const std::string& call) {
  throw std::system_error(errno, std::generic_category(), call);
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  if (!file) fail(path);
}

// Root in the new namespace, as user_namespaces(7) has it: what we start keeps the capabilities.
void enter_namespaces() {
  constexpr int own_network = CLONE_NEWNET | CLONE_NEWNS;
  if (::unshare(own_network) == 0) return;
  if (errno != EPERM) fail("unshare");
  const std::string user = std::to_string(::getuid());
  const std::string group = std::to_string(::getgid());
  if (::unshare(own_network | CLONE_NEWUSER) != 0) fail("unshare");
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", "0 " + user + " 1");
  write_file("/proc/self/gid_map", "0 " + group + " 1");
}

// A request about the loopback device (netdevice(7)).
void ask_loopback(unsigned long request, const char* name, ifreq& question) {
  std::strncpy(question.ifr_name, "lo", IFNAMSIZ);
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) fail("socket");
  const int status = ::ioctl(socket, request, &question);
  const int error = errno;
  ::close(socket);
  errno = error;
  if (status != 0) fail(name);
}

void raise_loopback() {
  ifreq question{};
  question.ifr_flags = IFF_UP;
  ask_loopback(SIOCSIFFLAGS, "SIOCSIFFLAGS", question);
}

void ip(const std::vector<std::string>& arguments) {
  run_administration_program("ip", arguments);
}

// Two ends of a cable (veth(4)); the far one has no address, so that nobody answers for any.
void make_silent_network() {
  ip({"link", "add", "silent", "type", "veth", "peer", "name", "nobody"});
  ip({"addr", "add", own_silent_address, "dev", "silent"});
  ip({"link", "set", "silent", "up"});
  ip({"link", "set", "nobody", "up"});
  write_file("/proc/sys/net/ipv4/neigh/silent/retrans_time_ms", std::to_string(neighbour_wait_ms));
}

void bind(const files::path& from, const files::path& to) {
  // A file that this system does not have is none that its programs ask.
  if (!files::exists(to)) return;
  if (::mount(from.c_str(), to.c_str(), nullptr, MS_BIND, nullptr) != 0)
    fail("mount " + to.string());
}

}  // namespace

Network::Network() {
  enter_namespaces();
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) fail("mount /");
  raise_loopback();
}

std::string Network::make_route(RouteKind kind) {
  if (kind == RouteKind::silent) {
    make_silent_network();
  } else if (kind != RouteKind::none) {
    ip({"route", "add", std::string(model::name_of(kind)), routed_network});
  }
  return routed_address;
}

bool Network::asked_in_vain() const {
  const std::string neighbours =
      run_administration_program("ip", {"neigh", "show", "dev", "silent"});
  return neighbours.find("FAILED") != std::string::npos ||
         neighbours.find("INCOMPLETE") != std::string::npos;
}

void Network::set_sysctl(const std::string& name, std::int64_t value) {
  write_file("/proc/sys/net/ipv4/" + name, std::to_string(value));
}

void Network::set_mtu(std::size_t bytes) {
  ifreq question{};
  question.ifr_mtu = static_cast<int>(bytes);
  ask_loopback(SIOCSIFMTU, "SIOCSIFMTU", question);
}

void Network::shape(const model::ShapeTraffic& traffic) {
  const auto milliseconds = [](std::chrono::milliseconds time) {
    return std::to_string(time.count()) + "ms";
  };
  std::vector<std::string> words{"qdisc", "replace", "dev", "lo", "root", "netem"};
  const auto say = [&words](std::vector<std::string> more) {
    words.insert(words.end(), more.begin(), more.end());
  };
  if (traffic.delay.count() > 0) say({"delay", milliseconds(traffic.delay)});
  if (traffic.jitter.count() > 0) say({milliseconds(traffic.jitter)});
  const auto share = [&](const char* name, std::size_t percent) {
    if (percent > 0) say({name, std::to_string(percent) + "%"});
  };
  share("loss", traffic.loss_percent);
  share("duplicate", traffic.duplicate_percent);
  share("corrupt", traffic.corrupt_percent);
  share("reorder", traffic.reorder_percent);
  if (traffic.rate_kbit > 0) say({"rate", std::to_string(traffic.rate_kbit) + "kbit"});
  run_administration_program("tc", words);
}

void Network::set_names(const std::string& hosts, bool ask_server) {
  // The files need a place only until they are bound; this process is alone in the namespace, and
  // /tmp is covered for that moment.
  const files::path place = "/tmp";
  if (::mount("tmpfs", place.c_str(), "tmpfs", 0, nullptr) != 0) fail("mount tmpfs");
  write_file(place / "hosts", hosts);
  write_file(place / "resolv.conf", "nameserver 127.0.0.1\noptions attempts:1 timeout:1\n");
  write_file(place / "nsswitch.conf", ask_server ? "hosts: files dns\n" : "hosts: files\n");
  bind(place / "hosts", "/etc/hosts");
  bind(place / "resolv.conf", "/etc/resolv.conf");
  bind(place / "nsswitch.conf", "/etc/nsswitch.conf");
  // A daemon that answers for the files would know those of the machine (nscd(8)).
  if (files::exists("/run/nscd")) ::mount("tmpfs", "/run/nscd", "tmpfs", 0, nullptr);
  if (::umount2(place.c_str(), MNT_DETACH) != 0) fail("umount");
}

}  // namespace wiretrial::exec
