// ValidateScenario: what is wrong with a scenario, all of it, with places.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "checker/strategies.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "model/mm/limits.h"
#include "scenarios/limits.h"
#include "scenarios/loader.h"
#include "scenarios/validator.h"

namespace diorace {

namespace {

constexpr std::array<absl::string_view, 4> kBlames = {
    "kernel", "no_promise", "known_open", "hypothesis"};
// Bazel's limit of a test.
constexpr uint64_t kMaxShards = 50;

}  // namespace

absl::Status Validator::Validate() {
  // What is far too many is not looked at one by one.
  if (!CountsAreBearable(scenario_, top_)) return problems_.status();
  Head();
  Chunk();
  Sizes();
  FaultBudget();
  Devices();
  Files();
  Buffers();
  Tasks();
  Totals();
  Exploration();
  Expected();
  return problems_.status();
}

bool Validator::CountsAreBearable(const google::protobuf::Message& message,
                                  const Place& place) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  bool bearable = true;
  for (const google::protobuf::FieldDescriptor* const field : fields) {
    const int count =
        field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    if (count > kMaxRepeated) {
      problems_.Add(
          place.Of(*field, kMaxRepeated),
          absl::StrCat("too many: ", count, " times ", field->name(),
                       "; no field stands more than ", kMaxRepeated, " times"));
      bearable = false;
    } else if (field->message_type() != nullptr) {
      for (int i = 0; i < count; ++i) {
        bearable &=
            field->is_repeated()
                ? CountsAreBearable(
                      reflection.GetRepeatedMessage(message, field, i),
                      place.Of(*field, i))
                : CountsAreBearable(reflection.GetMessage(message, field),
                                    place.Of(*field));
      }
    }
  }
  return bearable;
}

void Validator::CheckCount(int count, absl::string_view field, int most,
                           const Place& place) {
  if (count <= most) return;
  problems_.Add(
      place.Of(field, most),
      absl::StrCat("too many: at most ", most, " ", field, "s are possible"));
}

void Validator::Head() {
  problems_.CheckName(scenario_.has_name(), scenario_.name(), "scenario", top_);
  if (!scenario_.has_release())
    problems_.Add(top_,
                  "no release here; it takes a Linux release, e.g. \"6.1\"");
  for (int i = 0; i < scenario_.switch_setting_size(); ++i) {
    const SwitchSetting& setting = scenario_.switch_setting(i);
    const Place place = top_.Of("switch_setting", i);
    if (!setting.has_name()) problems_.Add(place, "the switch has no name");
    if (!setting.has_on())
      problems_.Add(place, "no `on: true` or `on: false` here");
  }
}

void Validator::Chunk() {
  const uint32_t chunk = scenario_.chunk_bytes();
  if (std::has_single_bit(chunk) && chunk <= kMaxIntervalBytes) return;
  chunk_ = 1;  // for the checks that follow
  problems_.Add(
      top_.Of("chunk_bytes"),
      absl::StrCat("chunk_bytes is ", chunk,
                   "; it must be a power of two, at most ", kMaxIntervalBytes));
}

void Validator::Sizes() {
  const Limits& limits = scenario_.limits();
  const Place place = top_.Of("limits");
  if (!problems_.CheckPowerOfTwo(limits.page_bytes(), "page_bytes", 1,
                                 kMaxPageBytes, place)) {
    page_ = chunk_;  // for the checks that follow
  } else if (limits.has_page_bytes()) {
    problems_.CheckMultiple(page_, "page_bytes", chunk_, "chunk_bytes", place);
  }
  problems_.CheckSize(true, limits.bio_max_vecs(), "bio_max_vecs", kMaxBioVecs,
                      place);
  problems_.CheckPowerOfTwo(limits.bounce_folio_bytes(), "bounce_folio_bytes",
                            page_, kMaxFolioBytes, place);
  problems_.CheckSize(true, limits.plug_requests(), "plug_requests",
                      kMaxPlugRequests, place);
  problems_.CheckSize(true, limits.plug_flush_bytes(), "plug_flush_bytes",
                      UINT32_MAX, place);
  if (limits.integrity_pool() > kMaxIntegrityPool) {
    problems_.Add(place.Of("integrity_pool"),
                  absl::StrCat("integrity_pool is ", limits.integrity_pool(),
                               "; it must be from 0 to ", kMaxIntegrityPool));
  }
  problems_.CheckSize(true, limits.cpus(), "cpus", dio::kMaxCpus, place);
}

void Validator::FaultBudget() {
  if (!scenario_.has_faults()) return;
  const Faults& faults = scenario_.faults();
  const Place place = top_.Of("faults");
  if (faults.budget() > kMaxFaults) {
    problems_.Add(place.Of("budget"),
                  absl::StrCat("budget is ", faults.budget(),
                               "; it must be from 0 to ", kMaxFaults));
  }
  if (faults.kind_size() == 0) {
    problems_.Add(place,
                  "no kind here; it takes kinds of faults, e.g. kind: "
                  "USER_FAULT");
  }
  std::set<int> kinds;
  for (int i = 0; i < faults.kind_size(); ++i) {
    if (kinds.insert(faults.kind(i)).second) continue;
    problems_.Add(place.Of("kind", i),
                  absl::StrCat(Faults::Kind_Name(faults.kind(i)),
                               " is there already; each kind is named once"));
  }
}

void Validator::Totals() {
  if (memory_ > kMaxMemoryBytes) {
    problems_.Add(top_, absl::StrCat("devices, buffers and I/O have ", memory_,
                                     " bytes together; at most ",
                                     kMaxMemoryBytes, " are possible"));
  }
  if (chunks_ > kMaxChunks) {
    problems_.Add(top_, absl::StrCat("devices and buffers have ", chunks_,
                                     " chunks together; at most ", kMaxChunks,
                                     " are possible: use larger chunk_bytes"));
  }
  if (fault_sites_ > kMaxFaultSites) {
    problems_.Add(top_.Of("faults"),
                  absl::StrCat("there are up to ", fault_sites_,
                               " places for a fault; at most ", kMaxFaultSites,
                               " are possible: use less I/O, fewer kinds, or "
                               "larger chunk_bytes"));
  }
}

void Validator::Exploration() {
  if (!scenario_.has_bounds()) return;
  const Place place = top_.Of("bounds");
  const Bounds& bounds = scenario_.bounds();
  problems_.CheckSize(true, bounds.max_steps(), "max_steps", kMaxSteps, place);
  if (const absl::Status known =
          checker::MakeStrategy({.name = bounds.strategy()}).status();
      !known.ok())
    problems_.Add(place.Of("strategy"), known.message());
  if (bounds.strategy() != "dpor" && bounds.strategy() != "dfs" &&
      scenario_.expect().verdict() == Expectation::PASS) {
    problems_.Add(
        place.Of("strategy"),
        "a scenario that must pass needs dpor or dfs: samples prove nothing");
  }
  if (bounds.has_max_executions() && bounds.max_executions() == 0) {
    problems_.Add(place.Of("max_executions"),
                  "max_executions is 0, which would explore nothing");
  }
  Shards();
}

// Only what is explored to its end, and passes, can be told apart by parts.
void Validator::Shards() {
  const Bounds& bounds = scenario_.bounds();
  const Place place = top_.Of("bounds");
  if (!problems_.CheckSize(true, bounds.shards(), "shards", kMaxShards,
                           place) ||
      bounds.shards() == 1)
    return;
  const auto complain = [&](absl::string_view why) {
    problems_.Add(place.Of("shards"),
                  absl::StrCat("shards is ", bounds.shards(), ", but ", why,
                               "; it must be 1"));
  };
  const Expectation::Verdict verdict = scenario_.expect().verdict();
  if (verdict == Expectation::FAIL || verdict == Expectation::HYPOTHESIS) {
    complain(
        absl::StrCat("only a scenario that must pass is divided, and "
                     "this one is expected to be ",
                     Expectation::Verdict_Name(verdict)));
  }
  if (bounds.strategy() != "dpor")
    complain(absl::StrCat("only dpor is divided, and the strategy is ",
                          Quoted(bounds.strategy())));
  if (bounds.has_max_executions())
    complain("max_executions would end each shard early");
}

void Validator::Expected() {
  const Expectation& expect = scenario_.expect();
  if (!expect.has_verdict() || expect.verdict() == Expectation::UNSPECIFIED) {
    return problems_.Add(
        top_.Of("expect"),
        "no expected verdict here; write expect { verdict: PASS } or "
        "expect { verdict: FAIL }");
  }
  const Place place = top_.Of("expect");
  if (expect.verdict() == Expectation::PASS && expect.violation_size() != 0) {
    problems_.Add(place.Of("violation", 0),
                  "a scenario that must pass has no expected violations");
  }
  for (int i = 0; i < expect.violation_size(); ++i) {
    const ExpectedViolation& violation = expect.violation(i);
    const bool known = std::any_of(
        kBlames.begin(), kBlames.end(),
        [&](absl::string_view blame) { return violation.blame() == blame; });
    if (violation.has_blame() && !known) {
      problems_.Add(
          place.Of("violation", i).Of("blame"),
          absl::StrCat("blame is ", Quoted(violation.blame()),
                       "; it is one of ", absl::StrJoin(kBlames, ", ")));
    }
    std::set<absl::string_view> tasks;
    for (int j = 0; j < violation.task_size(); ++j) {
      const std::string& task = violation.task(j);
      if (!task.empty() && tasks.insert(task).second) continue;
      problems_.Add(
          place.Of("violation", i).Of("task", j),
          absl::StrCat("task ", Quoted(task),
                       task.empty() ? " names nothing" : " is there already"));
    }
  }
}

absl::Status ValidateScenario(const Scenario& scenario, absl::string_view file,
                              const Place::Locations* locations) {
  return Validator(scenario, file, locations).Validate();
}

}  // namespace diorace
