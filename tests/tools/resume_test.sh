#!/usr/bin/env bash
# A run that is killed again and again, and gone on with, ends as one that is
# not.
root="$PWD"
source tests/tools/program_runs.sh || exit 1
large="$root/tests/scenarios/large/xfs_pi_read_bounced_4_bios.textproto"

# totals: what must not differ, of the last run.
totals() {
  grep -oE '"(verdict|complete|executions|redundant|steps|max_depth)":[^,]*' \
    "$TEST_TMPDIR/out"
}

run() {
  "$diorace" check "$large" --format=json --timing=never --progress=never "$@" \
    >"$TEST_TMPDIR/out" 2>"$TEST_TMPDIR/err"
}

# survives JOBS : 20 runs are killed, half of them without warning.
survives() {
  local jobs="$1" killed=0 status=0 made=0 now expected
  # In milliseconds, however fast this build is.
  local start
  start="$(date +%s%3N)"
  run --jobs="$jobs"
  ended 0 $? "with $jobs jobs"
  local unit=$((($(date +%s%3N) - start) / 50))
  expected="$(totals)"
  local flags=(--jobs="$jobs" --checkpoint="state.$jobs" --resume
    --checkpoint_interval="$((unit < 200 ? 200 : unit))ms")
  for ((i = 1; i <= 20; ++i)); do
    run "${flags[@]}" &
    local runner=$!
    local pause=$((unit * (2 + (i * 7) % 5)))
    sleep "$(printf '%d.%03d' $((pause / 1000)) $((pause % 1000)))"
    # The runner's child is the program.
    if ((i % 2)); then pkill -KILL -P "$runner"; else pkill -TERM -P "$runner"; fi
    wait "$runner"
    status=$?
    case "$status" in
      0) break ;;
      4)  # It says how far it is, unless it was still dividing the search.
        killed=$((killed + 1))
        now="$(grep -oE '"executions":[0-9]+' "$TEST_TMPDIR/out" | cut -d: -f2)"
        ((now == 0 || now >= made)) ||
          fail "run $i is at $now executions, and one before was at $made"
        ((now == 0)) || made="$now"
        ;;
      137 | 143) killed=$((killed + 1)) ;;
      *) fail "run $i ended with $status: $(cat "$TEST_TMPDIR/err")" ;;
    esac
  done
  printf '%s jobs: %s runs killed\n' "$jobs" "$killed"
  ((made > 0)) || fail "no run said how far it is"
  ((killed > 3)) || fail "only $killed runs were killed before the end"
  run "${flags[@]}"
  ended 0 $? "after $killed kills, with $jobs jobs"
  [[ "$(totals)" == "$expected" ]] ||
    fail "resumed: $(totals | paste -sd' ') instead of $(paste -sd' ' <<<"$expected")"
}

survives 1
survives 2

# A checkpoint of something else is refused, and stays.
cp state.1 other
"$diorace" explore xfs_pi_read_bounced --checkpoint=other --resume \
  >"$TEST_TMPDIR/out" 2>"$TEST_TMPDIR/err"
ended 2 $? "with a checkpoint of another scenario"
said err 'a checkpoint of xfs_pi_read_bounced_4_bios, not of xfs_pi_read_bounced'
cmp -s state.1 other || fail "the refused checkpoint was changed"

exit $((failures != 0))
