#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The commands import and export as people and programs meet them: files as
# other programs write them, files that are refused, and exports that give the
# same again. Expected output is in golden/import; SLV_UPDATE_GOLDEN=1 writes it
# anew.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

solvent=$(realpath "${SOLVENT:-build/asan/solvent}")
release=$(realpath -m "${SOLVENT_RELEASE:-build/release/solvent}")
golden=$PWD/tests/golden/import
corpus=$PWD/corpus
docs=$PWD/docs
work=$(mktemp -d /tmp/solvent-golden-XXXXXX)
trap 'rm -rf "$work"' EXIT
cp "$golden"/*.csv "$golden"/*.jsonl "$work"
export SOLVENT_NOW=2026-04-01
# names in the output are as they are given here
cd "$work" || exit 1
"$solvent" index "$golden/articles" --data data >indexed 2>&1 || {
  cat indexed
  exit 1
}

# run STATUS ARGUMENTS...: into out and err; what is read comes from in
run() {
  local wanted=$1 status
  shift
  timeout 120 "$solvent" "$@" >out 2>err <in
  status=$?
  [ "$status" = "$wanted" ] && return
  echo "status $status and not $wanted"
  cat out err
  return 1
}
: >in

says() { # FILE TEXT
  grep -qF -- "$2" "$1" || { cat "$1"; return 1; }
}

# as_golden NAME FILE...: the files are as the golden one, but for times
as_golden() {
  local name=$1
  shift
  cat "$@" | sed -E 's/; [0-9.]+ s$/; 0 s/; s/"seconds":[0-9.]+/"seconds":0/' \
    >"$name.found"
  if [ -n "${SLV_UPDATE_GOLDEN:-}" ]; then
    cp "$name.found" "$golden/$name.expected"
  fi
  diff "$golden/$name.expected" "$name.found"
}

# nothing_in DATA: its store has no customer, case or time entry
nothing_in() {
  local kind
  for kind in customers cases time; do
    run 0 export "$kind" --format jsonl --data "$1" && [ ! -s out ] || return 1
  done
}

tickets() {
  run 0 import cases tickets.csv --data data && as_golden tickets out err &&
    run 0 export cases --data data && as_golden tickets-csv out &&
    run 0 export cases --format jsonl --data data && as_golden tickets-jsonl out
}

json_lines() {
  run 0 import cases cases.jsonl --data lines && as_golden lines out err &&
    run 0 export cases --format jsonl --data lines && as_golden lines-jsonl out
}

customers_and_time() {
  run 0 import customers customers.csv --data lines &&
    as_golden customers out err &&
    run 0 export customers --data lines && as_golden customers-csv out &&
    run 0 import time time.csv --data lines && as_golden time out err &&
    run 0 export time --data lines && as_golden time-csv out
}

# Each kind, exported and imported into an empty store in both formats, gives
# the same exports; and the export imported where it came from changes nothing.
round_trip() {
  local from=$1 format kind other
  for format in csv jsonl; do
    for kind in products agents customers cases time; do
      run 0 export "$kind" --format "$format" --data "$from" || return 1
      cp out "$from-$kind.$format"
      grep -q . out || [ "$kind" != cases ] || return 1
    done
  done
  for format in csv jsonl; do
    other=$from-again-$format
    for kind in products agents customers cases time; do
      [ -s "$from-$kind.$format" ] || continue
      run 0 import "$kind" "$from-$kind.$format" --data "$other" &&
        says out " 0 updated, " &&
        run 0 import "$kind" "$from-$kind.$format" --data "$from" &&
        says out "0 added, 0 updated, " || return 1
    done
    for kind in products agents customers cases time; do
      run 0 export "$kind" --data "$other" &&
        cmp out "$from-$kind.csv" || return 1
      run 0 export "$kind" --format jsonl --data "$other" &&
        cmp out "$from-$kind.jsonl" || return 1
    done
  done
}

sample() {
  run 0 import cases "$corpus/cases.jsonl" --data sample &&
    says out "200 added, 0 updated, 0 unchanged; 40 closed without an article" &&
    round_trip sample
}

# A part may come before the case that it is part of, and be one of a part.
merged() {
  cat >merged-in.csv <<'EOF'
number,customer,subject,body,state,opened,closed,merged_into
5,acme,Part,It hisses,closed,2026-01-01T10:00:00Z,2026-01-02T00:00:00Z,7
6,acme,Whole,It hums,open,2026-01-01T08:00:00Z,,
7,acme,Part too,It sings,closed,2026-01-01T09:00:00Z,2026-01-02T00:00:00Z,6
8,bolt,Another customer's,It purrs,closed,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,6
9,bolt,Around,It turns,closed,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,10
10,bolt,And around,It turns,closed,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,9
EOF
  run 0 import cases merged-in.csv --data merged && says out "6 added" &&
    run 0 import cases merged-in.csv --data merged &&
    says out "0 added, 0 updated, 6 unchanged" &&
    run 0 export cases --format jsonl --data merged && cp out merged.jsonl &&
    says merged.jsonl '"number":"5","customer":"acme","subject":"Part","state"' &&
    grep '"number":"6"' merged.jsonl | grep 'hums.*sings.*hisses' >found &&
    [ "$(grep -c '"merged_into":"' merged.jsonl)" = 3 ] &&
    round_trip merged || return 1
  printf 'number,customer,subject,opened,closed,merged_into\n%s\n%s\n' \
    '1,a,s,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,1' \
    '2,a,s,2026-01-01T00:00:00Z,,1' >refused-parts.csv
  run 65 import cases refused-parts.csv --data merged &&
    says err 'refused-parts.csv:2: error: merged_into "1" is the case itself' &&
    says err 'refused-parts.csv:3: error: merged_into "1" is for cases that are closed'
}

again_and_changed() {
  run 0 import cases cases.jsonl --data again &&
    run 0 import cases cases.jsonl --data again --json &&
    says out '{"added":0,"updated":0,"unchanged":3,"refused":0,' &&
    sed 's/Pale print/Grey print/' cases.jsonl >changed.jsonl &&
    run 0 import cases changed.jsonl --data again --json &&
    says out '{"added":0,"updated":1,"unchanged":2,"refused":0,' &&
    run 0 export cases --data again && says out "Grey print"
}

dry_run() {
  run 0 import cases cases.jsonl --data again --dry-run &&
    says out "dry run, nothing is written: 0 added, 1 updated, 2 unchanged" &&
    run 0 export cases --data again && says out "Grey print" &&
    mkdir dry && run 0 import cases cases.jsonl --data dry --dry-run &&
    says out "3 added" && nothing_in dry
}

from_standard_input() {
  cp cases.jsonl in
  run 0 import cases - --data piped && says out "3 added" || return 1
  cat tickets.csv >in
  run 65 import time - --data piped && says err "standard input:1: error: "
  local status=$?
  : >in
  return "$status"
}

refused_cases() {
  run 65 import cases bad-cases.csv --data refused && as_golden refused err &&
    [ ! -s out ] && nothing_in refused &&
    run 65 import cases bad-cases.csv --data refused --json &&
    says out '{"added":0,"updated":0,"unchanged":0,"refused":11,"warnings":0,'
}

refused_time() {
  run 65 import time bad-time.csv --data lines && as_golden refused-time err &&
    run 0 export time --data lines && as_golden time-csv out
}

# Lines and teams that nothing is in come back too, and whatever a sheet would run.
products_and_agents() {
  local kind format
  printf 'name,line,launched_on,line_launched_on\n%s\n%s\n%s\n%s\n' \
    'Printer 3,Printers,2026-01-01,2020-02-29' 'Printer 2,Printers,,' \
    '=evil(),,,' ',Lonely,,2021-01-01' >products.csv
  printf 'Login;Name;Department;Deputy\nanna;Anna;Desk;ben\nben;Ben;Desk;anna\n;;Night;\n' \
    >agents.csv
  for kind in products agents; do
    run 0 import "$kind" "$kind.csv" --data catalog &&
      run 0 import "$kind" "$kind.csv" --data catalog --json &&
      says out '"added":0,"updated":0,' || return 1
    for format in csv jsonl; do
      run 0 export "$kind" --format "$format" --data catalog && cp out first &&
        run 0 import "$kind" first --data "catalog-$format" &&
        run 0 export "$kind" --format "$format" --data "catalog-$format" &&
        cmp out first || return 1
      says out Lonely || says out Night || return 1
    done
  done
  run 0 export products --data catalog && says out "'=evil()" &&
    run 0 export events --data catalog && says out ',import,file,products.csv,' &&
    run 0 export feedback --data catalog && says out "id,article,helpful"
}

refused_products() {
  printf 'name,line,line_launched_on,launched_on\n%s\n%s\n%s\n%s\n%s\n' \
    'A,L,2020-01-01,' 'B,L,2020-01-02,' 'C,,2020-01-01,' ',,,' 'D,,,soon' >in
  run 65 import products - --data catalog &&
    says err '3: error: the line "L" was launched on "2020-01-01" by a row before' &&
    says err '4: error: line_launched_on is given, but no line' &&
    says err '5: error: name is empty' &&
    says err '6: error: launched_on "soon" is no day' || return 1
  printf 'key,backup\nq,q\n' >in
  run 65 import agents - --data catalog && says err 'their own backup' || return 1
  : >in
  run 2 import events products.csv --data catalog && says err "not: events"
}

# refuses TEXT FORMAT [KIND]: a file with the bytes of printf's FORMAT
refuses() {
  # shellcheck disable=SC2059
  printf "$2" >odd
  run 65 import "${3:-cases}" odd --data odd-data && says err "$1" &&
    says err "nothing is imported" && [ ! -s out ] && nothing_in odd-data
}

no_csv_at_all() {
  mkdir -p odd-data && run 0 import cases cases.jsonl --data made &&
    cp made/solvent.db keep.db && rm -rf made &&
    header='number,customer,subject,opened\n' &&
    run 0 import time time.csv --data lines && mkdir -p odd-data &&
    printf '%b' "$header" >empty.csv &&
    run 0 import cases empty.csv --data odd-data &&
    says out "0 added, 0 updated, 0 unchanged" &&
    refuses "the file is empty" '' && refuses "the file is empty" ' \n\n' &&
    refuses "odd:1: error: this is a spreadsheet or an archive" 'PK\003\004\000' &&
    refuses "odd:1: error: this is UTF-16 text" '\377\376n\000' &&
    refuses "odd:3: error: there is a NUL byte" "${header}1,a,b,2026-03-01\n\\000" &&
    refuses 'it has "<!DOCTYPE html>"' '<!DOCTYPE html>\n<p>\n' &&
    refuses "odd:2: error: the quote that begins cell 3 is never closed" \
      "${header}1,a,\"b,2026-03-01\n2,a,b,2026-03-01\n" &&
    refuses "odd:2: error: there is text behind the closing quote of cell 3" \
      "${header}1,a,\"b\"c,2026-03-01\n" &&
    refuses "this is one JSON list" '[{"number": "1"}]\n' &&
    refuses "odd:2: error: This is not JSON" \
      '{"number":"1","customer":"c","subject":"s","opened":"2026-03-01"}\nx\n' &&
    refuses "odd:1: error: customer is missing" '{"number":"1"}\n' &&
    refuses "odd:1: error: there is a NUL byte" '{"number":"1\000"}\n' &&
    refuses 'has no column for "customer", "opened"; it has "number", "subject"' \
      'number,subject\n' &&
    refuses 'both the customer' 'number,company,account,subject,opened\n'
}

bytes_that_are_not_utf8() {
  printf 'number,customer,subject,opened\n1,M\374hle,s,2026-03-01\n' >latin.csv
  run 0 import cases latin.csv --data latin &&
    says err "latin.csv:2: warning: bytes that are not UTF-8 became U+FFFD" &&
    run 0 export cases --data latin && says out $'M\357\277\275hle'
}

mapped() {
  printf 'Nr,Kunde,Was,Wann,Rest\n1,c,s,2026-03-01,r\n' >german.csv
  run 65 import cases german.csv --data mapped &&
    says err '--map "Header=number"' &&
    run 0 import cases german.csv --data mapped \
      --map 'Nr=number, Kunde=customer' --map 'was=subject,Wann=opened,Rest=' &&
    says out "1 added" && [ ! -s err ] &&
    run 65 import cases german.csv --data mapped --map 'Datum=opened' &&
    says err 'the column "Datum"'
}

# Many rows: all of them are there, and memory does not grow with them.
many_rows() {
  awk 'BEGIN {
    print "number,customer,subject,opened,closed,articles"
    for (i = 1; i <= 200000; i++)
      printf "%d,c%d,subject of %d,2026-03-01,2026-03-02,paper\n", i, i % 500, i
  }' >many.csv
  (
    ulimit -v "$1"
    timeout 600 "$release" import cases many.csv --data many --json >out 2>err
  ) || { cat out err; return 1; }
  says out '"added":200000,"updated":0,"unchanged":0,"refused":0,"warnings":0'
}

interrupted() {
  # the reader of a pipe that never ends is killed while it stages
  local pid
  mkfifo pipe
  "$solvent" import cases pipe --data killed >out 2>err &
  pid=$!
  exec 9<>pipe
  # more than a pipe holds, so that thousands of them have been read
  { echo number,customer,subject,opened
    seq -f '%.0f,somebody,a problem that is long enough,2026-03-01' 5000
  } | timeout 60 cat >&9
  kill -9 "$pid"
  wait "$pid" 2>wait.err
  exec 9>&-
  run 0 import customers customers.csv --data killed &&
    run 0 export cases --format jsonl --data killed && [ ! -s out ]
}

learned_at_once() {
  run 0 search --data data --as staff "load tray beeps" &&
    run 0 search --data data --json --explain "display says load tray 2" &&
    says out '"paper"'
}

no_escapes() {
  printf 'number,customer,subject,opened,\033[31mx\n1,c,s,\033[2J,\n' >escape.csv
  run 65 import cases escape.csv --data data && ! grep -q $'[\033\r]' err
}

bar() {
  script -qec "$solvent import cases tickets.csv --data tty" /dev/null >tty.out &&
    grep -q '\[#' tty.out
}

usage() { # TEXT ARGUMENTS...
  local text=$1
  shift
  run 2 "$@" && says err "$text" && says err "--help" && [ ! -s out ]
}

wrong_usage() {
  usage "say what to import" import &&
    usage "cows" import cows x.csv --data data &&
    usage "name the file" import cases --data data &&
    usage "one file at a time" import cases a b --data data &&
    usage "--data" import cases cases.jsonl &&
    usage "--map takes" import cases cases.jsonl --data data --map x &&
    usage 'no field "hat"' import cases cases.jsonl --data data --map x=hat &&
    usage "--nonsense" import cases --nonsense &&
    usage "say what to export" export --data data &&
    usage "cows" export cows --data data && usage "--data" export cases &&
    usage "--format" export cases --data data --format xml &&
    usage "one kind" export cases time --data data
}

help_texts() {
  run 0 import --help && says out "solvent import cases tickets.csv" &&
    says out "number          *" && run 0 export --help &&
    says out "solvent export cases" && run 0 && says out "solvent import"
}

# The table of fields, as --help shows it, is that of the documentation.
fields_are_documented() {
  local field
  run 0 import --help || return 1
  sed -nE 's/^  ([a-z_]+) +[* ] .*/\1/p' out | sort -u >fields
  [ "$(wc -l <fields)" -gt 25 ] || { cat out; return 1; }
  while read -r field; do
    grep -qF "\`$field\`" "$docs/cases.md" ||
      { echo "docs/cases.md has no $field"; return 1; }
    sed -n '/^\.Sh FIELDS/,/^\.Sh EXIT/p' "$docs/man/solvent-import.1" |
      grep -qE "(^| )$field( |\*|\$)" ||
      { echo "solvent-import.1 has no $field"; return 1; }
  done <fields
}

# The examples of the documentation, block by block, are imported.
examples_are_imported() {
  local kind n=0
  awk '/^```/ { inside = !inside; name = substr($0, 4)
         if (inside && (name == "csv" || name == "json")) file = ++n "." name
         else file = ""
         next }
       inside && file { print >file }' "$docs/cases.md"
  set -- customers cases time
  for kind; do
    run 0 import "$kind" "$((n += 1)).csv" --data examples && says out "; 0 warnings" &&
      run 0 import "$kind" "$((n += 1)).json" --data examples &&
      says out "; 0 warnings" || return 1
  done
}

what_is_not_there() {
  run 66 import cases none.csv --data never && says err "none.csv" &&
    [ ! -e never ] && run 66 export cases --data never && says err "never" &&
    [ ! -e never ] && run 66 import cases cases.jsonl --data never --dry-run
}

output_that_is_full() {
  "$solvent" export cases --data data >/dev/full 2>err
  [ $? = 74 ] && says err "standard output"
}

check "a ticket system's file: BOM, semicolons, lines, formulas, aliases" tickets
check "JSON lines with everything a case may have" json_lines
check "customers with contacts, and time" customers_and_time
check "an export of tickets gives the same again" round_trip data
check "an export of whole cases gives the same again" round_trip lines
check "an export of the sample gives the same again" sample
check "products and agents come back as they are" products_and_agents
check "each refused product and agent is told" refused_products
check "parts of other cases stay such through import and export" merged
check "the same file again changes nothing, a changed row is updated" again_and_changed
check "a dry run counts and writes nothing" dry_run
check "a file may come from standard input" from_standard_input
check "each refused case is told, and nothing is imported" refused_cases
check "each refused time entry is told, and nothing is imported" refused_time
check "what is no CSV is refused with the reason" no_csv_at_all
check "bytes that are not UTF-8 are repaired and told" bytes_that_are_not_utf8
check "columns get their meaning from --map" mapped
if [ -x "$release" ]; then
  check "200,000 rows are imported in bounded memory" many_rows 160000
else
  skip "200,000 rows are imported in bounded memory" "no release build"
fi
check "an import that is killed leaves nothing" interrupted
check "search has learned from what was imported" learned_at_once
check "control characters do not reach the terminal" no_escapes
if command -v script >/dev/null; then
  check "a bar on a terminal" bar
else
  skip "a bar on a terminal" "script(1) is not here"
fi
check "wrong arguments are said, with status 2" wrong_usage
check "help is no error" help_texts
check "every field is documented" fields_are_documented
check "the examples of the documentation are imported" examples_are_imported
check "what is not there is named, and nothing is made" what_is_not_there
check "an output that cannot be written is said" output_that_is_full
finish
