// What something holds at one moment, for people to look at: a text, or bytes.
//
//   TextContents(sort::kReferences, absl::StrCat(count));
//   ByteContents(page.Peek());
//
// Made only when somebody observes an execution; nothing decides by it.

#ifndef DIORACE_CHECKER_RUNTIME_CONTENTS_H_
#define DIORACE_CHECKER_RUNTIME_CONTENTS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "checker/runtime/uninstrumented.h"

namespace checker {
CHECKER_UNINSTRUMENTED_BEGIN

// What readers look for together. Models add their own.
namespace sort {
inline constexpr absl::string_view kMemory = "memory";
inline constexpr absl::string_view kValues = "values";
inline constexpr absl::string_view kReferences = "references";
inline constexpr absl::string_view kLocks = "locks";
inline constexpr absl::string_view kWaiters = "waiters";
inline constexpr absl::string_view kQueues = "queues";
}  // namespace sort

// `count` bytes of one value.
struct ByteRun {
  uint8_t value = 0;
  uint32_t count = 0;

  friend bool operator==(const ByteRun&, const ByteRun&) = default;
};

struct Contents {
  std::string sort;
  std::string text;
  // If not empty, it is bytes, and `text` is empty.
  std::vector<ByteRun> bytes;

  friend bool operator==(const Contents&, const Contents&) = default;
};

Contents TextContents(absl::string_view sort, std::string text);

Contents ByteContents(absl::Span<const uint8_t> bytes);

// Who can tell what something holds, if asked: a callable that outlives the
// call. It takes the place of absl::FunctionRef, whose code would belong to
// tested code and be instrumented.
class ContentsSource {
 public:
  template <typename F>
  // NOLINTNEXTLINE(google-explicit-constructor)
  ContentsSource(const F& contents)
      : contents_(&contents), call_(&ContentsSource::Call<F>) {}

  Contents operator()() const { return call_(contents_); }

 private:
  template <typename F>
  static Contents Call(const void* contents) {
    return (*static_cast<const F*>(contents))();
  }

  const void* contents_;
  Contents (*call_)(const void*);
};

CHECKER_UNINSTRUMENTED_END
}  // namespace checker

#endif  // DIORACE_CHECKER_RUNTIME_CONTENTS_H_
