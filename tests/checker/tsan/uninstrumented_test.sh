#!/usr/bin/env bash
# ThreadSanitizer must see tested code and nothing of the engine: in the linked program, no function of the engine and no
# instance of a library's template over the engine's types contains what the compiler inserts into instrumented code
# (__tsan_read4, __tsan_func_entry, …). What tells TSan of fibers and synchronisation (checker/runtime/tsan.h) is not meant.
#
# Spans over types of the engine are instrumented where they belong to tested code: they are how it looks at its own
# arrays of such objects.
#
# usage: uninstrumented_test.sh PROGRAM...
set -euo pipefail

readonly INSERTED='^__tsan_(unaligned_)?(read|write|read_write|atomic|vptr|mem|func)[0-9a-z_]*$'

# Prints the functions of the program that contain inserted calls, demangled, a line each.
instrumented() {
  objdump --disassemble --demangle --no-show-raw-insn "$1" | awk -v inserted="$INSERTED" '
    /^[0-9a-f]+ <.*>:$/ { caller = $0; sub(/^[0-9a-f]+ </, "", caller); sub(/>:$/, "", caller); told = 0 }
    /\t(call|jmp) .*</ && !told {
      callee = $0; sub(/^[^<]*</, "", callee); sub(/>$/, "", callee); sub(/@plt$/, "", callee)
      if (callee ~ inserted && callee !~ /_range|_pc$/ && caller !~ /^__(tsan|sanitizer)/) { print caller; told = 1 }
    }'
}

# Of these, the ones whose own name, without arguments of templates and functions, is the engine's; or a library's, over
# a type of the engine.
engine() {
  awk '
    {
      name = $0
      gsub(/\(anonymous namespace\)/, "anonymous", name)
      gsub(/->|operator<=>|operator<<|operator<|operator>/, "", name)
      while (gsub(/<[^<>]*>/, "", name)) {}
      sub(/\(.*/, "", name)
      n = split(name, words, " ")
      owner = words[n]
      if (owner ~ /^checker::/) print
      if (owner !~ /^(std|absl)::/ || owner ~ /::Span::/) next
      types = $0
      gsub(/\(anonymous namespace\)/, "anonymous", types)
      while (gsub(/\([^()]*\)/, "", types)) {}
      if (types ~ /(^|[<, ])checker::/) print
    }'
}

failed=0
for program in "$@"; do
  all="$(instrumented "$program")"
  if [[ "$(wc -l <<<"$all")" -lt 100 ]]; then
    echo "$program: hardly anything is instrumented: is this a build with --config=tsan?" >&2
    failed=1
  fi
  seen="$(engine <<<"$all" | sort)"
  if [[ -n "$seen" ]]; then
    echo "$program: TSan sees these functions of the engine:" >&2
    echo "$seen" >&2
    failed=1
  fi
done
exit "$failed"
