// A scenario file: what is accepted can be compiled and run.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "scenarios/compile.h"
#include "scenarios/loader.h"
#include "tests/fuzz/bounded_run.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<diorace::LoadedScenario> loaded =
      diorace::ParseScenario(text, "fuzzed");
  if (!loaded.ok()) return 0;
  const absl::StatusOr<diorace::CompiledScenario> compiled =
      diorace::Compile(loaded->scenario);
  if (compiled.ok() && diorace::IsSmall(loaded->scenario))
    diorace::RunOnce(*compiled, /*seed=*/size);
  return 0;
}
