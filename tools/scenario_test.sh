#!/usr/bin/env bash
# Runs one scenario under `bazel test`: scenario_test.sh DIORACE SCENARIO [FLAG...]. See dio_scenario_test.bzl.
set -euo pipefail

diorace="$1" scenario="$2"
shift 2

if [[ -z "${TEST_TOTAL_SHARDS-}" ]]; then
  exec "$diorace" check "$scenario" --progress=never "$@"
fi

# Bazel looks for this file to see that the test knows of shards.
touch "$TEST_SHARD_STATUS_FILE"

# --divide: where BUILD says more shards than the scenario (override_bounds, or another workspace's), BUILD is right.
"$diorace" check "$scenario" --shard="$TEST_SHARD_INDEX/$TEST_TOTAL_SHARDS" --divide --format=json --progress=never "$@" |
  tee "$TEST_UNDECLARED_OUTPUTS_DIR/result.json"
