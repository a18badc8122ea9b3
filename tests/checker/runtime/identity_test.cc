// IdentityTable: the same thing has the same id in every execution.

#include "checker/runtime/identity.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace checker {
namespace {

using ::testing::ElementsAre;

constexpr TaskId kBody{0};

// Tasks "main", "writer" and "writer/helper", as an execution registers them.
class IdentityTableTest : public testing::Test {
 protected:
  IdentityTableTest() {
    Start();
    writer_ = TaskId(tasks_.Id(kBody, "writer"));
    helper_ = TaskId(tasks_.Id(writer_, "helper"));
  }

  void Start() {
    tasks_.StartExecution();
    objects_.StartExecution();
    tasks_.Id(kBody, "main");
  }

  IdentityTable tasks_;
  IdentityTable objects_{&tasks_};
  TaskId writer_;
  TaskId helper_;
};

TEST_F(IdentityTableTest, LabelsSayWhoCreatedWhat) {
  const auto label = [&](TaskId creator, const Name& name) {
    return objects_.label(objects_.Id(creator, name));
  };
  EXPECT_EQ(label(kBody, "dio"), "dio");
  EXPECT_EQ(label(writer_, "dio"), "writer/dio");
  EXPECT_EQ(label(writer_, "dio"), "writer/dio#2");
  EXPECT_EQ(label(helper_, Name("bio", 3)), "writer/helper/bio[3]");
  EXPECT_EQ(label(helper_, Name("bio", 3)), "writer/helper/bio[3]#2");
  EXPECT_EQ(tasks_.label(Index(kBody)), "main");
  EXPECT_EQ(tasks_.label(Index(helper_)), "writer/helper");
}

// Whatever names contain, labels are as different as what they stand for.
TEST_F(IdentityTableTest, LabelsOfDifferentThingsDiffer) {
  const auto label = [&](TaskId creator, const Name& name) {
    return objects_.label(objects_.Id(creator, name));
  };
  EXPECT_EQ(label(kBody, "x"), "x");
  EXPECT_EQ(label(kBody, "x"), "x#2");
  EXPECT_EQ(label(kBody, "x#2"), "x\\#2");
  EXPECT_EQ(label(kBody, Name("x", 1)), "x[1]");
  EXPECT_EQ(label(kBody, "x[1]"), "x\\[1]");
  EXPECT_EQ(label(writer_, "x"), "writer/x");
  EXPECT_EQ(label(kBody, "writer/x"), "writer\\/x");
  EXPECT_EQ(label(kBody, "x\\#2"), "x\\\\\\#2");
}

TEST_F(IdentityTableTest, IdsAreDense) {
  EXPECT_EQ(objects_.size(), 0);
  EXPECT_EQ(objects_.Id(kBody, "a"), 0);
  EXPECT_EQ(objects_.Id(kBody, "b"), 1);
  EXPECT_EQ(objects_.Id(writer_, "a"), 2);
  EXPECT_EQ(objects_.size(), 3);
}

TEST_F(IdentityTableTest, TheOrderOfDifferentCreatorsDoesNotMatter) {
  const size_t body_x = objects_.Id(kBody, "x");
  const size_t writer_x = objects_.Id(writer_, "x");
  const size_t writer_y = objects_.Id(writer_, "y");
  Start();
  EXPECT_EQ(objects_.Id(writer_, "x"), writer_x);
  EXPECT_EQ(objects_.Id(writer_, "y"), writer_y);
  EXPECT_EQ(objects_.Id(kBody, "x"), body_x);
  EXPECT_EQ(objects_.size(), 3);
}

TEST_F(IdentityTableTest, TheOrderOfDifferentNamesDoesNotMatter) {
  const size_t x = objects_.Id(kBody, "x");
  const size_t y = objects_.Id(kBody, "y");
  const size_t x2 = objects_.Id(kBody, "x");
  for (int i = 0; i < 2; ++i) {
    Start();
    EXPECT_EQ(objects_.Id(kBody, "y"), y);
    EXPECT_EQ(objects_.Id(kBody, "x"), x);
    EXPECT_EQ(objects_.Id(kBody, "x"), x2);
    Start();
    EXPECT_EQ(objects_.Id(kBody, "x"), x);
    EXPECT_EQ(objects_.Id(kBody, "x"), x2);
    EXPECT_EQ(objects_.Id(kBody, "y"), y);
  }
  EXPECT_EQ(objects_.size(), 3);
}

TEST_F(IdentityTableTest, OccurrencesCountFromTheStartOfEachExecution) {
  const size_t first = objects_.Id(kBody, "x");
  const size_t second = objects_.Id(kBody, "x");
  EXPECT_NE(first, second);
  Start();
  EXPECT_EQ(objects_.Id(kBody, "x"), first);
  Start();
  EXPECT_EQ(objects_.Id(kBody, "x"), first);
  EXPECT_EQ(objects_.Id(kBody, "x"), second);
}

TEST_F(IdentityTableTest, NamesAreCopied) {
  std::string name = "temporary";
  const size_t id = objects_.Id(kBody, name);
  name = "overwrite";
  EXPECT_EQ(objects_.label(id), "temporary");
}

TEST_F(IdentityTableTest, AnIndexIsPartOfTheName) {
  const size_t first = objects_.Id(kBody, Name("x", 0));
  const size_t second = objects_.Id(kBody, Name("x", 1));
  const size_t plain = objects_.Id(kBody, "x");
  EXPECT_EQ(objects_.label(first), "x[0]");
  EXPECT_EQ(objects_.label(second), "x[1]");
  EXPECT_EQ(objects_.label(plain), "x");
  Start();
  EXPECT_EQ(objects_.Id(kBody, "x"), plain);
  EXPECT_EQ(objects_.Id(kBody, Name("x", 1)), second);
  EXPECT_EQ(objects_.Id(kBody, Name("x", 0)), first);
}

TEST(NameTest, PrintsItsIndex) {
  EXPECT_EQ(Name("bio").ToString(), "bio");
  EXPECT_EQ(Name("bio", 0).ToString(), "bio[0]");
  EXPECT_EQ(Name("bio", 12).ToString(), "bio[12]");
}

}  // namespace
}  // namespace checker
