#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Kills an import, and a run that brings cases into the index, at each system
# call that makes something durable, in turn. A file of cases is there whole or
# not at all for whoever reads next, everybody can search, and the next run ends
# as if nothing had happened.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/crash/support.sh

calls=fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat
rows=2300 # three transactions
# votes grow old by the clock
export SOLVENT_NOW=2026-04-01

killed_at() { # N COMMAND...
  local n=$1
  shift
  timeout 300 strace -f -o /dev/null -e "trace=$calls" \
    -e "inject=$calls:signal=SIGKILL:when=$n" \
    "$solvent" "$@" >/dev/null 2>&1
  [ $? = 137 ]
}

# The problem's words stand in no article: only cases bring one up.
make_cases() { # FILE ARTICLE WORDS
  local i
  for ((i = 1; i <= rows; i++)); do
    printf '{"number":"%s%d","customer":"c%d","subject":"%s %d","opened":"2026-01-01T08:00:00Z","closed":"2026-01-02T08:00:00Z","articles":["%s"]}\n' \
      "$3" "$i" $((i % 7)) "$3" "$i" "$2"
  done >"$1"
}

taught() { # DATA
  local audience word
  for audience in public staff; do
    for word in rattling humming; do
      timeout 300 "$solvent" search --json --limit 100 --as "$audience" \
        --data "$1" -- "$word" | sed 's/"took_us":[0-9]*,//' || return 1
    done
  done
}

is_sound() { # DATA
  local said
  said=$(sqlite3 "$1/solvent.db" \
    'PRAGMA integrity_check; PRAGMA foreign_key_check;')
  [ "$said" = ok ] || { echo "$said"; return 1; }
}

import_killed() {
  local n count seen=
  make_cases "$work/cases.jsonl" plain1 rattling
  rm -rf "$work/before"
  index "$work/A" --data "$work/before" || return 1
  cp -a "$work/before" "$work/D"
  "$solvent" import cases "$work/cases.jsonl" --data "$work/D" \
    >/dev/null 2>&1 || return 1
  taught "$work/D" >"$work/expected"
  grep -q '"id":"plain1"' "$work/expected" || return 1
  for ((n = 1; n < 200; n++)); do
    rm -rf "$work/D"
    cp -a "$work/before" "$work/D"
    killed_at "$n" import cases "$work/cases.jsonl" --data "$work/D" || break
    both "$work/D" >/dev/null || { echo "no answers after call $n"; return 1; }
    if [ -e "$work/D/solvent.db" ]; then
      # the first who reads finds all or nothing
      count=$("$solvent" export cases --data "$work/D" --format jsonl | wc -l)
      if [ "$count" != 0 ] && [ "$count" != "$rows" ]; then
        echo "$count cases after call $n"
        return 1
      fi
      seen="$seen $count"
      is_sound "$work/D" || { echo "after call $n"; return 1; }
    fi
    "$solvent" import cases "$work/cases.jsonl" --data "$work/D" \
      >"$work/out" 2>"$work/err" || { cat "$work/err"; return 1; }
    taught "$work/D" >"$work/after"
    diff -q "$work/expected" "$work/after" || { echo "call $n"; return 1; }
  done
  echo "$n calls, cases:$seen"
  case $seen in
  *" 0"*" $rows"*) [ "$n" -lt 200 ] ;;
  *) return 1 ;;
  esac
}

# Once an article is internal, its cases say nothing to the public.
is_discreet() { # DATA
  local public
  public=$(timeout 300 "$solvent" search --json --as public --data "$1" -- \
    humming) || return 1
  timeout 300 "$solvent" search --json --as public --data "$1" -- moving |
    grep -q '"id":"moving"' && return
  printf '%s' "$public" | grep -q '"id":' || return 0
  echo "$public"
  return 1
}

# New cases, and an article that becomes internal with its old ones.
catching_up_killed() {
  local n
  rm -rf "$work/before" "$work/articles"
  cp -a "$work/A" "$work/articles"
  index "$work/articles" --data "$work/before" || return 1
  rows=40
  make_cases "$work/moving.jsonl" moving humming
  "$solvent" import cases "$work/moving.jsonl" --data "$work/before" \
    >/dev/null 2>&1 || return 1
  rm -rf "$work/articles"
  cp -a "$work/B" "$work/articles"
  # beside the index, so that the next run has to bring them in
  make_cases "$work/more.jsonl" plain2 rattling
  mv "$work/before/current" "$work/current"
  "$solvent" import cases "$work/more.jsonl" --data "$work/before" \
    >/dev/null 2>&1
  mv "$work/current" "$work/before/current"
  rm -rf "$work/D"
  cp -a "$work/before" "$work/D"
  index "$work/articles" --data "$work/D" || return 1
  taught "$work/D" >"$work/expected"
  grep -q '"id":"plain2"' "$work/expected" || { cat "$work/expected"; return 1; }
  for ((n = 1; n < 400; n++)); do
    rm -rf "$work/D"
    cp -a "$work/before" "$work/D"
    killed_at "$n" index --jobs 1 "$work/articles" --data "$work/D" || break
    taught "$work/D" >"$work/now" || { echo "no answers: $n"; return 1; }
    is_discreet "$work/D" || { echo "after call $n"; return 1; }
    index "$work/articles" --data "$work/D" || { cat "$work/err"; return 1; }
    taught "$work/D" >"$work/after"
    diff -q "$work/expected" "$work/after" || { echo "call $n"; return 1; }
  done
  echo "$n calls"
  [ "$n" -gt 10 ] && [ "$n" -lt 400 ]
}

if ! strace -o /dev/null true 2>/dev/null; then
  skip "killed at every call" "strace cannot be used here"
  finish
  exit
fi
make_articles
check "an import, killed at every call" import_killed
check "cases on their way into the index, killed at every call" catching_up_killed
finish
