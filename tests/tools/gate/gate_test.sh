#!/usr/bin/env bash
# The gate of a repository: scenarios and a baseline are committed, something is
# changed, and the gate says of which class the difference is. Each run is made
# twice, and must say the same.
source tests/tools/program_runs.sh || exit 1

# gate WANT ARGUMENT... : in the repository, with all of its scenarios.
gate() {
  local want="$1"
  shift
  "$diorace" gate s/*.textproto --baseline=accepted.textproto \
    --output_dir="$TEST_TMPDIR/d" "$@" >"$TEST_TMPDIR/first" 2>"$TEST_TMPDIR/err"
  "$diorace" gate s/*.textproto --baseline=accepted.textproto \
    --output_dir="$TEST_TMPDIR/d" "$@" >"$TEST_TMPDIR/out" 2>"$TEST_TMPDIR/err"
  ended "$want" $? "gate $*"
  [[ "$*" == *--update* ]] || cmp "$TEST_TMPDIR/first" "$TEST_TMPDIR/out" ||
    fail "two runs of gate $* differ"
}

# differs CLASS SCENARIO PATTERN ARGUMENT... : what is in the working tree now is
# this difference and no other; the repository is then put back.
differs() {
  gate 1 "${@:4}"
  said out "^$1 +$2\$"
  said out "$3"
  said out "; $1: 1\$"
  gate 1 --format=json "${@:4}"
  said out "^\{\"schema\":1,\"scenario\":\"$2\",\"change\":\"${1// /_}\","
  said out "\"differences\":1,"
  git clean --quiet --force
  git checkout --quiet .
}

export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b \
  GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
git init --quiet . && mkdir s || exit 1

# scenario NAME RELEASE EXPECTED : a write through XFS, and a store meanwhile.
scenario() {
  cat >"s/$1.textproto" <<END
name: "$1"
release: "$2"
device { name: "nvme0n1" bytes: 512 integrity { interval_bytes: 512 } }
file { name: "data" device: "nvme0n1" filesystem: XFS }
buffer { name: "buffer" bytes: 512 fill: 0x41 }
task {
  name: "writer"
  operation { pwrite { file: "data" buffer: "buffer" bytes: 512 } }
}
task {
  name: "user"
  operation { store { buffer: "buffer" value: 0x42 } }
}
expect { verdict: $3 }
END
}
scenario bounced 7.0 PASS
scenario other 7.0 PASS
scenario zero_copy 6.19 FAIL

# Nothing is accepted yet.
gate 2
said err 'accepted.textproto: No such file .*; --update writes a new one'
gate 0 --update
said first '^accepted: accepted.textproto, 3 scenarios$'
[[ "$(wc -l <"$TEST_TMPDIR/first")" == 1 ]] || fail 'a first baseline says more'
git add . && git commit --quiet -m 'Accepted' || exit 1
gate 0
said out '^3 scenarios, 3 as accepted$'
[[ "$(wc -l <"$TEST_TMPDIR/out")" == 1 ]] || fail 'a good gate says more than a line'

sed -i 's/7\.0/6.19/' s/bounced.textproto
differs 'new failure' bounced '^ +guard_mismatch \(device_check\), blame no_promise, race R01, 0 preemptions$' \
  --max_trace_growth=2

sed -i 's/pwrite/pread/' s/zero_copy.textproto
differs 'other failure' zero_copy '^ +no longer guard_mismatch \(device_check\)'

sed -i 's/0x42/0x41/' s/zero_copy.textproto
differs 'fixed' zero_copy '^ +no longer guard_mismatch'

echo 'bounds { max_executions: 3 }' >>s/bounced.textproto
differs 'coverage lost' bounced '^ +now 3 traces, and not to its end$'

echo 'must_reach: "E4"' >>s/bounced.textproto
differs 'coverage lost' bounced '^ +no execution reached step E4, which must_reach demands$'

echo 'task { name: "second" operation { store { buffer: "buffer" value: 0x43 } } }' \
  >>s/bounced.textproto
differs 'traces up' bounced '^ +[0-9]+ traces, accepted 8: [0-9.]+ times as many, allowed 1.2$'

scenario added 7.0 PASS
differs 'new scenario' added '^ +pass, 8 traces$'

rm s/other.textproto
differs 'scenario gone' other '^ +accepted: pass, 8 traces$'

# More traces than by default, but no more than is allowed.
echo 'task { name: "second" operation { store { buffer: "buffer" value: 0x43 } } }' \
  >>s/bounced.textproto
gate 0 --max_trace_growth=100
# Fewer pass, and are said.
gate 0 --update
git checkout --quiet s
gate 0
said out '^better than accepted:$'
said out '^  bounced: 8 traces, accepted [0-9]+$'
git checkout --quiet .

# A demanded step that nothing reaches can be accepted, too: a line of its own.
echo 'must_reach: "E4"' >>s/bounced.textproto
gate 0 --update
[[ "$(git diff accepted.textproto | grep '^[+-] ')" == '+  unreached: "E4"' ]] ||
  fail "the baseline changed: $(git diff accepted.textproto)"
gate 0
said out '^3 scenarios, 3 as accepted$'
git checkout --quiet s
gate 0
said out '^  bounced: step E4 is now reached, or no longer demanded$'
git checkout --quiet .

# All at once; the schedules that show what fails are there.
sed -i 's/7\.0/6.19/' s/bounced.textproto
rm s/other.textproto
for files in one two; do
  gate 1 --max_trace_growth=2 --junit="$files/junit.xml" \
    --sarif="$files/races.sarif" --summary="$files/summary.md" \
    --github_annotations
done
diff -r one two || fail 'two runs write other files'
said out '^2 scenarios, 1 as accepted; new failure: 1, scenario gone: 1$'
said out "diorace replay $TEST_TMPDIR/d/bounced.1.schedule.textproto"
said err '^::error file=s/bounced.textproto,line=14,title=bounced%3A guard_mismatch::'
said err '^::error file=accepted.textproto,line=1,title=other%3A verdict::scenario gone'
[[ -s "$TEST_TMPDIR/d/bounced.1.schedule.textproto" ]] || fail 'no schedule'
grep -q 'tests="3" failures="2" errors="0"' one/junit.xml || fail 'junit.xml'
grep -q '3 scenarios, 1 as expected, \*\*2 NOT as expected' one/summary.md ||
  fail 'summary.md'

# To accept changes what differs, and nothing else; then all is as accepted.
gate 0 --update
[[ "$(git diff --numstat accepted.textproto | cut -f1,2)" == $'3\t8' ]] ||
  fail "the baseline changed: $(git diff accepted.textproto)"
gate 0
cp accepted.textproto "$TEST_TMPDIR/accepted"
gate 0 --update
cmp accepted.textproto "$TEST_TMPDIR/accepted" || fail 'two updates differ'
chmod 600 accepted.textproto
gate 0 --update
[[ "$(stat -c %a accepted.textproto)" == 600 ]] ||
  fail 'an update changes who can read the baseline'

# What is no baseline.
echo 'scenario { name: "x" traces: many }' >>accepted.textproto
gate 2
said err 'accepted.textproto:[0-9]+:30: Expected integer'
gate 2 --update
"$diorace" gate >/dev/null 2>"$TEST_TMPDIR/err"
ended 2 $? gate
said err 'gate needs --baseline=FILE'
"$diorace" gate --baseline=x --time_limit=1s >/dev/null 2>"$TEST_TMPDIR/err"
ended 2 $? gate
said err '`diorace gate` does not take --time_limit'

exit $((failures != 0))
