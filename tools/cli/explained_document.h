// What a schedule of a scenario shows, and why, as a report.

#ifndef DIORACE_TOOLS_CLI_EXPLAINED_DOCUMENT_H_
#define DIORACE_TOOLS_CLI_EXPLAINED_DOCUMENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "checker/replay.h"
#include "checker/schedule/schedule.pb.h"
#include "scenarios/compile.h"
#include "tools/report/document.h"

namespace diorace::cli {

// `schedule` is one of `compiled`, `replay` a run of it that reproduced the
// violation, and `file` where it is, or will be.
absl::StatusOr<report::Document> DocumentOf(const CompiledScenario& compiled,
                                            const checker::Schedule& schedule,
                                            const checker::ReplayResult& replay,
                                            const std::string& file);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_EXPLAINED_DOCUMENT_H_
