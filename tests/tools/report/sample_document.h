// Documents to print, and what they are made of.

#ifndef DIORACE_TESTS_TOOLS_REPORT_SAMPLE_DOCUMENT_H_
#define DIORACE_TESTS_TOOLS_REPORT_SAMPLE_DOCUMENT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "checker/schedule/explanation.h"
#include "checker/schedule/schedule.pb.h"
#include "tools/report/document.h"

namespace diorace::report {

// The schedules of a scenario that comes with the program.
std::vector<checker::Schedule> SchedulesOf(const std::string& scenario);

Document DocumentOf(const checker::Schedule& schedule,
                    const checker::Explanation& explanation);

// xfs_pi_write_zero_copy_store: a store between the generation of PI and the
// fetch of the device, with an explanation made by hand.
Document R01();
checker::Explanation ExplanationOfR01();

// The same as it really is explained.
Document ExplainedR01();

// The same with texts that try to be markup, script, escapes and fences.
inline constexpr absl::string_view kHostile =
    "</script><script>document.title='run'</script><!-- `` ``` <img src=x "
    "onerror=document.title='run'> \x1b[31m \xff";
Document HostileDocument();

}  // namespace diorace::report

#endif  // DIORACE_TESTS_TOOLS_REPORT_SAMPLE_DOCUMENT_H_
