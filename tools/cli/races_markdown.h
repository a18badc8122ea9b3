// The catalogue of races as a page: docs/races.md.

#ifndef DIORACE_TOOLS_CLI_RACES_MARKDOWN_H_
#define DIORACE_TOOLS_CLI_RACES_MARKDOWN_H_

#include <string>

#include "tools/cli/race_table.h"

namespace diorace::cli {

std::string RacesMarkdown(const RaceTable& table);

}  // namespace diorace::cli

#endif  // DIORACE_TOOLS_CLI_RACES_MARKDOWN_H_
