#include "tools/cli/break_on.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/schedule_file.h"
#include "tools/cli/debugger.h"
#include "tools/cli/operation_spec.h"

namespace diorace::cli {
namespace {

// Hears of an operation when its task is about to do it, on the task's stack.
class Stopper final : public checker::ExecutionObserver {
 public:
  Stopper(const OperationSpec& spec, absl::FunctionRef<void()> stop)
      : spec_(spec), stop_(stop) {}

  void OnOperation(const checker::Operation& operation,
                   const checker::PendingOperations& names, uint32_t) override {
    const checker::OperationText text =
        checker::DescribeOperation(operation, names);
    if (spec_.Matches(++step_, text.kind, text.object, text.label)) stop_();
  }
  void OnValue(std::string) override {}
  void OnChoice(const checker::ChoicePoint&, int) override {}
  void OnNote(checker::TaskId, std::string) override {}
  void OnTask(checker::TaskId, absl::string_view,
              checker::ContextKind) override {}
  void OnViolation(const checker::Violation&) override {}

 private:
  const OperationSpec& spec_;
  const absl::FunctionRef<void()> stop_;
  uint32_t step_ = 0;
};

}  // namespace

absl::Status ReplayWithStops(const Recording& recording,
                             const checker::Timeline& timeline,
                             const std::string& spec,
                             absl::FunctionRef<void()> stop) {
  const OperationSpec meant = OperationSpec::Parse(spec);
  if (!meant.FirstAfter(0, timeline).has_value()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--break-on: the replay has no operation '", absl::CHexEscape(spec),
        "'; it takes a step, a kind, KIND:OBJECT, or a label, as the timeline "
        "shows them"));
  }
  const auto body = [&] { recording.compiled.Run(); };
  checker::Explorer explorer(body);
  checker::ReplayStrategy strategy(recording.schedule);
  Stopper stopper(meant, stop);
  explorer.RunOnce(strategy, stopper);
  return absl::OkStatus();
}

absl::Status BreakOn(const Recording& recording,
                     const checker::Timeline& timeline,
                     const std::string& spec) {
  if (!DebuggerAttached()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "--break-on: no debugger is attached; start it in one:\ngdb --args "
        "diorace replay ",
        recording.file, " --break-on='", spec, "'"));
  }
  return ReplayWithStops(recording, timeline, spec, StopInDebugger);
}

}  // namespace diorace::cli
