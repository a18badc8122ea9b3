#include "checker/runtime/identity.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace checker {
namespace {

// What labels are put together with, in a name: "x\#2" is a name, "x#2" the
// second x.
std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"\\", "\\\\"}, {"#", "\\#"}, {"/", "\\/"}, {"[", "\\["}});
}

}  // namespace

void IdentityTable::StartExecution() { ++execution_; }

// A guess is wrong, or there is none.
size_t IdentityTable::IdAnew(TaskId creator_id, const Name& name) {
  Creator& creator = creators_[Index(creator_id)];
  if (!creator.counts) {
    creator.counts = true;
    // Later guesses belong to another sequence.
    const size_t nth = creator.guess - creator.guesses.data();
    creator.guess = creator.guesses_end = nullptr;
    creator.guesses.resize(nth);
    for (size_t i = 0; i < nth; ++i)
      ++Count(creator, creator.guesses[i].key).used;
  }
  const size_t index = FindKey(creator, name);
  if (index == creator.keys.size())
    creator.keys.push_back({std::string(name.text), name.index, {}});
  Key& key = Count(creator, index);
  const size_t occurrence = key.used++;
  if (occurrence == key.ids.size()) {
    key.ids.push_back(labels_.size());
    labels_.push_back(MakeLabel(creator_id, name, occurrence));
  }
  const size_t id = key.ids[occurrence];
  creator.guesses.push_back(
      {std::string(name.text), name.index, static_cast<uint32_t>(index), id});
  return id;
}

std::vector<IdentityTable::Origin> IdentityTable::Save() const {
  std::vector<Origin> origins(labels_.size());
  for (size_t creator = 0; creator < creators_.size(); ++creator) {
    for (const Key& key : creators_[creator].keys) {
      for (const size_t id : key.ids)
        origins[id] = {static_cast<TaskId>(creator), key.text, key.index};
    }
  }
  return origins;
}

void IdentityTable::Restore(const std::vector<Origin>& origins) {
  for (const Origin& origin : origins) {
    Creator& creator = creators_[Index(origin.creator)];
    const Name name(origin.text, origin.index);
    const size_t index = FindKey(creator, name);
    if (index == creator.keys.size())
      creator.keys.push_back({origin.text, origin.index, {}});
    Key& key = creator.keys[index];
    key.ids.push_back(labels_.size());
    labels_.push_back(MakeLabel(origin.creator, name, key.ids.size() - 1));
  }
}

// The key, whose `used` is of this execution.
IdentityTable::Key& IdentityTable::Count(Creator& creator, size_t index) const {
  Key& key = creator.keys[index];
  if (key.execution != execution_) {
    key.execution = execution_;
    key.used = 0;
  }
  return key;
}

size_t IdentityTable::FindKey(Creator& creator, const Name& name) const {
  return std::find_if(creator.keys.begin(), creator.keys.end(),
                      [&](const Key& key) {
                        return key.index == name.index &&
                               Equal(name.text, key.text);
                      }) -
         creator.keys.begin();
}

std::string IdentityTable::MakeLabel(TaskId creator, const Name& name,
                                     size_t occurrence) const {
  // Id 0 of the table of tasks is the test body, which also creates itself.
  std::string label;
  if (Index(creator) != 0)
    absl::StrAppend(&label, creator_labels_[Index(creator)], "/");
  const std::string text = Escaped(name.text);
  absl::StrAppend(&label, Name(text, name.index).ToString());
  if (occurrence != 0) absl::StrAppend(&label, "#", occurrence + 1);
  return label;
}

}  // namespace checker
