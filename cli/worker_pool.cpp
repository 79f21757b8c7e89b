#include "cli/worker_pool.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

#include "harness/exec/kill_tree.hpp"

namespace wiretrial::cli {

using std::chrono::milliseconds;

namespace {

// How often it is looked at whether the workers go on. Looks are counted, and not the time on the
// clock: we may have stood still ourselves.
constexpr milliseconds look_interval(100);
// After an interruption workers end by themselves. What they have not ended by then is killed, and
// then they have nothing more to wait for.
constexpr milliseconds hurried_end(2000);
constexpr milliseconds longest_kill(1000);
constexpr milliseconds last_grace(500);

struct Worker {
  std::unique_ptr<Post> post;  // none when it is about to leave
  std::thread thread;
  bool left = false;
  bool given_up = false;
};

// Shared with the threads, of which one that is given up may need it for ever.
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  explicit Pool(std::vector<std::unique_ptr<Post>> posts) {
    for (auto& post : posts) workers_.emplace_back().post = std::move(post);
  }

  PoolResult run(const PoolOptions& options, const PoolEvents& events) {
    std::exception_ptr failure;
    try {
      for (std::size_t i = 0; i < workers_.size(); ++i) begin(workers_[i], i, events.work);
    } catch (const std::system_error&) {
      failure = std::current_exception();
    }
    watch(options, events);
    for (Worker& worker : workers_) {
      if (worker.thread.joinable()) worker.left ? worker.thread.join() : worker.thread.detach();
    }
    if (failure) std::rethrow_exception(failure);
    return result_;
  }

 private:
  using Work = std::function<void(Post&, std::size_t)>;

  void begin(Worker& worker, std::size_t number, const Work& work) {
    const std::lock_guard lock(mutex_);
    worker.thread = std::thread(
        [self = shared_from_this(), &worker, number, work] { self->live(worker, number, work); });
    ++at_work_;
  }

  void live(Worker& worker, std::size_t number, const Work& work) {
    try {
      work(*worker.post, number);
    } catch (const GivenUp&) {
      return;
    }
    std::unique_lock lock(mutex_);
    std::unique_ptr<Post> post = std::move(worker.post);
    const int survivors = post->survivors();
    lock.unlock();
    post.reset();  // which waits for its guard
    lock.lock();
    if (worker.given_up) return;
    result_.survivors += survivors;
    worker.left = true;
    --at_work_;
    left_.notify_all();
  }

  [[nodiscard]] bool all_leave_within(milliseconds time) {
    std::unique_lock lock(mutex_);
    return left_.wait_for(lock, time, [this] { return at_work_ == 0; });
  }

  void watch(const PoolOptions& options, const PoolEvents& events) {
    while (!all_leave_within(look_interval)) {
      if (options.interrupted->load()) return end_hurriedly(events);
      for (Worker& worker : workers_) {
        if (looks_without_turn(worker) * look_interval < options.longest_standstill) continue;
        give_up(worker, events);
      }
    }
  }

  void end_hurriedly(const PoolEvents& events) {
    events.on_interrupt();
    if (all_leave_within(hurried_end)) return;
    exec::kill_below(::getpid(), longest_kill);
    if (all_leave_within(last_grace)) return;
    for (Worker& worker : workers_) give_up(worker, events);
  }

  [[nodiscard]] int looks_without_turn(Worker& worker) {
    const std::lock_guard lock(mutex_);
    if (worker.given_up || !worker.post) return 0;
    return worker.post->occupation().looks_without_turn();
  }

  void give_up(Worker& worker, const PoolEvents& events) {
    std::optional<model::Plan> plan;
    {
      const std::lock_guard lock(mutex_);
      if (worker.left || worker.given_up || !worker.thread.joinable()) return;
      worker.given_up = true;
      result_.gave_up = true;
      --at_work_;
      if (worker.post) plan = worker.post->occupation().give_up();
    }
    events.on_given_up(std::move(plan));
  }

  std::mutex mutex_;
  std::condition_variable left_;
  std::deque<Worker> workers_;
  std::size_t at_work_ = 0;
  PoolResult result_;
};

}  // namespace

PoolResult run_pool(std::vector<std::unique_ptr<Post>> posts, const PoolOptions& options,
                    const PoolEvents& events) {
  return std::make_shared<Pool>(std::move(posts))->run(options, events);
}

}  // namespace wiretrial::cli
