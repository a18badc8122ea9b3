#!/usr/bin/env bash
# The scenarios that come with diorace do what was accepted, to the letter: also
# no better. If they should do something else now:
#
#   bazel run //tools:diorace -- gate --baseline=tests/accepted/baseline.textproto --update
set -uo pipefail

tools/diorace gate --baseline=tests/accepted/baseline.textproto \
  --max_trace_growth=1 --progress=never | tee "$TEST_TMPDIR/out" || exit 1
! grep -q '^better than accepted' "$TEST_TMPDIR/out"
