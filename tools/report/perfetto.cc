#include "tools/report/perfetto.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "checker/runtime/executor.h"
#include "nlohmann/json.hpp"
#include "tools/report/contents_text.h"
#include "tools/report/text.h"

namespace diorace::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kProcess = 1;

// Track 1 is that of the first lane; 0 is nobody's.
size_t TrackOf(const Entry& entry) {
  return entry.lane.has_value() ? *entry.lane + 1 : 0;
}

Json Meta(absl::string_view name, size_t track, Json arguments) {
  return {{"ph", "M"},
          {"pid", kProcess},
          {"tid", track},
          {"name", std::string(name)},
          {"args", std::move(arguments)}};
}

void AddTracks(const Document& document, Json& events) {
  events.push_back(Meta("process_name", 0, {{"name", Title(document.header)}}));
  for (size_t i = 0; i < document.lanes.size(); ++i) {
    const Lane& lane = document.lanes[i];
    const std::string kind(checker::ContextKindName(lane.kind));
    events.push_back(
        Meta("thread_name", i + 1,
             {{"name", absl::StrCat(lane.task, " (", kind, ")")}}));
    events.push_back(Meta("thread_sort_index", i + 1, {{"sort_index", i}}));
  }
}

Json ArgumentsOf(const Entry& entry) {
  Json arguments = {{"step", entry.step},
                    {"operation", entry.operation},
                    {"object", entry.object}};
  if (!entry.values.empty()) arguments["values"] = entry.values;
  if (!entry.at.empty()) arguments["source"] = entry.at;
  if (entry.preempts) arguments["preempts"] = true;
  for (const checker::StateChange& change : entry.changes)
    arguments["holds"][change.object] = ContentsText(change);
  return arguments;
}

Json Slice(const Entry& entry) {
  return {{"ph", "X"},
          {"pid", kProcess},
          {"tid", TrackOf(entry)},
          {"ts", entry.step},
          {"dur", 1},
          {"name", entry.label.empty() ? entry.operation : entry.label},
          {"cat", entry.marked   ? "pair"
                  : entry.folded ? "folded"
                                 : "step"},
          {"args", ArgumentsOf(entry)}};
}

// At the end of the step that it follows.
Json Instant(const Entry& entry) {
  const bool violation = entry.kind == Entry::Kind::kViolation;
  return {{"ph", "i"},
          {"pid", kProcess},
          {"tid", TrackOf(entry)},
          {"ts", entry.step + 0.75},
          {"s", violation ? "g" : "t"},
          {"name", entry.text},
          {"cat", violation                            ? "violation"
                  : entry.kind == Entry::Kind::kChoice ? "choice"
                                                       : "note"}};
}

// Arrows bind to the slices in whose middle they begin and end.
class Arrows {
 public:
  Arrows(const Document& document, Json& events)
      : document_(document), events_(events) {}

  void Add(absl::string_view category, uint32_t from, uint32_t to) {
    const Entry* const begin = FindStep(document_, from);
    const Entry* const end = FindStep(document_, to);
    if (begin == nullptr || end == nullptr || from >= to) return;
    ++id_;
    events_.push_back(Half("s", category, *begin));
    events_.push_back(Half("f", category, *end));
    events_.back()["bp"] = "e";
  }

 private:
  Json Half(const char* phase, absl::string_view category,
            const Entry& entry) const {
    return {{"ph", phase},
            {"pid", kProcess},
            {"tid", TrackOf(entry)},
            {"ts", entry.step + 0.5},
            {"id", id_},
            {"name", std::string(category)},
            {"cat", std::string(category)}};
  }

  const Document& document_;
  Json& events_;
  int id_ = 0;
};

}  // namespace

std::string PerfettoReport(const Document& document) {
  Json events = Json::array();
  AddTracks(document, events);
  for (const Entry& entry : document.entries) {
    events.push_back(entry.kind == Entry::Kind::kStep ? Slice(entry)
                                                      : Instant(entry));
  }
  Arrows arrows(document, events);
  for (const checker::CausalEdge& edge : document.edges)
    arrows.Add(EdgeName(edge.kind), edge.from, edge.to);
  for (const checker::OrderedPair& pair : document.pairs)
    arrows.Add("decides", pair.first, pair.second);
  const Json trace = {{"displayTimeUnit", "ns"},
                      {"otherData",
                       {{"story", document.story},
                        {"passes_if", document.passes_if},
                        {"guarantee", document.header.guarantee},
                        {"again", document.header.command}}},
                      {"traceEvents", std::move(events)}};
  return absl::StrCat(trace.dump(1, ' ', false, Json::error_handler_t::replace),
                      "\n");
}

}  // namespace diorace::report
