#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `solvent severity` as people and programs meet it. Expected output is in
# golden/severity; SLV_UPDATE_GOLDEN=1 writes it anew.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

solvent=$(realpath "${SOLVENT:-build/asan/solvent}")
golden=$PWD/tests/golden/severity
work=$(mktemp -d /tmp/solvent-severity-XXXXXX)
trap 'rm -rf "$work"' EXIT
cp "$golden"/*.conf "$work"
cd "$work" || exit 1

# run STATUS ARGUMENTS...: into out and err
run() {
  local wanted=$1 status
  shift
  timeout 60 "$solvent" "$@" >out 2>err </dev/null
  status=$?
  [ "$status" = "$wanted" ] && return
  echo "status $status and not $wanted"
  cat out err
  return 1
}

# as_golden NAME: out and err are as the golden one
as_golden() {
  cat out err >"$1.found"
  if [ -n "${SLV_UPDATE_GOLDEN:-}" ]; then
    cp "$1.found" "$golden/$1.expected"
  fi
  diff "$golden/$1.expected" "$1.found"
}

prints() { # NAME STATUS ARGUMENTS...
  local name=$1
  shift
  run "$@" && as_golden "$name"
}

no_store_yet() {
  run 66 severity --data none && [ ! -e none ]
}
check 'printing makes no store' no_store_yet

refused_makes_nothing() {
  prints refused 65 severity set two.conf --data none && [ ! -e none ]
}
check 'two categories are refused with the reason, and nothing is made' \
  refused_makes_nothing
check 'a mistake is named by its line' \
  prints mistake 65 severity set mistake.conf --data none
check 'a file is set' prints set 0 severity set good.conf --data data
check 'the same file changes nothing' \
  prints again 0 severity set good.conf --data data
check 'what was set is printed' prints printed 0 severity --data data
check 'and as JSON' prints json 0 severity --data data --json

round_trip() {
  run 0 severity --data data && mv out copy.conf &&
    run 0 severity set copy.conf --data other &&
    run 0 severity --data other && diff copy.conf out
}
check 'what is printed can be set' round_trip

refused_changes_nothing() {
  run 65 severity set two.conf --data data && run 0 severity --data data &&
    diff copy.conf out
}
check 'a refused file changes nothing' refused_changes_nothing

lost_severity() {
  printf '%s\n' 'id,subject,customer,created,severity,body' \
    '7,It burns,acme,2026-01-05T10:00:00Z,4,Smoke.' >cases.csv
  run 0 import cases cases.csv --data data &&
    prints lost 65 severity set three.conf --data data
}
check 'a severity that an open case has stays' lost_severity
contracts() {
  run 0 contract set acme 1=15m,4h 2=1h, --data data && [ ! -s out ] &&
    run 0 contract --data data &&
    [ "$(cat out)" = "$(printf 'acme\t1=15m,4h\t2=1h,')" ] &&
    run 0 contract set acme 3=,2h --data data && run 0 contract list --data data &&
    [ "$(cat out)" = "$(printf 'acme\t3=,2h')" ] &&
    run 0 contract remove acme --data data && run 0 contract --data data &&
    [ ! -s out ]
}
check 'contracts are set, listed and taken away' contracts
wrong_contracts() {
  run 66 contract set nobody 1=15m, --data data && run 66 contract remove acme --data data &&
    run 66 contract set acme --calendar moon --data data &&
    run 66 contract --data none && [ ! -e none ] || return 1
  for target in '0=1h,' '6=1h,' '1=soon,' 1 'x=1h,2h'; do
    run 2 contract set acme "$target" --data data || return 1
  done
  run 2 contract set acme --data data && run 2 contract set --data data &&
    run 2 contract lost --data data && run 2 contract && run 0 contract --help
}
check 'wrong contracts are refused' wrong_contracts
calendars() {
  printf '%s\n' 'zone = Europe/Berlin' 'hours = Mon-Fri 9:00-17:00' \
    'holiday = 2026-12-25 Christmas Day' >berlin.conf
  run 0 calendar set berlin berlin.conf --data data && [ ! -s out ] &&
    run 0 calendar --data data &&
    [ "$(cut -f1 out | tr '\n' ' ')" = 'berlin default ' ] &&
    run 0 calendar berlin --data data && diff berlin.conf out &&
    run 0 contract set acme --calendar berlin --from 2026-01-01 --data data &&
    run 0 contract --data data &&
    [ "$(cat out)" = "$(printf 'acme\tcalendar berlin\tfrom 2026-01-01')" ] &&
    run 65 calendar remove berlin --data data &&
    run 0 contract remove acme --data data &&
    run 0 calendar remove berlin --data data &&
    run 66 calendar berlin --data data
}
check 'calendars are set, printed, used and removed' calendars
wrong_calendars() {
  printf '%s\n' 'zone = Europe/Berlin' 'severity = A, 1h, 2h' >wrong.conf
  run 65 calendar set x wrong.conf --data data && grep -q 'wrong.conf:2' err &&
    run 66 calendar set x berlin.conf --data none && [ ! -e none ] &&
    run 2 calendar set x --data data && run 2 calendar remove --data data &&
    run 2 calendar x y --data data && run 2 calendar &&
    run 65 contract set acme 1=15m, --until 2026-02-30 --data data &&
    run 0 calendar --help
}
check 'wrong calendars are refused' wrong_calendars
check 'no folder' prints no-data 2 severity
check 'a wrong word' prints word 2 severity list --data data

finish
