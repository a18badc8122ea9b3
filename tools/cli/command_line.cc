#include "tools/cli/command_line.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "scenarios/near_names.h"

namespace diorace::cli {
namespace {

struct CommandInfo {
  Command command;
  absl::string_view name;
};

constexpr CommandInfo kCommands[] = {
    {Command::kList, "list"},         {Command::kCheck, "check"},
    {Command::kExplore, "explore"},   {Command::kReplay, "replay"},
    {Command::kMinimize, "minimize"}, {Command::kReport, "report"},
    {Command::kDiff, "diff"},         {Command::kReseat, "reseat"},
    {Command::kGate, "gate"},         {Command::kFuzz, "fuzz"},
    {Command::kRaces, "races"},       {Command::kLitmus, "litmus"},
    {Command::kReleases, "releases"}, {Command::kMerge, "merge"},
    {Command::kStress, "stress"},     {Command::kVersion, "version"},
};

template <typename Names>
bool Has(const Names& names, absl::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

absl::StatusOr<Command> FindCommand(const std::string& name) {
  for (const CommandInfo& info : kCommands) {
    if (info.name == name) return info.command;
  }
  if (name == "help") return Command::kNone;
  const std::string near = DidYouMean(name, CommandNames());
  return absl::InvalidArgumentError(absl::StrCat(
      "there is no command '", absl::CHexEscape(name), "'",
      near.empty() ? absl::StrCat("; the commands are ",
                                  absl::StrJoin(CommandNames(), ", "))
                   : near));
}

absl::StatusOr<const FlagInfo*> FindFlag(const std::string& name) {
  std::vector<std::string> names;
  for (const FlagInfo& flag : AllFlags()) {
    if (flag.name == name) return &flag;
    const std::string option = absl::StrCat("--", flag.name);
    if (!Has(names, option)) names.push_back(option);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no flag --", absl::CHexEscape(name),
                   DidYouMean(absl::StrCat("--", name), names)));
}

// Takes arguments one by one.
class Parser {
 public:
  explicit Parser(const std::vector<std::string>& arguments)
      : arguments_(arguments) {}

  absl::StatusOr<CommandLine> Parse() {
    bool flags_end = false;
    while (next_ < arguments_.size()) {
      const std::string& argument = arguments_[next_++];
      absl::Status status;
      if (!flags_end && argument == "--") {
        flags_end = true;
      } else if (!flags_end && argument.size() > 1 && argument[0] == '-') {
        status = TakeFlag(argument);
      } else if (!has_command_) {
        status = TakeCommand(argument);
      } else {
        line_.arguments.push_back(argument);
      }
      if (!status.ok()) return status;
    }
    if (absl::Status status = HelpArgument(); !status.ok()) return status;
    // Whatever else stands there, as with --help.
    if (version_) {
      CommandLine version;
      version.command = Command::kVersion;
      version.help = line_.help;
      return version;
    }
    if (absl::Status status = ReadFlags(); !status.ok()) return status;
    if (absl::Status status = FlagsFit(); !status.ok()) return status;
    return std::move(line_);
  }

 private:
  absl::Status TakeCommand(const std::string& name) {
    const absl::StatusOr<Command> command = FindCommand(name);
    if (!command.ok()) return command.status();
    has_command_ = true;
    line_.command = *command;
    line_.help |= *command == Command::kNone;
    return absl::OkStatus();
  }

  absl::Status TakeFlag(const std::string& argument) {
    const size_t start = absl::StartsWith(argument, "--") ? 2 : 1;
    const size_t equals = argument.find('=');
    const std::string name = argument.substr(
        start, equals == std::string::npos ? equals : equals - start);
    if (name == "help" || name == "h") {
      line_.help = true;
      return absl::OkStatus();
    }
    if (name == "version") {
      version_ = true;
      return absl::OkStatus();
    }
    const absl::StatusOr<const FlagInfo*> flag = FindFlag(name);
    if (!flag.ok()) return flag.status();
    const bool alone = (*flag)->value.empty();
    if (alone && equals != std::string::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat("--", name, " takes no value; write --", name));
    }
    std::string value;
    if (alone) {
      // Its presence says it all.
    } else if (equals != std::string::npos) {
      value = argument.substr(equals + 1);
    } else if (next_ < arguments_.size() &&
               !absl::StartsWith(arguments_[next_], "--")) {
      value = arguments_[next_++];
    } else {
      return absl::InvalidArgumentError(absl::StrCat(
          "--", name, " needs a value: --", name, "=", (*flag)->value));
    }
    given_.push_back({*flag, std::move(value)});
    return absl::OkStatus();
  }

  // "diorace help check" is "diorace check --help".
  absl::Status HelpArgument() {
    if (line_.command != Command::kNone || line_.arguments.empty())
      return absl::OkStatus();
    const absl::StatusOr<Command> command = FindCommand(line_.arguments[0]);
    if (!command.ok()) return command.status();
    line_.command = *command;
    return absl::OkStatus();
  }

  // What the flag means to the command; null if nothing.
  const FlagInfo* ForCommand(const FlagInfo* flag) const {
    for (const FlagInfo& info : AllFlags()) {
      if (info.name == flag->name &&
          (info.commands & static_cast<unsigned>(line_.command)) != 0)
        return &info;
    }
    return nullptr;
  }

  absl::Status ReadFlags() {
    for (const auto& [flag, value] : given_) {
      const FlagInfo* info = ForCommand(flag);
      if (info == nullptr && (line_.help || !has_command_)) info = flag;
      if (info == nullptr) {
        return absl::InvalidArgumentError(
            absl::StrCat("`diorace ", CommandName(line_.command),
                         "` does not take --", flag->name));
      }
      const absl::Status status = info->parse(value, line_.options);
      if (status.ok()) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("--", flag->name, ": ", status.message()));
    }
    return absl::OkStatus();
  }

  bool Given(absl::string_view name) const {
    return std::any_of(given_.begin(), given_.end(), [&](const auto& given) {
      return given.first->name == name;
    });
  }

  // Refuses flags that would do nothing beside, or without, another.
  absl::Status FlagsFit() const {
    const Options& options = line_.options;
    if (line_.help) return absl::OkStatus();
    if (options.commutation_check) {
      for (const char* flag : {"jobs", "shard", "checkpoint"}) {
        if (!Given(flag)) continue;
        return absl::InvalidArgumentError(absl::StrCat(
            "--", flag,
            ": --commutation_check is neither divided nor saved; leave out one "
            "of the two"));
      }
    }
    if (options.divide && !options.sharded) {
      return absl::InvalidArgumentError(
          "--divide: there is nothing to divide between without --shard=I/N; "
          "threads (--jobs) divide everything");
    }
    if (!options.checkpoint.empty()) return absl::OkStatus();
    if (options.resume) {
      return absl::InvalidArgumentError(
          "--resume: there is nothing to go on from without --checkpoint=FILE");
    }
    if (Given("checkpoint_interval")) {
      return absl::InvalidArgumentError(
          "--checkpoint_interval: nothing is saved without --checkpoint=FILE");
    }
    return absl::OkStatus();
  }

  const std::vector<std::string>& arguments_;
  size_t next_ = 0;
  bool has_command_ = false;
  bool version_ = false;
  std::vector<std::pair<const FlagInfo*, std::string>> given_;
  CommandLine line_;
};

}  // namespace

checker::StrategyOptions StrategyOptionsOf(const Options& options,
                                           absl::string_view otherwise) {
  checker::StrategyOptions strategy = options.exploration;
  strategy.name = options.strategy.value_or(std::string(otherwise));
  return strategy;
}

std::vector<std::string> CommandNames() {
  std::vector<std::string> names;
  for (const CommandInfo& info : kCommands) names.emplace_back(info.name);
  return names;
}

absl::string_view CommandName(Command command) {
  for (const CommandInfo& info : kCommands) {
    if (info.command == command) return info.name;
  }
  return "help";
}

absl::StatusOr<CommandLine> ParseCommandLine(
    const std::vector<std::string>& arguments) {
  return Parser(arguments).Parse();
}

}  // namespace diorace::cli
