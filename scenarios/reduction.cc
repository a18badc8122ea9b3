#include "scenarios/reduction.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace diorace {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// What is no part of the workload, by message and field.
bool IsFixed(const FieldDescriptor& field) {
  static const auto* const kFixed = new std::set<std::string>{
      "diorace.Scenario.upstream",   "diorace.Scenario.switch_setting",
      "diorace.Scenario.bounds",     "diorace.Scenario.expect",
      "diorace.Device.integrity",    "diorace.Device.open_zone",
      "diorace.Device.stable_writes"};
  return kFixed->contains(field.full_name());
}

// Of a device, only its size is part of the workload.
bool IsOfDevice(const FieldDescriptor& field) {
  return field.containing_type() == Device::descriptor() &&
         field.name() != "bytes";
}

bool IsOfLimits(const FieldDescriptor& field) {
  return field.containing_type() == Limits::descriptor();
}

bool IsSize(const FieldDescriptor& field) {
  return absl::EndsWith(field.name(), "bytes") || field.name() == "size";
}

bool IsCount(const FieldDescriptor& field) {
  return field.name() == "count" || field.name() == "budget";
}

bool IsOffset(const FieldDescriptor& field) {
  return absl::EndsWith(field.name(), "offset") || field.name() == "stride";
}

// Walks through a scenario; each edit is made on the scenario itself, copied,
// and undone.
class Reducer {
 public:
  explicit Reducer(const Scenario& scenario) : scenario_(scenario) {}

  std::vector<Scenario> Run() {
    Remove(scenario_, "task");
    for (Task& task : *scenario_.mutable_task()) Remove(task, "operation");
    if (scenario_.has_faults()) {
      Remove(scenario_, "faults");
      Remove(*scenario_.mutable_faults(), "kind");
    }
    Walk(scenario_);
    const uint32_t chunk = scenario_.chunk_bytes();
    scenario_.set_chunk_bytes(2 * chunk);
    Emit();
    scenario_.set_chunk_bytes(chunk);
    return std::move(reductions_);
  }

 private:
  void Emit() { reductions_.push_back(scenario_); }

  // Without the field, or without one of its elements, the last first.
  void Remove(Message& message, const std::string& name) {
    RemoveField(message, *message.GetDescriptor()->FindFieldByName(name));
  }

  void RemoveField(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    const std::unique_ptr<Message> before(message.New());
    before->CopyFrom(message);
    if (!field.is_repeated()) {
      reflection.ClearField(&message, &field);
      Emit();
      message.CopyFrom(*before);
      return;
    }
    for (int i = reflection.FieldSize(message, &field); i-- > 0;) {
      for (int at = i; at + 1 < reflection.FieldSize(message, &field); ++at)
        reflection.SwapElements(&message, &field, at, at + 1);
      reflection.RemoveLast(&message, &field);
      Emit();
      message.CopyFrom(*before);
    }
  }

  void Walk(Message& message) {
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* const field : fields) {
      if (IsFixed(*field) || IsOfDevice(*field)) continue;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        WalkMessages(message, *field);
      } else if (!field->is_repeated()) {
        ReduceScalar(message, *field);
      }
    }
  }

  void WalkMessages(Message& message, const FieldDescriptor& field) {
    const bool removed_before = field.message_type() == Task::descriptor() ||
                                message.GetDescriptor() == Task::descriptor() ||
                                field.message_type() == Faults::descriptor();
    // What an operation is cannot be left out of it.
    if (!removed_before && field.containing_oneof() == nullptr)
      RemoveField(message, field);
    const Reflection& reflection = *message.GetReflection();
    if (!field.is_repeated()) {
      Walk(*reflection.MutableMessage(&message, &field));
      return;
    }
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i)
      Walk(*reflection.MutableRepeatedMessage(&message, &field, i));
  }

  void ReduceScalar(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    if (IsOfLimits(field) ||
        (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL &&
         reflection.GetBool(message, &field) != field.default_value_bool())) {
      RemoveField(message, field);
      return;
    }
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_UINT32) return;
    const uint32_t value = reflection.GetUInt32(message, &field);
    uint32_t smaller = value;
    if (IsOffset(field)) smaller = 0;
    if (IsCount(field)) smaller = std::min<uint32_t>(value, 1);
    if (IsSize(field) && &message != &scenario_) smaller = value / 2;
    if (smaller == value || (smaller == 0 && IsSize(field))) return;
    reflection.SetUInt32(&message, &field, smaller);
    Emit();
    reflection.SetUInt32(&message, &field, value);
  }

  Scenario scenario_;
  std::vector<Scenario> reductions_;
};

}  // namespace

std::vector<Scenario> Reductions(const Scenario& scenario) {
  return Reducer(scenario).Run();
}

}  // namespace diorace
