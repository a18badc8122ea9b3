#!/usr/bin/env bash
# scenario_test.sh DIORACE SCENARIO : explores, and compares with what it expects.
exec "$1" check "$2" --timing=never
