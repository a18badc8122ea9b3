# shellcheck shell=bash
# shellcheck disable=SC2034  # For who sources it.

# Runs of the program in a folder of their own; to be sourced. Its output goes to
# the files out and err of $TEST_TMPDIR. A failure is told at once, and the test
# goes on: it ends with `exit $((failures != 0))`.
set -uo pipefail

diorace="$PWD/tools/diorace"
work="$(mktemp -d "$TEST_TMPDIR/work.XXXXXX")"
cd "$work" || exit 1
unset BUILD_WORKING_DIRECTORY XML_OUTPUT_FILE TEST_UNDECLARED_OUTPUTS_DIR
failures=0

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  failures=$((failures + 1))
}

# ended WANT GOT WHAT... : the exit status of a run.
ended() {
  local want="$1" got="$2"
  shift 2
  [[ "$got" == "$want" ]] || {
    fail "diorace $*: exit $got, not $want"
    cat "$TEST_TMPDIR/out" "$TEST_TMPDIR/err" >&2
  }
}

# said FILE PATTERN
said() {
  grep -qE -- "$2" "$TEST_TMPDIR/$1" || {
    fail "standard $1 does not say: $2"
    cat "$TEST_TMPDIR/$1" >&2
  }
}
