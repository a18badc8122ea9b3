// Schedule files (schedule.proto): written from a found violation, read back,
// and run again.

#ifndef DIORACE_CHECKER_SCHEDULE_SCHEDULE_FILE_H_
#define DIORACE_CHECKER_SCHEDULE_SCHEDULE_FILE_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "checker/explore/explorer.h"
#include "checker/runtime/strategy.h"
#include "checker/schedule/minimize.h"
#include "checker/schedule/schedule.pb.h"
#include "google/protobuf/text_format.h"

namespace checker {

inline constexpr uint32_t kScheduleFormatVersion = 2;

// Runs the schedule once more to learn the names of its operations. The caller
// fills in subject and origin.
Schedule RecordSchedule(Explorer& explorer, const ShortenedSchedule& shortened);
Schedule RecordSchedule(Explorer& explorer, const MinimizedSchedule& minimized);

// One line a decision, so that two schedules can be compared with diff. Equal
// schedules give equal bytes.
std::string ScheduleText(const Schedule& schedule);

// Parses and checks a schedule file's text. Errors name `file`, line and column
// where there is one.
absl::StatusOr<Schedule> ParseSchedule(
    absl::string_view text, absl::string_view file,
    google::protobuf::TextFormat::ParseInfoTree* locations = nullptr);

// The identity that Violation::Identity gave the recorded violation.
std::string ViolationIdentity(const Schedule& schedule);

// Repeats a schedule file's decisions, each checked against what the tested
// code announces now; then goes on without preemptions. When a decision does
// not fit, the run ends and divergence() says at which step, what the schedule
// expects and what every task is about to do.
class ReplayStrategy final : public Strategy {
 public:
  explicit ReplayStrategy(const Schedule& schedule) : schedule_(schedule) {}

  absl::string_view name() const override { return "replay"; }
  bool exhaustive() const override { return false; }
  bool StartExecution() override;
  TaskId PickTask(const SchedulingPoint& point) override;
  int PickValue(const ChoicePoint& point) override;
  void FinishExecution() override;
  absl::string_view divergence() const override { return divergence_; }

 private:
  bool exhausted() const { return next_ == schedule_.decision_size(); }
  TaskId Repeat(const SchedulingPoint& point);
  void Diverged(const std::string& why);

  const Schedule& schedule_;
  int next_ = 0;
  std::map<std::tuple<TaskId, OpKind, ObjectId>, uint32_t> performed_;
  std::string divergence_;
};

}  // namespace checker

#endif  // DIORACE_CHECKER_SCHEDULE_SCHEDULE_FILE_H_
