#include "tests/model/workload_fixture.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "checker/explore/explorer.h"
#include "checker/schedule/switches.h"
#include "gtest/gtest.h"

namespace dio {

Workload OneCall(absl::string_view release, FileSystem filesystem, ReqOp op) {
  Workload workload;
  workload.behaviour = *ReleaseBehaviour(release);
  workload.chunk_bytes = 256;
  workload.devices.push_back(
      {"disk", 1024, 512, pi::Profile{.interval_bytes = 512}, 0xd0});
  workload.files.push_back({"data", 0, filesystem});
  workload.buffers.push_back({"buffer", 1024, 0x41});
  const IoSpec io{op, 0, 0, 1024, 0, 0};
  workload.tasks.push_back({"caller", {OperationSpec{.io = io, .store = {}}}});
  workload.contexts = ContextsFor(workload);
  return workload;
}

Workload OneSmallCall(absl::string_view release, FileSystem filesystem,
                      ReqOp op) {
  Workload workload = OneCall(release, filesystem, op);
  workload.chunk_bytes = 512;
  workload.tasks[0].operations[0].io->bytes = 512;
  return workload;
}

void AddStore(Workload& workload, uint32_t offset, uint8_t value) {
  const StoreSpec store{0, offset, {value}, 1, 1};
  workload.tasks.push_back({"user", {OperationSpec{.io = {}, .store = store}}});
}

checker::Timeline RunOnce(Workload& workload) {
  const auto body = [&] { RunWorkload(workload); };
  checker::Explorer explorer(body);
  const checker::SwitchSchedule no_switches;
  checker::SwitchStrategy strategy(no_switches);
  checker::TimelineRecorder recorder;
  explorer.RunOnce(strategy, recorder);
  return recorder.timeline();
}

std::vector<std::string> OperationsOf(const checker::Timeline& timeline) {
  std::vector<std::string> operations;
  for (const checker::TimelineEntry& entry : timeline.entries) {
    if (entry.kind != checker::TimelineEntry::Kind::kOperation) continue;
    operations.push_back(absl::StrCat(entry.task, ": ", entry.operation.label,
                                      ": ", entry.operation.kind, " ",
                                      entry.operation.object));
  }
  return operations;
}

size_t PlaceOf(const std::vector<std::string>& operations,
               absl::string_view text) {
  for (size_t i = 0; i < operations.size(); ++i) {
    if (absl::StrContains(operations[i], text)) return i;
  }
  ADD_FAILURE() << "no operation contains '" << text << "':\n"
                << absl::StrJoin(operations, "\n");
  return 0;
}

}  // namespace dio
