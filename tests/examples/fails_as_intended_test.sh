#!/usr/bin/env bash
# The test in examples/ that is meant to fail: with a timeline, and with flags that run the violation again.
set -euo pipefail

# run FLAG... : runs it; what it says is then in $output.
run() {
  local status=0
  output="$(examples/unlocked_cache_test "$@" 2>&1)" || status=$?
  if [[ "$status" != 1 ]]; then
    printf 'with flags "%s" it ended with %d, not 1\n%s\n' "$*" "$status" "$output" >&2
    exit 1
  fi
}

# says PATTERN
says() {
  grep -q -- "$1" <<<"$output" || { printf 'it does not say %s:\n%s\n' "$1" "$output" >&2; exit 1; }
}

run
says 'data_race'
says 'cache.h'
again='^run it again with: \(--gtest_filter=UnlockedCacheTest[.][^ ]* --replay=.*[.]schedule[.]textproto\)$'
says "$again"

# The first is a race, which the shortest schedule shows.
flags="$(sed -n "/$again/{s//\1/p;q}" <<<"$output")"
run "${flags%% *}" "${flags#* }"
says '^reproduced: data_race'
