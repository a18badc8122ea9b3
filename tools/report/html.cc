#include "tools/report/html.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "checker/runtime/executor.h"
#include "nlohmann/json.hpp"
#include "tools/report/columns.h"
#include "tools/report/page.h"

namespace diorace::report {
namespace {

using Json = nlohmann::ordered_json;

Json HeaderJson(const Header& header) {
  return {{"scenario", header.scenario}, {"description", header.description},
          {"release", header.release},   {"switches", header.switches},
          {"kind", header.kind},         {"oracle", header.oracle},
          {"object", header.object},     {"blame", header.blame},
          {"row", header.row},           {"message", header.message},
          {"found", header.found},       {"guarantee", header.guarantee},
          {"command", header.command}};
}

Json ChangesJson(const std::vector<checker::StateChange>& changes) {
  Json list = Json::array();
  for (const checker::StateChange& change : changes) {
    Json& made = list.emplace_back(Json{{"object", change.object}});
    if (!change.contents.has_value()) {
      made["freed"] = true;
      continue;
    }
    made["sort"] = change.contents->sort;
    if (change.contents->bytes.empty()) {
      made["text"] = Printable(change.contents->text);
      continue;
    }
    Json& runs = made["runs"] = Json::array();
    for (const checker::ByteRun& run : change.contents->bytes)
      runs.push_back({run.value, run.count});
  }
  return list;
}

const char* NameOf(Entry::Kind kind) {
  switch (kind) {
    case Entry::Kind::kStep:
      return "step";
    case Entry::Kind::kChoice:
      return "choice";
    case Entry::Kind::kNote:
      return "note";
    case Entry::Kind::kViolation:
      return "violation";
  }
  return "";
}

Json EntryJson(const Entry& entry) {
  Json made = {{"kind", NameOf(entry.kind)},
               {"step", entry.step},
               {"lane", entry.lane.has_value() ? Json(*entry.lane) : Json()},
               {"after", entry.after},
               {"marked", entry.marked},
               {"changes", ChangesJson(entry.changes)}};
  if (entry.kind != Entry::Kind::kStep) {
    made["text"] = entry.text;
    return made;
  }
  made["operation"] = entry.operation;
  made["object"] = entry.object;
  made["range"] = entry.range.end == 0
                      ? Json()
                      : Json::array({entry.range.begin, entry.range.end});
  made["values"] = entry.values;
  made["label"] = entry.label;
  made["at"] = entry.at;
  made["preempts"] = entry.preempts;
  return made;
}

Json DocumentJson(const Document& document) {
  Json lanes = Json::array(), entries = Json::array(), sections = Json::array(),
       edges = Json::array(), pairs = Json::array();
  for (const Lane& lane : document.lanes) {
    lanes.push_back(
        {{"task", lane.task},
         {"kind", std::string(checker::ContextKindName(lane.kind))}});
  }
  for (const Entry& entry : document.entries)
    entries.push_back(EntryJson(entry));
  for (const Section& section : SectionsOf(document)) {
    sections.push_back(
        {{"begin", section.begin},
         {"end", section.end},
         {"folded", section.folded},
         {"text", section.folded ? FoldedText(document, section) : ""}});
  }
  for (const checker::CausalEdge& edge : document.edges)
    edges.push_back(
        Json::array({edge.from, edge.to, std::string(EdgeName(edge.kind))}));
  for (const checker::OrderedPair& pair : document.pairs)
    pairs.push_back(Json::array({pair.first, pair.second}));
  return {{"schema", 1},
          {"header", HeaderJson(document.header)},
          {"story", document.story},
          {"passes_if", document.passes_if},
          {"lanes", std::move(lanes)},
          {"entries", std::move(entries)},
          {"sections", std::move(sections)},
          {"initial", ChangesJson(document.initial)},
          {"edges", std::move(edges)},
          {"pairs", std::move(pairs)}};
}

}  // namespace

std::string HtmlReport(const Document& document) {
  const std::string json = DocumentJson(document).dump(
      -1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
  // Nothing that a parser of HTML could take for markup is left.
  const std::string data = absl::StrReplaceAll(
      json, {{"<", "\\u003c"}, {">", "\\u003e"}, {"&", "\\u0026"}});
  return absl::StrReplaceAll(
      kPageTemplate,
      {{"@STYLE@", kPageStyle}, {"@DATA@", data}, {"@SCRIPT@", kPageScript}});
}

}  // namespace diorace::report
