#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Indexers beside each other, and a watching one that is killed.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/crash/support.sh

# The command waits for COMMAND to succeed, five minutes at most.
until_true() {
  local end=$((SECONDS + 300))
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    read -rt 0.05 <> <(:) || true
  done
}

has() { # DATA WORD
  "$solvent" search --json --data "$1" -- "$2" 2>/dev/null |
    grep -q '"id":"'
}

start_watch() { # ARGUMENTS...
  # what the one before said must be gone when this one is waited for
  rm -f "$work/watch.out" "$work/watch.err"
  "$solvent" index --watch "$@" >"$work/watch.out" 2>"$work/watch.err" &
  watcher=$!
}

stop_watch() { # SIGNAL
  kill "-$1" "$watcher" 2>/dev/null
  wait "$watcher" 2>/dev/null
}

watching() {
  local status=0
  rm -rf "$work/D" "$work/articles"
  cp -a "$work/A" "$work/articles"
  start_watch "$work/articles" --data "$work/D"
  until_true has "$work/D" plain || status=1
  article "$work/articles/fresh.md" '' 'freshly written'
  until_true has "$work/D" freshly || status=1
  mkdir -p "$work/articles/deep/er"
  article "$work/articles/deep/er/x.md" '' 'deeper still'
  until_true has "$work/D" deeper || status=1
  article "$work/articles/late.md" '' 'lately'
  stop_watch KILL
  [ "$status" = 0 ] || cat "$work/watch.out" "$work/watch.err"
  index --data "$work/D" && has "$work/D" lately && [ "$status" = 0 ]
}

# Another run may come between while one watches.
beside() {
  local status=0
  start_watch --data "$work/D"
  # it says so when its first run is over and the lock is free
  until_true test -s "$work/watch.out" || status=1
  index --full --data "$work/D" || status=1
  has "$work/D" plain || status=1
  stop_watch TERM
  return "$status"
}

second_is_refused() {
  local status
  flock "$work/D/lock" true || return 1
  exec 9>>"$work/D/lock"
  flock 9
  index --data "$work/D"
  status=$?
  exec 9>&-
  [ "$status" != 0 ] && grep -q 'another indexer holds the lock' "$work/err"
}

make_articles
check "changes are followed, and a kill loses nothing" watching
check "a run beside a watching one" beside
check "a second indexer is refused" second_is_refused
finish
