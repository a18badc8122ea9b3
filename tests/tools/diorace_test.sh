#!/usr/bin/env bash
# The program as a script sees it: exit statuses, streams, folders. What it
# prints in detail is tested in check_test, explore_replay_test and list_test.
source tests/tools/program_runs.sh || exit 1

# expect STATUS ARGUMENT...
expect() {
  local want="$1"
  shift
  "$diorace" "$@" >"$TEST_TMPDIR/out" 2>"$TEST_TMPDIR/err"
  ended "$want" $? "$*"
}

nothing_written() {
  [[ -z "$(ls -A "$work")" ]] || fail "wrote $(ls -A "$work")"
}

# Before anything is written: what is refused writes nothing.
expect 2
expect 2 check no_such
said err "there is no scenario 'no_such'"
expect 2 check --no_such_flag
expect 2 minimize x
expect 2 check --strategy=best
expect 2 replay no_such_file
expect 4 check xfs_pi_write_bounced_store --strategy=dfs --max_executions=10
expect 0 help
said out "diorace explore"
expect 0 list
expect 0 version
cp "$TEST_TMPDIR/out" "$TEST_TMPDIR/first"
expect 0 --version
grep -qxE 'diorace, build [0-9a-f]{16}' "$TEST_TMPDIR/out" ||
  fail "--version says $(cat "$TEST_TMPDIR/out")"
cmp "$TEST_TMPDIR/first" "$TEST_TMPDIR/out" || fail "version is not --version"
nothing_written

# A proof, and a violation that is expected.
expect 0 check xfs_pi_write_bounced xfs_pi_write_zero_copy_store --timing=never
cp "$TEST_TMPDIR/out" "$TEST_TMPDIR/first"
expect 0 check xfs_pi_write_bounced xfs_pi_write_zero_copy_store --timing=never
cmp "$TEST_TMPDIR/first" "$TEST_TMPDIR/out" || fail "two runs differ"
expect 1 explore xfs_pi_write_zero_copy_store --output_dir="$work/s"
schedule="$work/s/xfs_pi_write_zero_copy_store.1.schedule.textproto"
cmp "$schedule" "$work/diorace-out/${schedule##*/}" ||
  fail "check and explore wrote different schedules"

# The same bytes again, from the same and from another folder.
expect 1 replay "$schedule"
said out "guard tag error at sector 0"
cp "$TEST_TMPDIR/out" "$TEST_TMPDIR/first"
expect 1 replay "$schedule"
cmp "$TEST_TMPDIR/first" "$TEST_TMPDIR/out" || fail "two replays differ"
cd / || exit 1
expect 1 replay "$schedule"
cmp "$TEST_TMPDIR/first" "$TEST_TMPDIR/out" ||
  fail "a replay from another folder differs"

# Under `bazel run`, relative paths are relative to where the user stands.
BUILD_WORKING_DIRECTORY="$work/s" expect 1 replay "${schedule##*/}"
cd "$work" || exit 1

head -c 1000 "$schedule" >truncated
expect 2 replay truncated
said err "truncated:"
sed 's/release: "6.19"/release: "7.0"/' "$schedule" >edited
expect 3 replay edited
said err "does not fit"

# What cannot be written is said.
if [[ -w /dev/full ]]; then
  "$diorace" list >/dev/full 2>"$TEST_TMPDIR/err" && fail "list >/dev/full is 0"
  said err "cannot be written"
fi

exit $((failures != 0))
