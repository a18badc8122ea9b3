#include "checker/explore/cut_apart.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "checker/runtime/dependence.h"
#include "checker/runtime/ids.h"

namespace checker {
namespace {

// A part with fewer is not cut.
constexpr size_t kFewestToCut = 4;
// Whose pairs of steps are looked at for the next cut, of each part.
constexpr size_t kModels = 4;
constexpr double kAllWeight = 0x1p40;

// A part that may still be cut.
struct Piece {
  Part part;
  std::vector<size_t> samples;  // of those drawn, by index
  uint64_t weight = 0;
  bool whole = false;  // nothing cuts it

  uint64_t ToCut() const {
    return whole || samples.size() < kFewestToCut ? 0 : weight;
  }
};

// Two steps of a trace, as every trace has them; or one, a choice.
struct Place {
  friend auto operator<=>(const Place&, const Place&) = default;

  TaskId task = kNoTask;
  uint32_t nth = 0;
};
struct Cut {
  friend auto operator<=>(const Cut&, const Cut&) = default;

  Place a;
  Place b = {};
  int count = 0;  // of a choice's values
};

// By trace: half of all weight by how often a trace's steps were drawn, half by
// how many orders of them there are; each is wrong where the other is not.
// Whole numbers, which add up to the same in any order.
std::vector<uint64_t> WeightsOf(const SampledTraces& sampled) {
  std::vector<double> count(sampled.orders.size());
  for (const size_t set : sampled.step_sets) ++count[set];
  const double orders =
      std::accumulate(sampled.orders.begin(), sampled.orders.end(), 0.0);
  const auto traces = static_cast<double>(sampled.traces.size());
  std::vector<uint64_t> weights;
  weights.reserve(sampled.step_sets.size());
  for (const size_t set : sampled.step_sets) {
    weights.push_back(static_cast<uint64_t>(
        kAllWeight * (1 / traces + sampled.orders[set] / orders / count[set])));
  }
  return weights;
}

class Cutter {
 public:
  explicit Cutter(const SampledTraces& sampled)
      : sampled_(sampled), weights_(WeightsOf(sampled)) {
    Piece whole;
    whole.weight =
        std::accumulate(weights_.begin(), weights_.end(), uint64_t{0});
    whole.samples.resize(sampled.traces.size());
    std::iota(whole.samples.begin(), whole.samples.end(), size_t{0});
    pieces_.push_back(std::move(whole));
  }

  // Cuts the piece with most samples until there are `count`.
  void CutInto(size_t count) {
    while (pieces_.size() < count) {
      const auto largest = std::max_element(
          pieces_.begin(), pieces_.end(),
          [](const Piece& a, const Piece& b) { return a.ToCut() < b.ToCut(); });
      if (largest->ToCut() == 0) return;
      const std::optional<Cut> cut = BestCut(*largest);
      if (!cut.has_value()) {
        largest->whole = true;
        continue;
      }
      const Piece piece = std::move(*largest);
      pieces_.erase(largest);
      for (int side = 0; side < Sides(*cut); ++side)
        pieces_.push_back(SideOf(piece, *cut, side));
    }
  }

  std::vector<Piece>& pieces() { return pieces_; }

 private:
  static int Sides(const Cut& cut) { return cut.count != 0 ? cut.count : 2; }

  // On which side of `cut` a trace is; where it is on none, on the first.
  // `certain` is false if it might be met on several.
  int SideOf(const SampledTrace& trace, const Cut& cut, bool& certain) const {
    certain = false;
    const size_t a = trace.Find(cut.a.task, cut.a.nth);
    if (a == trace.size()) return 0;
    if (cut.count != 0) {
      certain = trace[a].count == cut.count;
      return certain ? static_cast<int>(trace[a].access.level) : 0;
    }
    const size_t b = trace.Find(cut.b.task, cut.b.nth);
    if (b == trace.size() || !Ordered(trace[a].access, trace[b].access))
      return 0;
    certain = true;
    return a < b ? 0 : 1;
  }

  NthStep Named(const Place& place) const {
    return {.task = sampled_.task_labels[Index(place.task)], .nth = place.nth};
  }

  Piece SideOf(const Piece& piece, const Cut& cut, int side) const {
    Piece part{.part = piece.part, .samples = {}};
    Constraint constraint{.first = Named(cut.a), .owns_others = side == 0};
    if (cut.count != 0) {
      constraint.count = cut.count;
      constraint.value = side;
    } else {
      constraint.then = Named(cut.b);
      if (side == 1) std::swap(constraint.first, constraint.then);
    }
    part.part.push_back(std::move(constraint));
    bool certain = false;
    for (const size_t index : piece.samples) {
      if (SideOf(sampled_.traces[index], cut, certain) != side) continue;
      part.samples.push_back(index);
      part.weight += weights_[index];
    }
    return part;
  }

  // The choices of a trace, and the pairs of steps that conflict.
  void AddCuts(const SampledTrace& trace, std::set<Cut>& cuts) const {
    for (size_t j = 0; j < trace.size(); ++j) {
      const SampledTrace::Event& later = trace[j];
      const Place b{later.access.task, later.nth};
      if (later.count != 0) {
        cuts.insert({.a = b, .count = later.count});
        continue;
      }
      for (size_t i = 0; i < j; ++i) {
        const Access& access = trace[i].access;
        if (trace[i].count != 0 || access.task == later.access.task ||
            !Ordered(access, later.access))
          continue;
        const Place a{access.task, trace[i].nth};
        cuts.insert(a < b ? Cut{.a = a, .b = b} : Cut{.a = b, .b = a});
      }
    }
  }

  // The cut whose largest side is smallest. What would be met on several sides
  // counts as if it were.
  std::optional<Cut> BestCut(const Piece& piece) const {
    std::set<Cut> cuts;
    const size_t all = piece.samples.size();
    for (size_t model = 0; model < std::min(kModels, all); ++model)
      AddCuts(sampled_.traces[piece.samples[model * all / kModels]], cuts);
    std::optional<Cut> best;
    size_t smallest = all;
    std::vector<size_t> sides;
    for (const Cut& cut : cuts) {
      sides.assign(static_cast<size_t>(Sides(cut)), 0);
      size_t uncertain = 0;
      for (const size_t index : piece.samples) {
        bool certain = false;
        const int side = SideOf(sampled_.traces[index], cut, certain);
        ++(certain ? sides[static_cast<size_t>(side)] : uncertain);
      }
      const size_t largest =
          *std::max_element(sides.begin(), sides.end()) + uncertain;
      if (largest >= smallest) continue;
      smallest = largest;
      best = cut;
    }
    return best;
  }

  const SampledTraces& sampled_;
  const std::vector<uint64_t> weights_;
  std::vector<Piece> pieces_;
};

}  // namespace

std::vector<SampledPart> CutApart(const SampledTraces& sampled, size_t count) {
  Cutter cutter(sampled);
  cutter.CutInto(count);
  std::vector<SampledPart> parts;
  for (Piece& piece : cutter.pieces())
    parts.push_back({std::move(piece.part), piece.weight});
  return parts;
}

}  // namespace checker
