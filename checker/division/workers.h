// The threads of a divided search.

#ifndef DIORACE_CHECKER_DIVISION_WORKERS_H_
#define DIORACE_CHECKER_DIVISION_WORKERS_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "checker/division/division_options.h"
#include "checker/division/part_queue.h"
#include "checker/division/part_search.h"
#include "checker/division/saved_search.pb.h"
#include "checker/explore/dpor.h"
#include "checker/explore/explorer.h"
#include "checker/explore/part.h"

namespace checker {

struct WorkerOptions {
  uint32_t jobs = 1;
  DporMode dpor = DporMode::kOptimal;
  // How often where a part is has to be saved.
  absl::Duration save_interval = absl::InfiniteDuration();
};

// Thread-safe. They run from its construction on.
class Workers {
 public:
  // They explore those of `parts` whose index is in `todo`, each from where
  // `saved` says, and make no more than budget.max_executions; what else is in
  // `budget` but max_steps is for the caller to watch. `make_body` is called on
  // each thread.
  Workers(const std::function<WorkerBody()>& make_body,
          const WorkerOptions& options, const std::vector<Part>& parts,
          const std::vector<size_t>& todo, const Budget& budget,
          SavedSearch saved);
  // Waits for them.
  ~Workers();

  // Makes them end soon, for this reason unless there was another.
  void Stop(StopReason reason);
  // Waits until all have ended, for at most `time`. Whether they have.
  bool Await(absl::Duration time);

  // Why they stopped; kExhausted if nothing is left.
  StopReason reason() const;
  // What was not deterministic, if that is the reason.
  std::string error() const;
  // How far each part was when it was saved last: afterwards, all are.
  SavedSearch saved() const;
  // Figures of all parts, as of a moment ago.
  Exploration so_far() const;

 private:
  // With mutex_ held.
  bool AllEnded() const { return ended_ == options_.jobs; }
  void SetReason(StopReason reason);

  void Work(uint32_t worker);
  void Explore(size_t part, const WorkerBody& body);
  StopReason GoOn(PartSearch& search);
  uint64_t Claim();
  void Return(uint64_t claimed, uint64_t made);
  void Tell(size_t part, const SavedPart& so_far);
  void Save(size_t part, SavedPart saved, const WorkerBody& body);

  const std::function<WorkerBody()>& make_body_;
  const WorkerOptions options_;
  const std::vector<Part>& parts_;
  const Budget budget_;
  PartQueue queue_;
  std::atomic<bool> stop_ = false;

  // Guards what follows. (Of Abseil's, which is installed without
  // instrumentation, ThreadSanitizer would know nothing.)
  mutable std::mutex mutex_;
  std::condition_variable end_;
  std::condition_variable returned_;
  uint64_t left_ = 0;     // executions that nobody has claimed
  uint64_t claimed_ = 0;  // and those of slices that are under way
  SavedSearch saved_;
  // By part; of strategies and violations, only the figures.
  std::vector<Exploration> figures_;
  uint32_t ended_ = 0;
  StopReason reason_ = StopReason::kExhausted;
  std::string error_;

  std::vector<std::thread> threads_;  // last, since they use all else
};

// The figures of `part`, with a place for each violation.
Exploration FiguresOf(const SavedPart& part);
// Adds the figures of `part` to `sum`.
void AddFigures(const Exploration& part, Exploration& sum);

}  // namespace checker

#endif  // DIORACE_CHECKER_DIVISION_WORKERS_H_
