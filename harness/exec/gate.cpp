#include "harness/exec/gate.hpp"

#include <array>
#include <cerrno>
#include <ctime>
#include <new>
#include <system_error>

#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/exec/interrupted.hpp"

namespace wiretrial::exec {

namespace {

// How long a wait for a place may last before the interruption flag is looked at.
constexpr long longest_wait_ns = 50'000'000;
constexpr long second_ns = 1'000'000'000;

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

timespec soon() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);  // the clock of sem_timedwait(3)
  time.tv_nsec += longest_wait_ns;
  if (time.tv_nsec >= second_ns) {
    time.tv_nsec -= second_ns;
    ++time.tv_sec;
  }
  return time;
}

// Memory without a name, which others can open by our descriptor of it. Where a container refuses
// memfd_create(2), a file without a name serves as well.
int open_shared_memory(std::size_t size) {
  int descriptor = ::memfd_create("wiretrial places", MFD_CLOEXEC);
  if (descriptor < 0) {
    descriptor = ::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  }
  if (descriptor < 0 || ::ftruncate(descriptor, static_cast<off_t>(size)) != 0) {
    throw_errno("memory that the workers share (memfd_create, or a file in /tmp)");
  }
  return descriptor;
}

void* map_shared(int descriptor, std::size_t size) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) throw_errno("memory that the workers share (mmap)");
  return memory;
}

}  // namespace

// A process may end at any point without harm: nothing in here is ever locked.
struct Gate::Shared {
  explicit Shared(int places) { ::sem_init(&free, 1, static_cast<unsigned>(places)); }

  sem_t free{};
  std::atomic<int> owed{0};  // places that were taken though none was free
  std::array<std::atomic<int>, most_holders + 1> held{};  // by each holder; may be below zero
};

Gate::Gate(int places) : descriptor_(open_shared_memory(sizeof(Shared))) {
  shared_ = new (map_shared(descriptor_, sizeof(Shared))) Shared(places);
}

Gate::Gate(const std::string& path, std::size_t holder) : holder_(holder) {
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor_ < 0) throw_errno("memory that the workers share (open)");
  shared_ = static_cast<Shared*>(map_shared(descriptor_, sizeof(Shared)));
}

Gate::~Gate() {
  ::munmap(shared_, sizeof(Shared));
  ::close(descriptor_);
}

void Gate::enter(const std::atomic<bool>& interrupted) {
  for (timespec until = soon(); ::sem_timedwait(&shared_->free, &until) != 0; until = soon()) {
    if (interrupted.load()) throw Interrupted();
  }
  ++shared_->held[holder_];
}

void Gate::enter_again() {
  if (::sem_trywait(&shared_->free) != 0) ++shared_->owed;
  ++shared_->held[holder_];
}

// What is owed is paid first: as long as more are in than there are places, nobody new comes in.
void Gate::leave() {
  --shared_->held[holder_];
  int owed = shared_->owed.load();
  while (owed > 0) {
    if (shared_->owed.compare_exchange_weak(owed, owed - 1)) return;
  }
  ::sem_post(&shared_->free);
}

std::string Gate::path() const {
  return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(descriptor_);
}

void Gate::release_places_of(std::size_t holder) {
  for (int held = shared_->held[holder].exchange(0); held > 0; --held) {
    ++shared_->held[holder_];
    leave();
  }
}

}  // namespace wiretrial::exec
