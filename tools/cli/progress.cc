#include "tools/cli/progress.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "checker/campaign.h"
#include "checker/guarantee.h"

namespace diorace::cli {
namespace {

constexpr absl::Duration kSilence = absl::Seconds(1);
constexpr absl::Duration kBetweenOverwrites = absl::Milliseconds(200);
constexpr absl::Duration kBetweenLines = absl::Seconds(5);

}  // namespace

Progress::Progress(Console& console, const Options& options)
    : console_(console),
      on_(options.progress == When::kAlways ||
          (options.progress == When::kAuto && console.err_is_terminal)),
      overwrites_(console.err_is_terminal) {}

void Progress::Start(absl::string_view scenario) {
  scenario_ = std::string(scenario);
  next_ = kSilence;
}

void Progress::Update(const checker::Exploration& exploration) {
  if (!on_ || exploration.elapsed < next_) return;
  next_ =
      exploration.elapsed + (overwrites_ ? kBetweenOverwrites : kBetweenLines);
  const double rate = static_cast<double>(exploration.executions) /
                      absl::ToDoubleSeconds(exploration.elapsed);
  console_.err << absl::StrCat(
      overwrites_ ? "\r" : "", scenario_, ": ",
      checker::WithThousands(exploration.executions), " executions, ",
      checker::WithThousands(static_cast<uint64_t>(rate)), "/s",
      overwrites_ ? "\x1b[K" : "\n");
  console_.err.flush();
  shown_ = true;
}

void Progress::Clear() {
  if (!shown_ || !overwrites_) return;
  console_.err << "\r\x1b[K";
  console_.err.flush();
  shown_ = false;
}

}  // namespace diorace::cli
