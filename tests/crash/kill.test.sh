#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Kills the indexer at each system call that makes something durable or
# replaces something, in turn. What is left must answer, and the next run must
# end as if nothing had happened.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/crash/support.sh

calls=fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat

killed_at() { # N ARGUMENTS...
  local n=$1
  shift
  timeout 300 strace -f -o /dev/null -e "trace=$calls" \
    -e "inject=$calls:signal=SIGKILL:when=$n" \
    "$solvent" index --jobs 1 "$@" >/dev/null 2>&1
  [ $? = 137 ]
}

recovers() { # FOLDER EXPECTED
  if ! index "$1" --data "$work/D"; then
    cat "$work/err"
    return 1
  fi
  both "$work/D" >"$work/after" && diff "$shared/$2" "$work/after"
}

first_build() {
  local n
  for ((n = 1 + lane; n < 400; n += lanes)); do
    rm -rf "$work/D"
    killed_at "$n" "$shared/A" --data "$work/D" || break
    if [ -e "$work/D/current" ] && ! is_whole "$work/D"; then
      echo "after being killed at call $n"
      return 1
    fi
    recovers "$shared/A" expected-A || { echo "killed at call $n"; return 1; }
  done
  echo "$n calls"
  [ "$n" -gt 5 ] && [ "$n" -lt 400 ]
}

# change OPTIONS...: from A to B, killed at each call
change() {
  local n
  rm -rf "$work/before"
  index "$shared/A" --data "$work/before" || return 1
  rm -rf "$work/articles"
  cp -a "$shared/A" "$work/articles"
  index "$work/articles" --data "$work/before" || return 1
  rm -rf "$work/articles"
  cp -a "$shared/B" "$work/articles"
  for ((n = 1 + lane; n < 400; n += lanes)); do
    rm -rf "$work/D"
    cp -a "$work/before" "$work/D"
    killed_at "$n" "$work/articles" --data "$work/D" "$@" || break
    if ! is_whole "$work/D"; then
      echo "after being killed at call $n"
      return 1
    fi
    if [ $# -gt 0 ] && ! cmp -s "$work/now" "$shared/expected-A" &&
      ! cmp -s "$work/now" "$shared/expected-B"; then
      echo "neither the old nor the new answers after call $n"
      return 1
    fi
    recovers "$work/articles" expected-B || {
      echo "killed at call $n"
      return 1
    }
  done
  echo "$n calls"
  [ "$n" -gt 5 ] && [ "$n" -lt 400 ]
}

# What a killed run put into a shard that was not yet named must not come back.
no_ghosts() {
  local n left=0
  for ((n = 1; n < 60; n++)); do
    rm -rf "$work/D" "$work/articles"
    mkdir "$work/articles"
    article "$work/articles/open.md" '' 'the open article'
    index "$work/articles" --data "$work/D" || return 1
    article "$work/articles/ghost.md" 'access: internal\n' 'ghost'
    killed_at "$n" "$work/articles" --data "$work/D" || break
    rm "$work/articles/ghost.md"
    article "$work/articles/solid.md" 'access: internal\n' 'solid'
    index "$work/articles" --data "$work/D" || return 1
    left=$("$solvent" search --json --as staff --data "$work/D" -- ghost |
      grep -c '"hits":\[\]')
    if [ "$left" != 1 ]; then
      echo "the ghost is back after call $n"
      return 1
    fi
  done
  [ "$n" -gt 5 ]
}

# The copy of the index that a killed guard leaves behind is gone after a run.
no_leftovers() {
  local n left=0
  rm -rf "$work/before" "$work/articles"
  index "$work/A" --data "$work/before" || return 1
  cp -a "$work/B" "$work/articles"
  for ((n = 1; n < 60; n += 4)); do
    rm -rf "$work/D"
    cp -a "$work/before" "$work/D"
    killed_at "$n" "$work/articles" --data "$work/D" --guard || break
    compgen -G "$work/D/trial.*" >/dev/null && left=$((left + 1))
    index "$work/articles" --data "$work/D" || return 1
    if compgen -G "$work/D/trial.*"; then
      echo "is still there after call $n"
      return 1
    fi
  done
  echo "$left left behind"
  [ "$left" -gt 2 ]
}

if ! strace -o /dev/null true 2>/dev/null; then
  skip "killed at every call" "strace cannot be used here"
  finish
  exit
fi
make_articles
check "expected answers before" expect expected-A "$work/A"
check "expected answers after" expect expected-B "$work/B"
check "a first build, killed at every call" in_lanes first_build
check "an update in place, killed at every call" in_lanes change
check "a full build over an index, killed at every call" in_lanes change --full
check "nothing of a killed run comes back from a shard without a name" no_ghosts
check "the copy that a killed guard asked goes with the next run" no_leftovers
finish
