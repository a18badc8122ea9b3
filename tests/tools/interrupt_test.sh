#!/usr/bin/env bash
# Ctrl-C in a long run: it ends soon, and says what it covered.
source tests/tools/program_runs.sh || exit 1
# Jobs in the background get signals as in a terminal: not ignored.
set -m

# interrupt SIGNAL STATUS ARGUMENT... : runs diorace until it has said something
# of its progress, then sends the signal.
interrupt() {
  local signal="$1" want="$2" job
  shift 2
  : >"$TEST_TMPDIR/err"
  "$diorace" "$@" --progress=always >"$TEST_TMPDIR/out" 2>"$TEST_TMPDIR/err" &
  job=$!
  for ((i = 0; i < 300; ++i)); do
    [[ -s "$TEST_TMPDIR/err" ]] && break
    sleep 0.1
  done
  [[ -s "$TEST_TMPDIR/err" ]] || fail "diorace $*: no progress in 30 s"
  kill -s "$signal" "$job"
  wait "$job"
  ended "$want" $? "$*, SIG$signal"
}

# written N : so many schedules, all whole, and nothing else.
written() {
  local file files
  files="$(find "$work" -type f | wc -l)"
  [[ "$files" == "$1" ]] || fail "$files files, not $1: $(find "$work" -type f)"
  while read -r file; do
    "$diorace" replay "$file" >/dev/null 2>&1
    [[ $? == 1 ]] || fail "$file is no schedule of a violation"
  done < <(find "$work" -type f)
}

# Three stores make some 10^9 interleavings of it.
cat >"$TEST_TMPDIR/long.textproto" <<'EOF'
name: "long"
release: "7.0"
device { name: "sda" bytes: 1024 integrity {} }
file { name: "f" device: "sda" filesystem: XFS }
buffer { name: "buf" bytes: 512 fill: 0x41 }
task { name: "writer" operation { pwrite { file: "f" buffer: "buf" bytes: 512 } } }
task { name: "user0" operation { store { buffer: "buf" value: 0x42 } } }
task { name: "user1" operation { store { buffer: "buf" value: 0x43 } } }
task { name: "user2" operation { store { buffer: "buf" value: 0x44 } } }
expect { verdict: PASS }
EOF
long="$TEST_TMPDIR/long.textproto"

interrupt INT 4 explore "$long" --strategy=dfs --max_executions=1000000000000
said out '^incomplete \(interrupted\): [0-9,]+ interleavings, no violation$'
said err '^long: .* in all \(95%: '
written 0

interrupt TERM 4 explore "$long" --strategy=dfs --max_executions=1000000000000
said out '^incomplete \(interrupted\): '
written 0

interrupt INT 4 check "$long" xfs_pi_write_zero_copy_store --strategy=dfs \
  --max_executions=1000000000000
said out "^long .* incomplete "
said out 'stopped by interruption before the verdict was known'
said err 'interrupted: 1 scenario not started'
written 0

# Those that were to come are counted, too.
interrupt INT 4 check xfs_pi_write_bounced "$long" \
  xfs_pi_write_zero_copy_store --strategy=dfs --max_executions=1000000000000
said out '^3 scenarios: 1 as expected, 1 undecided, 1 not started$'
said out '^complete for 1 of 3 scenarios '
written 0

# A violation that was found is reported and written.
interrupt INT 1 explore xfs_pi_write_zero_copy_store --strategy=random \
  --max_executions=1000000000000
said out '^1\. '
count="$(grep -c '   schedule: ' "$TEST_TMPDIR/out")"
written "$count"

exit $((failures != 0))
