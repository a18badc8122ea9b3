#include "checker/schedule/schedule_diff.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

#include "checker/schedule/schedule_file.h"

namespace checker {
namespace {

// What a decision is recognised by. `repetition` tells apart what only a file
// that nobody recorded holds twice.
struct Anchor {
  bool is_choice = false;
  std::string task;
  std::string what;    // operation, or site
  std::string object;  // of an operation
  uint32_t occurrence = 0;
  uint32_t repetition = 0;

  friend auto operator<=>(const Anchor&, const Anchor&) = default;
};

Anchor AnchorOf(const DecisionRecord& decision) {
  if (decision.has_choice()) {
    const ChoiceRecord& choice = decision.choice();
    return {.is_choice = true,
            .task = choice.task(),
            .what = choice.site(),
            .object = {},
            .occurrence = choice.occurrence()};
  }
  const StepRecord& step = decision.step();
  return {.is_choice = false,
          .task = step.task(),
          .what = step.operation(),
          .object = step.object(),
          .occurrence = step.occurrence()};
}

std::vector<Anchor> AnchorsOf(const Schedule& schedule) {
  std::vector<Anchor> anchors;
  std::map<Anchor, uint32_t> met;
  for (const DecisionRecord& decision : schedule.decision()) {
    Anchor anchor = AnchorOf(decision);
    const uint32_t repetition = met[anchor]++;
    anchor.repetition = repetition;
    anchors.push_back(std::move(anchor));
  }
  return anchors;
}

bool Same(const DecisionRecord& a, const DecisionRecord& b) {
  if (a.has_choice()) {
    return a.choice().value() == b.choice().value() &&
           a.choice().count() == b.choice().count();
  }
  return a.step().begin() == b.step().begin() &&
         a.step().end() == b.step().end();
}

// The members of a longest increasing subsequence of those of `places` that
// there are, by index. Patience sorting: `tails` holds, by length, the index
// with the smallest last value.
std::vector<size_t> LongestIncreasing(
    const std::vector<std::optional<size_t>>& places) {
  std::vector<size_t> tails;
  std::vector<std::optional<size_t>> before(places.size());
  for (size_t i = 0; i < places.size(); ++i) {
    if (!places[i].has_value()) continue;
    const auto at = std::lower_bound(
        tails.begin(), tails.end(), *places[i],
        [&](size_t tail, size_t value) { return *places[tail] < value; });
    if (at != tails.begin()) before[i] = *(at - 1);
    if (at == tails.end()) {
      tails.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<size_t> members;
  if (!tails.empty()) {
    for (std::optional<size_t> i = tails.back(); i.has_value(); i = before[*i])
      members.push_back(*i);
  }
  std::reverse(members.begin(), members.end());
  return members;
}

std::vector<std::optional<size_t>> PlacesIn(const std::vector<Anchor>& of,
                                            const std::vector<Anchor>& in) {
  std::map<Anchor, size_t> places;
  for (size_t i = 0; i < in.size(); ++i) places.emplace(in[i], i);
  std::vector<std::optional<size_t>> found;
  for (const Anchor& anchor : of) {
    const auto place = places.find(anchor);
    found.push_back(place == places.end() ? std::nullopt
                                          : std::optional(place->second));
  }
  return found;
}

}  // namespace

ScheduleDiff DiffSchedules(const Schedule& a, const Schedule& b) {
  const std::vector<Anchor> anchors_a = AnchorsOf(a);
  const std::vector<Anchor> anchors_b = AnchorsOf(b);
  ScheduleDiff diff;
  diff.a_in_b = PlacesIn(anchors_a, anchors_b);
  diff.b_in_a = PlacesIn(anchors_b, anchors_a);
  size_t next_a = 0;
  size_t next_b = 0;
  const auto single = [&](size_t end_a, size_t end_b) {
    while (next_a < end_a)
      diff.rows.push_back({.a = next_a++, .b = {}, .same = false});
    while (next_b < end_b)
      diff.rows.push_back({.a = {}, .b = next_b++, .same = false});
  };
  for (const size_t member : LongestIncreasing(diff.a_in_b)) {
    const size_t partner = *diff.a_in_b[member];
    single(member, partner);
    diff.rows.push_back({.a = next_a++,
                         .b = next_b++,
                         .same = Same(a.decision(static_cast<int>(member)),
                                      b.decision(static_cast<int>(partner)))});
  }
  single(anchors_a.size(), anchors_b.size());
  const auto differs =
      std::find_if(diff.rows.begin(), diff.rows.end(),
                   [](const ScheduleDiff::Row& row) { return !row.same; });
  if (differs != diff.rows.end())
    diff.first_difference = static_cast<size_t>(differs - diff.rows.begin());
  diff.same_violation = ViolationIdentity(a) == ViolationIdentity(b);
  return diff;
}

}  // namespace checker
