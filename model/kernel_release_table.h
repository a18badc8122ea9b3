// The data behind model/kernel_release.h, in parts. Nobody else needs it.

#ifndef DIORACE_MODEL_KERNEL_RELEASE_TABLE_H_
#define DIORACE_MODEL_KERNEL_RELEASE_TABLE_H_

#include <vector>

#include "model/kernel_release.h"

namespace dio {

// Each part in the order of Switch; one after the other they are all switches.
std::vector<SwitchInfo> MergedSwitches();
std::vector<SwitchInfo> UnreleasedSwitches();

std::vector<ReleaseInfo> ReleaseTable();
std::vector<QuietCommit> QuietCommitTable();

}  // namespace dio

#endif  // DIORACE_MODEL_KERNEL_RELEASE_TABLE_H_
