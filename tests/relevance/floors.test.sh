#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The ranking keeps the floors of sets.tsv on every judged set that is there.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh
. tests/relevance/sets.sh

solvent=${SOLVENT_RELEASE:-build/release/solvent}
work=$(mktemp -d /tmp/solvent-relevance-XXXXXX)
trap 'rm -rf "$work"' EXIT

# What did not fit together would make a figure mean something else.
keeps_floor() {
  set_index && set_files all || return 1
  [ -s "$work/queries.tsv" ] || { echo "no query of $set_name"; return 1; }
  set_eval --floor "$set_measure=$set_floor" >"$work/out" 2>"$work/err" &&
    [ ! -s "$work/err" ] && return
  cat "$work/err" "$work/out"
  return 1
}

# The parts are apart, together they are all, and tune is about two thirds.
parts_fit() {
  local all tune
  set_files all && sort "$work/queries.tsv" >"$work/all"
  set_files tune && cp "$work/queries.tsv" "$work/tune"
  set_files confirm
  sort "$work/tune" "$work/queries.tsv" | diff - "$work/all" || return 1
  all=$(wc -l <"$work/all")
  tune=$(wc -l <"$work/tune")
  echo "$tune of $all"
  [ $((tune * 100)) -gt $((all * 60)) ] && [ $((tune * 100)) -lt $((all * 73)) ]
}

while read_set <&3; do
  name="$set_name: $set_measure is at least $set_floor"
  if missing=$(set_missing); then
    skip "$name" "$missing is not here"
    continue
  fi
  check "$name" keeps_floor
  [ "$set_name" = corpus-staff ] ||
    check "$set_name: two thirds to tune, one third to confirm" parts_fit
done 3<tests/relevance/sets.tsv
finish
