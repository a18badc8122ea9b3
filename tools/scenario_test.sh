#!/usr/bin/env bash
# Runs one scenario under `bazel test`: scenario_test.sh DIORACE SCENARIO [FLAG...]. See dio_scenario_test.bzl.
set -euo pipefail

diorace="$1" scenario="$2"
shift 2
outputs="${TEST_UNDECLARED_OUTPUTS_DIR:-.}"
flags=(--output_dir="$outputs" --progress=never)

if [[ -z "${TEST_TOTAL_SHARDS-}" ]]; then
  exec "$diorace" check "$scenario" "${flags[@]}" "$@"
fi

# Bazel looks for this file to see that the test knows of shards.
touch "$TEST_SHARD_STATUS_FILE"
"$diorace" check "$scenario" --shard="$TEST_SHARD_INDEX/$TEST_TOTAL_SHARDS" --format=json "${flags[@]}" "$@" |
  tee "$outputs/result.json"
