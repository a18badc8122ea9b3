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

size_t IdentityTable::Id(TaskId creator_id, const Name& name) {
  if (Index(creator_id) >= creators_.size())
    creators_.resize(Index(creator_id) + 1);
  Creator& creator = creators_[Index(creator_id)];
  if (creator.execution != execution_) {
    creator.execution = execution_;
    creator.created = 0;
  }
  Key& key = FindKey(creator, name);
  if (key.execution != execution_) {
    key.execution = execution_;
    key.used = 0;
  }
  const size_t occurrence = key.used++;
  if (occurrence == key.ids.size()) {
    key.ids.push_back(labels_.size());
    labels_.push_back(MakeLabel(creator_id, name, occurrence));
  }
  return key.ids[occurrence];
}

IdentityTable::Key& IdentityTable::FindKey(Creator& creator, const Name& name) {
  const auto matches = [&](const Key& key) {
    return key.index == name.index && key.text == name.text;
  };
  const size_t nth = creator.created++;
  if (nth == creator.guesses.size()) creator.guesses.push_back(0);
  size_t& guess = creator.guesses[nth];
  if (guess >= creator.keys.size() || !matches(creator.keys[guess])) {
    guess = std::find_if(creator.keys.begin(), creator.keys.end(), matches) -
            creator.keys.begin();
    if (guess == creator.keys.size())
      creator.keys.push_back({std::string(name.text), name.index, {}});
  }
  return creator.keys[guess];
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
