#!/usr/bin/env bash
# The test in examples/ that is meant to fail: with a timeline, and the command that runs it again.
set -uo pipefail

output="$(examples/unlocked_cache_test 2>&1)"
status=$?
if [[ "$status" != 1 ]]; then
  printf 'it ended with %d, not 1\n%s\n' "$status" "$output" >&2
  exit 1
fi
for said in 'data_race' 'cache.h' 'diorace\|--replay\|CHECKER_'; do
  grep -q -- "$said" <<<"$output" || { printf 'it does not say %s:\n%s\n' "$said" "$output" >&2; exit 1; }
done
