#include "checker/explore/remembered_decision.h"

#include "checker/explore/nondeterminism.h"

namespace checker {

std::string RememberedDecision::WhatElse(const SchedulingPoint& point) const {
  if (count != 0) return "an operation instead of a choice";
  if (enabled != point.enabled) return "other tasks can run";
  if (fingerprint == 0) return "tasks announce other operations";
  return AnnouncesText(point, task);
}

}  // namespace checker
