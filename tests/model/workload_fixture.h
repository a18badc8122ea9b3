// Small workloads for tests of the model, and one execution of them as a
// timeline.

#ifndef DIORACE_TESTS_MODEL_WORKLOAD_FIXTURE_H_
#define DIORACE_TESTS_MODEL_WORKLOAD_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/schedule/timeline.h"
#include "model/workload.h"

namespace dio {

// One task that reads or writes two intervals of two chunks on a PI device,
// without anybody else.
Workload OneCall(absl::string_view release, FileSystem filesystem, ReqOp op);

// The same with one interval of one chunk, which is quick to explore.
Workload OneSmallCall(absl::string_view release, FileSystem filesystem,
                      ReqOp op);

// The first operation of a task, which must be one I/O. Prepare the workload
// again if what is changed decides which workers it needs.
IoSpec& IoOf(Workload& workload, size_t task = 0);

// Adds a task "user" that stores one byte at `offset` of the buffer.
void AddStore(Workload& workload, uint32_t offset, uint8_t value);

// One execution under the default scheduler.
checker::Timeline RunOnce(Workload& workload);

// The operations of a timeline: "writer: L12 get dio: get writer/dio.ref", in
// order.
std::vector<std::string> OperationsOf(const checker::Timeline& timeline);

// The place of the first operation that contains `text`, counted from 0; fails
// the test if there is none.
size_t PlaceOf(const std::vector<std::string>& operations,
               absl::string_view text);

}  // namespace dio

#endif  // DIORACE_TESTS_MODEL_WORKLOAD_FIXTURE_H_
