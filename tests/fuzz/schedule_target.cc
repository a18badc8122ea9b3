// A schedule file: what is accepted can be replayed, compared and reseated.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/reseat.h"
#include "checker/schedule/schedule_diff.h"
#include "checker/schedule/schedule_file.h"
#include "checker/schedule/timeline.h"
#include "scenarios/recording.h"
#include "tests/fuzz/bounded_run.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  if (const absl::StatusOr<checker::Schedule> schedule =
          checker::ParseSchedule(text, "fuzzed");
      schedule.ok())
    checker::DiffSchedules(*schedule, *schedule);
  const absl::StatusOr<diorace::Recording> recording =
      diorace::ParseRecording(text, "fuzzed");
  if (!recording.ok() || !diorace::IsSmall(recording->Subject())) return 0;
  const auto body = [&] { recording->compiled.Run(); };
  checker::Explorer explorer(body);
  checker::ReplayStrategy replay(recording->schedule);
  checker::TimelineRecorder recorder;
  explorer.RunOnce(replay, recorder, diorace::kFuzzedSteps);
  diorace::DivergencePlace(replay.divergence(), *recording);
  checker::Reseat(explorer, recording->schedule,
                  {.max_executions = 3, .max_steps = diorace::kFuzzedSteps});
  return 0;
}
