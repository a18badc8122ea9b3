#include "checker/schedule/story.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace checker {
namespace {

// What a task does to an object, by the name of the operation's kind.
std::string Verb(absl::string_view kind) {
  static const auto* const kVerbs =
      new std::map<absl::string_view, std::string>{
          {"load", "reads"},
          {"store", "sets"},
          {"read-modify-write", "changes"},
          {"compare-exchange", "compares and sets"},
          {"read", "reads"},
          {"write", "sets"},
          {"sample", "reads"},
          {"fill", "writes"},
          {"await", "waits for"},
          {"lock", "locks"},
          {"try-lock", "tries to lock"},
          {"unlock", "unlocks"},
          {"prepare-to-wait", "prepares to wait for"},
          {"sleep", "sleeps on"},
          {"finish-wait", "stops waiting for"},
          {"wake", "wakes"},
          {"complete", "completes"},
          {"complete-all", "completes for all"},
          {"wait-for", "waits for"},
          {"get", "takes a reference to"},
          {"put", "drops a reference to"},
          {"queue-work", "queues work on"},
          {"take-work", "takes work from"},
          {"free", "frees"},
      };
  const auto found = kVerbs->find(kind);
  return found == kVerbs->end() ? std::string(kind) : found->second;
}

class Teller {
 public:
  explicit Teller(const Timeline& timeline) {
    for (const TimelineEntry& entry : timeline.entries) {
      if (entry.kind == TimelineEntry::Kind::kOperation)
        steps_.push_back(&entry);
    }
  }

  // "writer reads buffer[0,256) in step 3 (b2 bio_integrity_generate)".
  std::string Phrase(uint32_t step) const {
    const TimelineEntry& entry = *steps_[step - 1];
    const OperationText& operation = entry.operation;
    std::string text = absl::StrCat(entry.task, " ", Verb(operation.kind), " ",
                                    operation.object);
    if (operation.range.end != 0)
      absl::StrAppend(&text, "[", operation.range.begin, ",",
                      operation.range.end, ")");
    absl::StrAppend(&text, " in step ", step);
    if (!operation.label.empty())
      absl::StrAppend(&text, " (", operation.label, ")");
    return text;
  }

  std::string Phrases(const std::vector<uint32_t>& steps) const {
    return absl::StrJoin(steps, ", and ",
                         [this](std::string* out, uint32_t step) {
                           absl::StrAppend(out, Phrase(step));
                         });
  }

 private:
  std::vector<const TimelineEntry*> steps_;
};

// A step, and those that it must come after or before.
struct Between {
  std::vector<uint32_t> after;
  std::vector<uint32_t> before;
};

// The pairs, each once: a step that has pairs on both sides takes them
// together, the others stay with their first step.
std::map<uint32_t, Between> Group(const std::vector<OrderedPair>& pairs) {
  std::map<uint32_t, Between> all;
  for (const OrderedPair& pair : pairs) {
    all[pair.first].before.push_back(pair.second);
    all[pair.second].after.push_back(pair.first);
  }
  std::map<uint32_t, Between> groups;
  for (const auto& [step, between] : all) {
    if (!between.after.empty() && !between.before.empty())
      groups[step] = between;
  }
  for (const OrderedPair& pair : pairs) {
    if (groups.contains(pair.first) && !groups[pair.first].after.empty())
      continue;
    if (groups.contains(pair.second) && !groups[pair.second].after.empty())
      continue;
    groups[pair.first].before.push_back(pair.second);
  }
  return groups;
}

}  // namespace

std::string StoryOf(const Timeline& timeline, const Explanation& explanation,
                    absl::string_view message, absl::string_view background) {
  const Teller teller(timeline);
  const bool decides =
      !explanation.pairs.empty() && explanation.pairs.front().decides;
  std::vector<std::string> sentences;
  for (const auto& [step, between] : Group(explanation.pairs)) {
    std::string sentence = sentences.empty() ? "First, " : "Also, ";
    if (!between.after.empty())
      absl::StrAppend(&sentence, teller.Phrases(between.after), "; then ");
    absl::StrAppend(&sentence, teller.Phrase(step));
    absl::StrAppend(&sentence,
                    between.after.empty() ? "; then " : "; and only then ",
                    teller.Phrases(between.before), ".");
    sentences.push_back(std::move(sentence));
  }
  if (!decides) {
    sentences.push_back(
        explanation.pairs.empty()
            ? "It takes no race: with these inputs and choices, every order of "
              "two steps leads here."
            : "The other order is no better: with these inputs and choices, "
              "either leads here.");
  }
  std::string rule = std::vector<std::string>(absl::StrSplit(message, '\n'))[0];
  while (!rule.empty() && (rule.back() == ':' || rule.back() == '.'))
    rule.pop_back();
  sentences.push_back(absl::StrCat("So the rule breaks: ", rule, "."));
  if (!background.empty()) sentences.emplace_back(background);
  return absl::StrJoin(sentences, " ");
}

std::string PassesIf(const Explanation& explanation) {
  if (explanation.pairs.empty() || !explanation.pairs.front().decides)
    return "";
  std::vector<std::string> ways;
  for (const auto& [step, between] : Group(explanation.pairs)) {
    const auto name = [](uint32_t n) { return absl::StrCat("step ", n); };
    const auto names = [&](const std::vector<uint32_t>& steps) {
      return absl::StrJoin(steps, " or ", [&](std::string* out, uint32_t n) {
        absl::StrAppend(out, name(n));
      });
    };
    std::vector<std::string> places;
    if (!between.after.empty())
      places.push_back(absl::StrCat("before ", names(between.after)));
    if (!between.before.empty())
      places.push_back(absl::StrCat("after ", names(between.before)));
    ways.push_back(
        absl::StrCat(name(step), " came ", absl::StrJoin(places, ", or ")));
  }
  if (ways.empty()) return "";
  return absl::StrCat("It would pass if ", absl::StrJoin(ways, "; or if "),
                      ".");
}

}  // namespace checker
