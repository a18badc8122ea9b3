#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "scenarios/limits.h"
#include "scenarios/validator.h"

namespace diorace {

bool Validator::IsPipe(const std::string& buffer) const {
  const auto found = buffers_.find(buffer);
  return found != buffers_.end() && scenario_.buffer(found->second).pipe();
}

void Validator::Pipe(const Buffer& buffer, const Place& place) {
  for (const char* const field :
       {"fill", "fill_step", "folio_bytes", "mapping_of", "mapping_offset"}) {
    if (!buffer.GetReflection()->HasField(
            buffer, buffer.GetDescriptor()->FindFieldByName(field)))
      continue;
    problems_.Add(place.Of(field),
                  absl::StrCat("a pipe holds what is spliced into it; leave ",
                               field, " out"));
  }
  if (buffer.hole_size() != 0)
    problems_.Add(place.Of("hole", 0), "a pipe is no memory; leave hole out");
  if (buffer.peer_size() != 0)
    problems_.Add(place.Of("peer", 0), "a pipe is no memory; leave peer out");
  if (buffer.bytes() > kMaxPipePages * page_) {
    problems_.Add(place.Of("bytes"), absl::StrCat("bytes is ", buffer.bytes(),
                                                  "; a pipe holds at most ",
                                                  kMaxPipePages, " pages"));
  }
}

void Validator::CheckSpliceRead(const SpliceRead& splice, const Place& place,
                                InFlight& in_flight) {
  const std::optional<uint64_t> end =
      CheckFileOf(splice.has_file(), splice.file(), place);
  problems_.CheckMultiple(splice.offset(), "offset", page_, "page_bytes",
                          place);
  if (!problems_.CheckReference(splice.has_pipe(), splice.pipe(), "pipe",
                                buffers_, place))
    return;
  if (!IsPipe(splice.pipe())) {
    return problems_.Add(place.Of("pipe"),
                         absl::StrCat("buffer ", Quoted(splice.pipe()),
                                      " is no pipe; add pipe: true to it"));
  }
  if (!filled_.insert(splice.pipe()).second) {
    problems_.Add(place.Of("pipe"),
                  absl::StrCat("pipe ", Quoted(splice.pipe()),
                               " is filled already; use another"));
  }
  in_flight.pipes.insert(splice.pipe());
  if (!end.has_value()) return;
  problems_.CheckInside(splice.offset(), BufferOf(splice.pipe()).bytes(), *end,
                        absl::StrCat("file ", Quoted(splice.file())),
                        place.Of("offset"));
}

void Validator::CheckPipe(const std::string& buffer, const Place& place,
                          const InFlight& in_flight) {
  if (!IsPipe(buffer) || in_flight.pipes.contains(buffer)) return;
  problems_.Add(place, absl::StrCat("pipe ", Quoted(buffer),
                                    " is empty here; the task fills it first, "
                                    "with splice_read"));
}

bool Validator::RefusePipe(const std::string& buffer, absl::string_view who,
                           const Place& place) {
  if (!IsPipe(buffer)) return false;
  problems_.Add(place, absl::StrCat(Quoted(buffer), " is a pipe, which ", who,
                                    " cannot change"));
  return true;
}

void Validator::CheckPipes(const DirectIo& io, bool write, const Place& place,
                           const InFlight& in_flight) {
  std::set<std::string> names;
  for (const Segment& segment : io.segment()) names.insert(segment.buffer());
  if (io.segment_size() == 0) names.insert(io.buffer());
  bool pipe = false;
  for (const std::string& name : names) {
    if (!write && RefusePipe(name, "pread", place)) continue;
    CheckPipe(name, place, in_flight);
    pipe |= IsPipe(name);
  }
  if (pipe && names.size() > 1) {
    problems_.Add(place.Of("segment", 0),
                  "a splice takes its pages from one pipe, and nothing else");
  }
  if (pipe && io.async())
    problems_.Add(place.Of("async"), "a splice is waited for; leave it out");
}

}  // namespace diorace
