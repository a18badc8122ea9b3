#include "checker/runtime/broken_rules.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace checker {
namespace {

absl::string_view WhyAtomic(ContextKind context) {
  return context == ContextKind::kIrq ? "runs in interrupt context"
                                      : "holds a spin lock";
}

}  // namespace

Finding SleepFinding(const Operation& operation) {
  return {.kind = violation_kind::kSleepInAtomic,
          .oracle = "context",
          .object = operation.object,
          .first = operation};
}

std::string SleepMessage(const Operation& operation, ContextKind context,
                         const PendingOperations& names) {
  return absl::StrCat(
      "sleeping in atomic context: ", OpKindName(operation.kind), " of ",
      names.object_label(operation.object), " may sleep, but ",
      names.task_label(operation.task), " ", WhyAtomic(context));
}

Finding SleepFinding() {
  return {.kind = violation_kind::kSleepInAtomic, .oracle = "context"};
}

std::string SleepMessage(TaskId task, Location location, ContextKind context,
                         const PendingOperations& names) {
  return absl::StrCat("sleeping in atomic context: ", names.task_label(task),
                      " may sleep at ", LocationText(location), ", but ",
                      WhyAtomic(context));
}

Finding UseAfterFreeFinding(const Allocation& allocation,
                            const Operation& operation) {
  return {.kind = violation_kind::kUseAfterFree,
          .oracle = "heap",
          .object = allocation.identity,
          .first = allocation.freed,
          .second = operation};
}

std::string UseAfterFreeMessage(const Allocation& allocation,
                                const Operation& operation,
                                const PendingOperations& names) {
  return absl::StrCat(
      "use after free of ", names.object_label(allocation.identity), ": ",
      OpKindName(operation.kind), " of ", names.object_label(operation.object),
      " by ", names.task_label(operation.task), " at ",
      LocationText(operation.location), "; allocated by ",
      names.task_label(allocation.allocated.task), " at ",
      LocationText(allocation.allocated.location), ", freed by ",
      names.task_label(allocation.freed.task), " at ",
      LocationText(allocation.freed.location));
}

Finding DoubleFreeFinding(const Allocation& allocation,
                          const Operation& operation) {
  return {.kind = violation_kind::kDoubleFree,
          .oracle = "heap",
          .object = allocation.identity,
          .first = allocation.freed,
          .second = operation};
}

std::string DoubleFreeMessage(const Allocation& allocation,
                              const Operation& operation,
                              const PendingOperations& names) {
  return absl::StrCat(
      "double free of ", names.object_label(allocation.identity),
      ": allocated at ", LocationText(allocation.allocated.location),
      ", freed by ", names.task_label(allocation.freed.task), " at ",
      LocationText(allocation.freed.location), ", freed again by ",
      names.task_label(operation.task), " at ",
      LocationText(operation.location));
}

Finding LeakFinding(const Allocation& allocation) {
  return {.kind = violation_kind::kLeak,
          .oracle = "heap",
          .object = allocation.identity};
}

std::string LeakMessage(const Allocation& allocation,
                        const PendingOperations& names) {
  return absl::StrCat(
      names.object_label(allocation.identity), ", allocated by ",
      names.task_label(allocation.allocated.task), " at ",
      LocationText(allocation.allocated.location), " is never freed");
}

Finding TaskCountFinding() {
  return {.kind = violation_kind::kTestBody, .oracle = "task_count"};
}

std::string TaskCountMessage(TaskId task, const PendingOperations& names) {
  return absl::StrCat("too many tasks: one exploration has at most ", kMaxTasks,
                      " different ones, and ", names.task_label(task),
                      " spawns another; make what is tested smaller");
}

std::string TsanMessage(const TsanReport& report) {
  return absl::StrCat("data race found by ThreadSanitizer: ", report.ToString(),
                      " are not ordered by synchronisation");
}

Violation Describe(const Finding& finding, std::string message,
                   const PendingOperations& names) {
  Violation violation{.kind = std::string(finding.kind),
                      .oracle = std::string(finding.oracle),
                      .object = std::string(names.object_label(finding.object)),
                      .message = std::move(message),
                      .blame = std::string(finding.blame),
                      .row = std::string(finding.row),
                      .operations = {}};
  for (const Operation* operation : {&finding.first, &finding.second}) {
    if (operation->task != kNoTask)
      violation.operations.push_back(DescribeOperation(*operation, names));
  }
  return violation;
}

}  // namespace checker
