#include "tools/cli/command_line.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/usage.h"

namespace diorace::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CommandLine Parsed(const std::vector<std::string>& arguments) {
  const absl::StatusOr<CommandLine> line = ParseCommandLine(arguments);
  EXPECT_TRUE(line.ok()) << line.status();
  return line.ok() ? *line : CommandLine();
}

std::string Refusal(const std::vector<std::string>& arguments) {
  return std::string(ParseCommandLine(arguments).status().message());
}

TEST(CommandLineTest, FlagsStandAnywhere) {
  for (const CommandLine& line :
       {Parsed({"--seed=7", "check", "a", "b"}),
        Parsed({"check", "a", "--seed", "7", "b"}),
        Parsed({"check", "-seed=7", "--", "a", "b"})}) {
    EXPECT_EQ(line.command, Command::kCheck);
    EXPECT_EQ(line.options.exploration.seed, 7u);
    EXPECT_THAT(line.arguments, ElementsAre("a", "b"));
  }
}

TEST(CommandLineTest, NothingIsAFlagAfterTwoDashes) {
  EXPECT_THAT(Parsed({"check", "--", "--seed=7", "--"}).arguments,
              ElementsAre("--seed=7", "--"));
}

TEST(CommandLineTest, ReadsEveryFlag) {
  const Options options =
      Parsed({"explore", "x", "--strategy=random",
              "--seed=18446744073709551615", "--max_executions=10",
              "--max_steps=20", "--time_limit=1m30s", "--output_dir=o",
              "--format=json", "--timing=never", "--progress=always",
              "--color=never", "--set=release=7.0", "--set", "dio_bounce=off"})
          .options;
  EXPECT_EQ(options.strategy, "random");
  EXPECT_EQ(options.exploration.seed, 18446744073709551615u);
  EXPECT_EQ(options.max_executions, 10u);
  EXPECT_EQ(options.max_steps, 20u);
  EXPECT_EQ(options.time_limit, absl::Seconds(90));
  EXPECT_EQ(options.output_dir, "o");
  EXPECT_EQ(options.format, Format::kJson);
  EXPECT_FALSE(options.timing);
  EXPECT_EQ(options.progress, When::kAlways);
  EXPECT_EQ(options.color, When::kNever);
  ASSERT_EQ(options.settings.size(), 2u);
  EXPECT_EQ(options.settings[0].key, "release");
  EXPECT_EQ(options.settings[1].value, "off");

  const Options filters =
      Parsed({"list", "--race=R01", "--test=generic/761", "--commit=3373"})
          .options;
  EXPECT_EQ(filters.race, "R01");
  EXPECT_EQ(filters.test, "generic/761");
  EXPECT_EQ(filters.commit, "3373");
}

// Reports have formats of their own.
TEST(CommandLineTest, AFormatIsTheCommands) {
  EXPECT_EQ(Parsed({"--format=html", "report", "s"}).options.format,
            Format::kHtml);
  EXPECT_EQ(Parsed({"report", "s", "--output=o"}).options.output, "o");
  EXPECT_THAT(Refusal({"report", "s", "--format=json"}),
              HasSubstr("text, html, markdown or perfetto"));
  EXPECT_THAT(Refusal({"check", "--format=html"}), HasSubstr("text or json"));
}

TEST(CommandLineTest, AFlagWithoutValueTakesNone) {
  const CommandLine line = Parsed({"check", "--coverage", "a"});
  EXPECT_TRUE(line.options.coverage);
  EXPECT_THAT(line.arguments, ElementsAre("a"));
  EXPECT_FALSE(Parsed({"check", "a"}).options.coverage);
  EXPECT_THAT(Refusal({"check", "--coverage=on"}),
              HasSubstr("--coverage takes no value; write --coverage"));
  EXPECT_THAT(Refusal({"explore", "--coverage", "a"}),
              HasSubstr("`diorace explore` does not take --coverage"));
  EXPECT_THAT(Usage(Command::kCheck), HasSubstr("\n  --coverage   "));
}

// The second release is an argument, wherever it stands.
TEST(CommandLineTest, DiffTakesTwoReleases) {
  EXPECT_THAT(Parsed({"releases", "--diff=6.19,7.0"}).options.diff,
              ElementsAre("6.19", "7.0"));
  const CommandLine line = Parsed({"releases", "--diff", "6.19", "7.0"});
  EXPECT_THAT(line.options.diff, ElementsAre("6.19"));
  EXPECT_THAT(line.arguments, ElementsAre("7.0"));
}

TEST(CommandLineTest, RefusesValuesThatMakeNoSense) {
  EXPECT_THAT(Refusal({"check", "--max_executions=0"}),
              HasSubstr("--max_executions: '0' is not a number from 1 to"));
  EXPECT_THAT(Refusal({"check", "--seed=-1"}), HasSubstr("--seed: '-1'"));
  EXPECT_THAT(Refusal({"check", "--time_limit=5"}),
              HasSubstr("'5' is not a time, such as 30s"));
  EXPECT_THAT(Refusal({"check", "--time_limit=-5s"}), HasSubstr("'-5s'"));
  EXPECT_THAT(Refusal({"check", "--format=xml"}), HasSubstr("text or json"));
  EXPECT_THAT(Refusal({"check", "--progress=yes"}),
              HasSubstr("auto, always or never"));
  EXPECT_THAT(Refusal({"check", "--output_dir="}), HasSubstr("a folder"));
  EXPECT_THAT(Refusal({"releases", "--diff="}), HasSubstr("two releases"));
  EXPECT_THAT(Refusal({"explore", "--set=dio_bounce"}),
              HasSubstr("release=NAME or SWITCH=on|off or limits.FIELD"));
  EXPECT_THAT(Refusal({"explore", "--set=dio_bounce=1"}),
              HasSubstr("the switch dio_bounce is set to on or off"));
  EXPECT_THAT(Refusal({"check", "--seed"}),
              HasSubstr("needs a value: --seed=N"));
  EXPECT_THAT(Refusal({"check", "--seed", "--format=json"}),
              HasSubstr("--seed needs a value"));
}

TEST(CommandLineTest, RefusesUnknownNamesAndSaysWhatIsNear) {
  EXPECT_THAT(Refusal({"chekc"}),
              HasSubstr("there is no command 'chekc'; did you mean check?"));
  EXPECT_THAT(Refusal({"frobnicate"}),
              HasSubstr("the commands are list, check, explore, replay"));
  EXPECT_THAT(
      Refusal({"check", "--max_execution=3"}),
      HasSubstr("no flag --max_execution; did you mean --max_executions?"));
  EXPECT_THAT(Refusal({"check", "--strategy=depth"}),
              HasSubstr("there is no strategy 'depth'"));
}

TEST(CommandLineTest, RefusesFlagsThatMeanNothingToTheCommand) {
  EXPECT_THAT(Refusal({"replay", "f", "--seed=1"}),
              HasSubstr("`diorace replay` does not take --seed"));
  EXPECT_THAT(Refusal({"--set=a=on", "check"}),
              HasSubstr("`diorace check` does not take --set"));
}

TEST(CommandLineTest, RefusesFlagsThatWouldDoNothing) {
  EXPECT_THAT(Refusal({"check", "a", "--checkpoint_interval=30s"}),
              HasSubstr("--checkpoint_interval: nothing is saved without "
                        "--checkpoint=FILE"));
  EXPECT_THAT(Refusal({"check", "a", "--resume"}),
              HasSubstr("without --checkpoint=FILE"));
  for (const char* flag : {"--jobs=2", "--shard=0/2", "--checkpoint=f"}) {
    EXPECT_THAT(Refusal({"explore", "a", "--commutation_check=on", flag}),
                HasSubstr("--commutation_check is neither divided nor saved; "
                          "leave out one of the two"));
    Parsed({"explore", "a", "--commutation_check=off", flag});
  }
  Parsed({"check", "a", "--checkpoint_interval=30s", "--checkpoint=f"});
}

TEST(CommandLineTest, VersionIsAskedForInTwoWays) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"version"}, {"--version"}, {"check", "x", "--seed=1", "--version"}})
    EXPECT_EQ(Parsed(arguments).command, Command::kVersion);
  EXPECT_THAT(Usage(Command::kNone), HasSubstr("diorace version "));
}

TEST(CommandLineTest, TakesEveryStrategy) {
  for (const char* strategy :
       {"dpor", "dfs", "random", "pct", "pos", "urw", "surw", "auto"}) {
    const absl::StatusOr<CommandLine> line = ParseCommandLine(
        {"check", absl::StrCat("--strategy=", strategy), "--depth=2"});
    ASSERT_TRUE(line.ok()) << line.status();
    EXPECT_EQ(line->options.strategy, strategy);
  }
  EXPECT_THAT(Refusal({"check", "--strategy=best"}),
              HasSubstr("there is no strategy 'best'"));
  EXPECT_THAT(Refusal({"check", "--preemption_bound=few"}),
              HasSubstr("auto or a number from 0 to 1000"));
  EXPECT_THAT(Refusal({"check", "--dpor=best"}),
              HasSubstr("optimal or source"));
}

TEST(CommandLineTest, HelpIsAskedForInManyWays) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"help"}, {"--help"}, {"-h"}}) {
    EXPECT_TRUE(Parsed(arguments).help);
    EXPECT_EQ(Parsed(arguments).command, Command::kNone);
  }
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"help", "check"}, {"check", "--help"}, {"--help", "check", "x"}}) {
    EXPECT_TRUE(Parsed(arguments).help);
    EXPECT_EQ(Parsed(arguments).command, Command::kCheck);
  }
  EXPECT_FALSE(Parsed({}).help);
}

// Every flag is in the help of the commands that take it, on lines that fit.
TEST(UsageTest, TellsEveryFlag) {
  for (const Command command :
       {Command::kList, Command::kCheck, Command::kExplore, Command::kReplay,
        Command::kReport, Command::kFuzz, Command::kReleases}) {
    const std::string usage = Usage(command);
    for (const FlagInfo& flag : AllFlags()) {
      bool takes = false;
      for (const FlagInfo& other : AllFlags()) {
        takes |= other.name == flag.name &&
                 (other.commands & static_cast<unsigned>(command)) != 0;
      }
      const absl::string_view after = flag.value.empty() ? " " : "=";
      EXPECT_EQ(
          absl::StrContains(usage, absl::StrCat("  --", flag.name, after)),
          takes)
          << flag.name;
    }
  }
}

}  // namespace
}  // namespace diorace::cli
