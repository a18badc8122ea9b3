#include "checker/division/saved_state.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "checker/explore/wakeup_tree.h"
#include "checker/runtime/dependence.h"
#include "checker/runtime/ids.h"

namespace checker {
namespace {

void SaveAccess(const Access& access, SavedAccess& saved) {
  saved.set_task(static_cast<uint32_t>(Index(access.task)));
  saved.set_kind(static_cast<uint32_t>(access.kind));
  saved.set_effect(static_cast<uint32_t>(access.effect));
  saved.set_object(static_cast<uint32_t>(Index(access.object)));
  saved.set_owner(static_cast<uint32_t>(Index(access.owner)));
  saved.set_begin(access.range.begin);
  saved.set_end(access.range.end);
  saved.set_level(access.level);
}

Access RestoredAccess(const SavedAccess& saved) {
  return {.task = static_cast<TaskId>(saved.task()),
          .kind = static_cast<OpKind>(saved.kind()),
          .effect = static_cast<Effect>(saved.effect()),
          .object = static_cast<ObjectId>(saved.object()),
          .owner = static_cast<ObjectId>(saved.owner()),
          .range = {saved.begin(), saved.end()},
          .level = saved.level()};
}

void SaveNode(const DporState::Node& node, SavedNode& saved) {
  saved.set_enabled(node.enabled.bits());
  saved.set_count(static_cast<uint32_t>(node.count));
  saved.set_task(static_cast<uint32_t>(Index(node.task)));
  saved.set_value(static_cast<uint32_t>(node.value));
  saved.set_fingerprint(node.fingerprint);
  saved.set_announced(node.announced);
  saved.set_sleeping(node.sleeping.bits());
  saved.set_sleepers_begin(node.sleepers_begin);
  saved.set_sleepers_end(node.sleepers_end);
  saved.set_left(node.left);
  saved.set_backtrack(node.backtrack.bits());
  saved.set_as_planned(node.as_planned);
  saved.set_given(node.given);
  saved.set_finished_before(node.finished_before);
  saved.set_finished_by_others(node.finished_by_others);
  saved.set_done(node.done);
}

DporState::Node RestoredNode(const SavedNode& saved) {
  DporState::Node node;
  node.enabled = TaskSet::FromBits(saved.enabled());
  node.count = static_cast<int>(saved.count());
  node.task = static_cast<TaskId>(saved.task());
  node.value = static_cast<int>(saved.value());
  node.fingerprint = saved.fingerprint();
  node.announced = saved.announced();
  node.sleeping = TaskSet::FromBits(saved.sleeping());
  node.sleepers_begin = saved.sleepers_begin();
  node.sleepers_end = saved.sleepers_end();
  node.left = saved.left();
  node.backtrack = TaskSet::FromBits(saved.backtrack());
  node.as_planned = saved.as_planned();
  node.given = saved.given();
  node.finished_before = saved.finished_before();
  node.finished_by_others = saved.finished_by_others();
  node.done = saved.done();
  return node;
}

void SaveOrigin(const IdentityTable::Origin& origin, SavedOrigin& saved) {
  saved.set_creator(static_cast<uint32_t>(Index(origin.creator)));
  saved.set_text(origin.text);
  saved.set_index(origin.index);
}

IdentityTable::Origin RestoredOrigin(const SavedOrigin& saved) {
  return {static_cast<TaskId>(saved.creator()), saved.text(), saved.index()};
}

using AccessKey = std::tuple<TaskId, OpKind, Effect, ObjectId, ObjectId,
                             uint32_t, uint32_t, uint32_t>;

AccessKey KeyOf(const Access& access) {
  return {access.task,  access.kind,        access.effect,    access.object,
          access.owner, access.range.begin, access.range.end, access.level};
}

void SaveForest(const WakeupForest& forest, SavedStrategy& saved) {
  absl::flat_hash_map<AccessKey, uint32_t> known;  // never iterated
  for (const WakeupForest::Branch& branch : forest.branches()) {
    const auto [access, is_new] = known.try_emplace(
        KeyOf(branch.access), static_cast<uint32_t>(known.size()));
    if (is_new) SaveAccess(branch.access, *saved.add_access());
    saved.add_branch_access(access->second);
    saved.add_branch_children(branch.children + 1);
    saved.add_branch_next(branch.next + 1);
  }
  saved.set_free_branch(forest.free_list());
}

WakeupForest RestoredForest(const SavedStrategy& saved) {
  std::vector<WakeupForest::Branch> branches;
  branches.reserve(static_cast<size_t>(saved.branch_access_size()));
  for (int i = 0; i < saved.branch_access_size(); ++i) {
    const auto access = static_cast<int>(saved.branch_access(i));
    branches.push_back({.access = RestoredAccess(saved.access(access)),
                        .children = saved.branch_children(i) - 1,
                        .next = saved.branch_next(i) - 1});
  }
  return {std::move(branches), saved.free_branch()};
}

}  // namespace

SavedStrategy Save(const DporState& state,
                   const Execution::Identities& identities) {
  SavedStrategy saved;
  for (const IdentityTable::Origin& task : identities.tasks)
    SaveOrigin(task, *saved.add_task());
  for (const IdentityTable::Origin& object : identities.objects)
    SaveOrigin(object, *saved.add_object());
  for (const DporState::Node& node : state.path)
    SaveNode(node, *saved.add_node());
  for (const Access& sleeper : state.sleepers)
    SaveAccess(sleeper, *saved.add_sleeper());
  SaveForest(state.forest, saved);
  saved.set_inherited(state.inherited);
  saved.set_finished(state.finished);
  return saved;
}

DporState RestoredState(const SavedStrategy& saved) {
  DporState state;
  for (const SavedNode& node : saved.node())
    state.path.push_back(RestoredNode(node));
  for (const SavedAccess& sleeper : saved.sleeper())
    state.sleepers.push_back(RestoredAccess(sleeper));
  state.forest = RestoredForest(saved);
  state.inherited = saved.inherited();
  state.finished = saved.finished();
  return state;
}

bool IsSound(const SavedStrategy& saved) {
  const auto tasks = static_cast<size_t>(saved.task_size());
  const auto objects = static_cast<size_t>(saved.object_size());
  const auto is_object = [&](uint32_t object) {
    return object < objects || object == Index(kNoObject);
  };
  const auto is_access = [&](const SavedAccess& access) {
    return access.task() < tasks && is_object(access.object()) &&
           is_object(access.owner()) &&
           access.kind() < static_cast<uint32_t>(OpKind::kCount) &&
           access.effect() <= static_cast<uint32_t>(Effect::kChoice);
  };
  const auto is_origin = [&](const SavedOrigin& origin) {
    return origin.creator() < kMaxTasks || origin.creator() == Index(kNoTask);
  };
  // Each branch is in one list, so that none goes in a circle.
  std::vector<bool> listed(static_cast<size_t>(saved.branch_access_size()));
  const auto is_list = [&](uint32_t first) {
    if (first == WakeupForest::kNone) return true;
    if (first >= listed.size() || listed[first]) return false;
    listed[first] = true;
    return true;
  };
  const auto is_link = [&](uint32_t link) { return is_list(link - 1); };
  const auto is_saved_access = [&](uint32_t access) {
    return access < static_cast<uint32_t>(saved.access_size());
  };
  const auto sleepers = static_cast<uint32_t>(saved.sleeper_size());
  const auto is_node = [&](const SavedNode& node) {
    return node.task() < tasks && is_list(node.left()) &&
           node.sleepers_begin() <= node.sleepers_end() &&
           node.sleepers_end() <= sleepers;
  };
  const auto all = [](const auto& list, const auto& is) {
    return std::all_of(list.begin(), list.end(), is);
  };
  return tasks <= kMaxTasks &&
         saved.branch_children_size() == saved.branch_access_size() &&
         saved.branch_next_size() == saved.branch_access_size() &&
         is_list(saved.free_branch()) && is_list(saved.inherited()) &&
         all(saved.task(), is_origin) && all(saved.object(), is_origin) &&
         all(saved.node(), is_node) && all(saved.sleeper(), is_access) &&
         all(saved.access(), is_access) &&
         all(saved.branch_access(), is_saved_access) &&
         all(saved.branch_children(), is_link) &&
         all(saved.branch_next(), is_link);
}

Execution::Identities RestoredIdentities(const SavedStrategy& saved) {
  Execution::Identities identities;
  for (const SavedOrigin& task : saved.task())
    identities.tasks.push_back(RestoredOrigin(task));
  for (const SavedOrigin& object : saved.object())
    identities.objects.push_back(RestoredOrigin(object));
  return identities;
}

}  // namespace checker
