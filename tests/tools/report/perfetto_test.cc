// Traces are what the trace-event format says, and hold every task and step.

#include "tools/report/perfetto.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/tools/report/sample_document.h"

namespace diorace::report {
namespace {

using Json = nlohmann::json;

std::vector<Json> EventsOf(const Json& trace, const std::string& phase) {
  std::vector<Json> events;
  for (const Json& event : trace.at("traceEvents")) {
    if (event.at("ph") == phase) events.push_back(event);
  }
  return events;
}

// What the format demands of every event of its phase.
void ExpectValid(const Json& trace) {
  const std::set<std::string> phases = {"M", "X", "i", "s", "f"};
  std::set<int> tracks;
  for (const Json& event : trace.at("traceEvents")) {
    const std::string phase = event.at("ph");
    EXPECT_TRUE(phases.contains(phase)) << event;
    EXPECT_TRUE(event.at("pid").is_number_integer()) << event;
    EXPECT_TRUE(event.at("tid").is_number_integer()) << event;
    EXPECT_TRUE(event.at("name").is_string()) << event;
    if (phase == "M") {
      EXPECT_TRUE(event.at("args").is_object()) << event;
      if (event["name"] == "thread_name")
        EXPECT_TRUE(tracks.insert(event["tid"].get<int>()).second) << event;
      continue;
    }
    EXPECT_TRUE(event.at("ts").is_number()) << event;
    EXPECT_TRUE(event.at("cat").is_string()) << event;
    if (phase == "X") EXPECT_GT(event.at("dur").get<double>(), 0) << event;
    if (phase == "i")
      EXPECT_TRUE(event.at("s") == "g" || event.at("s") == "t") << event;
    const int track = event["tid"];
    EXPECT_TRUE(tracks.contains(track) || track == 0) << event;
  }
}

bool Encloses(const Json& slice, const Json& event) {
  const double begin = slice["ts"], at = event["ts"];
  return slice["tid"] == event["tid"] && begin <= at &&
         at < begin + slice["dur"].get<double>();
}

// Each arrow has two ends, in time, and each of them is in a slice.
void ExpectArrowsBind(const Json& trace) {
  std::map<int, std::pair<Json, Json>> arrows;
  for (const Json& begin : EventsOf(trace, "s"))
    EXPECT_TRUE(arrows.try_emplace(begin.at("id"), begin, Json()).second);
  for (const Json& end : EventsOf(trace, "f")) {
    ASSERT_TRUE(arrows.contains(end.at("id"))) << end;
    EXPECT_EQ(end.at("bp"), "e");
    arrows[end["id"]].second = end;
  }
  const std::vector<Json> slices = EventsOf(trace, "X");
  for (const auto& [id, ends] : arrows) {
    const auto& [begin, end] = ends;
    ASSERT_FALSE(end.is_null()) << id;
    EXPECT_EQ(begin["name"], end["name"]);
    EXPECT_EQ(begin["cat"], end["cat"]);
    EXPECT_LT(begin["ts"].get<double>(), end["ts"].get<double>());
    for (const Json& event : {begin, end}) {
      int around = 0;
      for (const Json& slice : slices) around += Encloses(slice, event);
      EXPECT_EQ(around, 1) << event;
    }
  }
}

TEST(PerfettoTest, HasEveryTrackSliceAndArrow) {
  const Document document = R01();
  const Json trace = Json::parse(PerfettoReport(document));
  ExpectValid(trace);
  ExpectArrowsBind(trace);
  std::vector<std::string> names;
  for (const Json& event : EventsOf(trace, "M")) {
    if (event["name"] == "thread_name")
      names.push_back(event["args"].at("name"));
  }
  EXPECT_THAT(names, testing::ElementsAre("writer (user)", "user (user)",
                                          "writer/nvme0n1 (device)",
                                          "writer/nvme0n1/irq (irq)"));
  EXPECT_EQ(EventsOf(trace, "X").size(), 32u);
  std::vector<std::string> arrows;
  for (const Json& event : EventsOf(trace, "s"))
    arrows.push_back(event["name"]);
  EXPECT_THAT(arrows, testing::ElementsAre("conflict", "spawn", "conflict",
                                           "wake", "decides"));
}

TEST(PerfettoTest, StepsSayWhatTheyDid) {
  const Json trace = Json::parse(PerfettoReport(R01()));
  const Json store = EventsOf(trace, "X").at(11);
  EXPECT_EQ(store["name"], "user store");
  EXPECT_EQ(store["ts"], 12);
  EXPECT_EQ(store["cat"], "pair");
  EXPECT_EQ(store["args"]["operation"], "fill buffer[0,1)");
  EXPECT_EQ(store["args"]["values"], "42");
  EXPECT_EQ(store["args"]["holds"]["buffer"], "42 41×1023");
  EXPECT_THAT(store["args"]["source"].get<std::string>(),
              testing::StartsWith("model/mm/user_buffer.cc:"));
  std::vector<std::string> violations;
  for (const Json& event : EventsOf(trace, "i")) {
    if (event["cat"] == "violation") violations.push_back(event["name"]);
  }
  EXPECT_THAT(violations,
              testing::ElementsAre(testing::StartsWith("guard tag error at")));
}

// A choice, a worker, a task without a lane: whatever a scenario brings.
TEST(PerfettoTest, OtherScenariosAreValidToo) {
  for (const char* scenario :
       {"xfs_pi_write_bounced_one_fault_7_0", "xfs_pi_read_cpu_offline_lost",
        "bdev_pi_write_4k_store_all"}) {
    for (const checker::Schedule& schedule : SchedulesOf(scenario)) {
      const Json trace = Json::parse(PerfettoReport(DocumentOf(schedule, {})));
      ExpectValid(trace);
      ExpectArrowsBind(trace);
    }
  }
}

TEST(PerfettoTest, TakesAnyBytes) {
  EXPECT_TRUE(Json::accept(PerfettoReport(HostileDocument())));
}

}  // namespace
}  // namespace diorace::report
