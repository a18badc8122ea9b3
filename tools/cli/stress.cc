// diorace stress: scenarios on real threads, beside the controlled search.

#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "checker/explore/dpor.h"
#include "checker/runtime/execution.h"
#include "checker/threads/thread_run.h"
#include "nlohmann/json.hpp"
#include "scenarios/loader.h"
#include "tools/cli/commands.h"
#include "tools/cli/scenario_run.h"

namespace diorace::cli {
namespace {

// Of ten rows of the catalogue: what some interleavings show, and others not.
constexpr const char* kTenScenarios[] = {
    "xfs_pi_write_zero_copy_store",
    "btrfs_csum_write_store",
    "xfs_md_raid1_write_store_7_0",
    "xfs_network_digest_write_store_6_19",
    "xfs_pi_read_bounce_toggled_store",
    "xfs_pi_write_late_stable_flag",
    "xfs_plain_write_async_reads_dio_late",
    "xfs_plain_write_sync_tests_before_state",
    "xfs_plain_write_sync_waker_reads_dio",
    "xfs_pi_splice_write_zero_copy_buffered_peer",
};

// How it went until the first violation.
struct Hunt {
  std::string kind;  // of the violation; empty: none was found
  uint64_t runs = 0;
  absl::Duration elapsed;
  std::string error;  // why there are no more
};

class FirstViolation final : public checker::ExecutionListener {
 public:
  bool IsNew(uint64_t) override { return kind_.empty(); }
  void OnViolation(const checker::Violation& violation, uint32_t) override {
    kind_ = violation.kind;
  }
  const std::string& kind() const { return kind_; }

 private:
  std::string kind_;
};

class Bounds {
 public:
  Bounds(const Options& options, const Console& console)
      : options_(options), console_(console), start_(absl::Now()) {}

  bool Reached(uint64_t runs) const {
    return runs >= options_.runs || elapsed() >= options_.time_limit ||
           (console_.interrupted != nullptr && *console_.interrupted);
  }
  absl::Duration elapsed() const { return absl::Now() - start_; }

 private:
  const Options& options_;
  const Console& console_;
  const absl::Time start_;
};

Hunt HuntOnThreads(const Subject& subject, const Options& options,
                   const Console& console) {
  const Bounds bounds(options, console);
  Hunt hunt;
  while (hunt.kind.empty() && hunt.error.empty() &&
         !bounds.Reached(hunt.runs)) {
    checker::ThreadRun run({.seed = options.exploration.seed + hunt.runs,
                            .most_pause_microseconds = options.pause,
                            .stop = console.interrupted});
    const std::optional<checker::Violation> found =
        run.Run([&subject] { subject.compiled.Run(); });
    ++hunt.runs;
    if (found.has_value()) hunt.kind = found->kind;
    hunt.error = run.error();
  }
  hunt.elapsed = bounds.elapsed();
  return hunt;
}

Hunt HuntUnderControl(const Subject& subject, const Options& options,
                      const Console& console) {
  const Bounds bounds(options, console);
  Hunt hunt;
  FirstViolation first;
  checker::Execution execution;
  checker::DporStrategy strategy;
  while (first.kind().empty() && !bounds.Reached(hunt.runs) &&
         strategy.StartExecution()) {
    execution.Run([&subject] { subject.compiled.Run(); }, strategy, {}, first);
    strategy.FinishExecution();
    ++hunt.runs;
  }
  hunt.kind = first.kind();
  if (!strategy.divergence().empty())
    hunt.error = absl::StrCat(
        "the model is not deterministic, which is a bug "
        "of diorace: ",
        strategy.divergence());
  hunt.elapsed = bounds.elapsed();
  return hunt;
}

std::string Cells(const Hunt& hunt, bool timing) {
  std::string text = hunt.kind.empty()
                         ? absl::StrCat("not in ", hunt.runs, " | – |")
                         : absl::StrCat(hunt.runs, " | ", hunt.kind, " |");
  if (timing)
    absl::StrAppendFormat(&text, " %.3f s |",
                          absl::ToDoubleSeconds(hunt.elapsed));
  return text;
}

nlohmann::ordered_json Json(const Hunt& hunt, bool timing) {
  nlohmann::ordered_json json = {
      {"found", !hunt.kind.empty()}, {"kind", hunt.kind}, {"runs", hunt.runs}};
  if (timing) json["seconds"] = absl::ToDoubleSeconds(hunt.elapsed);
  return json;
}

std::string Heading(bool timing) {
  return timing ? "| scenario | runs on threads | found | time | executions "
                  "under control | found | time |\n"
                  "|---|---|---|---|---|---|---|\n"
                : "| scenario | runs on threads | found | executions under "
                  "control | found |\n"
                  "|---|---|---|---|---|\n";
}

absl::StatusOr<std::vector<Subject>> PrepareAll(const CommandLine& line,
                                                const Console& console) {
  std::vector<std::string> names = line.arguments;
  if (names.empty())
    names.assign(std::begin(kTenScenarios), std::end(kTenScenarios));
  std::vector<Subject> subjects;
  for (const std::string& name : names) {
    absl::StatusOr<LoadedScenario> loaded =
        LoadScenario(name, console.directory);
    if (!loaded.ok()) return loaded.status();
    absl::StatusOr<Subject> subject = PrepareSubject(*loaded);
    if (!subject.ok()) return subject.status();
    subjects.push_back(*std::move(subject));
  }
  return subjects;
}

}  // namespace

ExitStatus Stress(const CommandLine& line, Console& console) {
  if (!line.options.threads) {
    return Complain(absl::InvalidArgumentError(
                        "stress wants --threads: there is no other way so far"),
                    console);
  }
  const absl::StatusOr<std::vector<Subject>> subjects =
      PrepareAll(line, console);
  if (!subjects.ok()) return Complain(subjects.status(), console);
  const Options& options = line.options;
  const bool json = options.format == Format::kJson;
  if (!json) console.out << Heading(options.timing);
  bool found = false;
  for (const Subject& subject : *subjects) {
    const Hunt threads = HuntOnThreads(subject, options, console);
    const Hunt control = threads.error.empty()
                             ? HuntUnderControl(subject, options, console)
                             : Hunt();
    for (const std::string& error : {threads.error, control.error}) {
      if (error.empty()) continue;
      return Complain(absl::ResourceExhaustedError(
                          absl::StrCat(subject.scenario.name(), ": ", error)),
                      console);
    }
    found |= !threads.kind.empty();
    const std::string& name = subject.scenario.name();
    if (json) {
      const nlohmann::ordered_json object = {
          {"schema", 1},
          {"scenario", name},
          {"threads", Json(threads, options.timing)},
          {"control", Json(control, options.timing)}};
      console.out << object.dump() << "\n";
    } else {
      console.out << "| " << name << " | " << Cells(threads, options.timing)
                  << " " << Cells(control, options.timing) << "\n";
    }
    console.out.flush();
  }
  return found ? ExitStatus::kDiffers : ExitStatus::kCutShort;
}

}  // namespace diorace::cli
