#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The command eval as people and programs meet it: figures, notes, runs,
# comparisons, floors, and files that cannot be read. Expected output is in
# golden/eval; SLV_UPDATE_GOLDEN=1 writes it anew. Each query fits one article
# or none, so that no change of the ranking changes a figure.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

solvent=$(realpath "${SOLVENT:-build/asan/solvent}")
golden=$PWD/tests/golden/eval
work=$(mktemp -d /tmp/solvent-golden-XXXXXX)
trap 'rm -rf "$work"' EXIT
cp "$golden"/*.tsv "$golden"/*.txt "$golden"/*.run "$work"
# names in the output are as they are given here
cd "$work" || exit 1
"$solvent" index "$golden/articles" --data data >indexed 2>&1 || {
  cat indexed
  exit 1
}

# run STATUS ARGUMENTS...: into out and err
run() {
  local wanted=$1 status
  shift
  timeout 300 "$solvent" eval "$@" >out 2>err </dev/null
  status=$?
  [ "$status" = "$wanted" ] && return
  echo "status $status and not $wanted"
  cat out err
  return 1
}
files=(--data data --queries queries.tsv --qrels qrels.txt)

says() { # FILE TEXT
  grep -qF -- "$2" "$1" || { cat "$1"; return 1; }
}

# as_golden NAME FILE: the file is as the golden one, but for times
as_golden() {
  sed -E 's/, [0-9.]+ s$/, 0 s/; s/"seconds":[0-9.]+/"seconds":0/' "$2" >"$1.found"
  if [ -n "${SLV_UPDATE_GOLDEN:-}" ]; then
    cp "$1.found" "$golden/$1.expected"
  fi
  diff "$golden/$1.expected" "$1.found"
}

people() {
  run 0 "${files[@]}" && as_golden people out && as_golden notes err
}

staff() {
  run 0 "${files[@]}" --as staff --json && as_golden staff out &&
    ! grep -q "not there" err
}

comparison() {
  run 0 "${files[@]}" --compare other.run && as_golden comparison out
}

comparison_json() {
  run 0 "${files[@]}" --json --compare other.run --floor MRR=0.5 &&
    as_golden comparison-json out &&
    node -e 'JSON.parse(require("fs").readFileSync("out"))'
}

run_file() {
  run 0 "${files[@]}" --as staff --run new.run &&
    sed -E 's/ [0-9.]+ solvent$/ score solvent/' new.run >rows &&
    as_golden run rows &&
    run 0 "${files[@]}" --as staff --compare new.run &&
    says out "0 won, 0 lost, 4 the same, p = 1.0000"
}

other_line_ends() {
  run 0 "${files[@]}" --json && sed 's/"seconds":[0-9.]*//' out >plain &&
    { printf '\357\273\277'; sed 's/$/\r/' "$golden/queries.tsv"; } >queries.tsv &&
    sed 's/$/\r/' "$golden/qrels.txt" >qrels.txt &&
    run 0 "${files[@]}" --json && sed 's/"seconds":[0-9.]*//' out | diff plain - &&
    cp "$golden/queries.tsv" "$golden/qrels.txt" .
}

# as process substitution gives them
pipes() {
  run 0 "${files[@]}" --json && sed 's/"seconds":[0-9.]*//' out >plain &&
    run 0 --data data --queries <(cat queries.tsv) --qrels <(cat qrels.txt) \
      --json && sed 's/"seconds":[0-9.]*//' out | diff plain - &&
    run 0 "${files[@]}" --compare <(cat other.run) && says out "differ"
}

floors() {
  run 0 "${files[@]}" --floor p@1=0.5 --floor recall@100=0 &&
    run 1 "${files[@]}" --floor p@1=0.5 --floor ndcg@10=0.8 --floor mrr=0.51 &&
    says err "solvent: ndcg@10 is 0.4" && says err "below the floor 0.8" &&
    says err "solvent: mrr is 0.500000, below the floor 0.51" &&
    says out "recall@100" && ! grep -q "solvent: p@1" err
}

bad_lines() {
  printf 'q1\tpaper\nno tab\nq1\tagain\n' >bad.tsv
  run 65 --data data --queries bad.tsv --qrels qrels.txt || return 1
  says err "bad.tsv:2: has no tab" && says err "bad.tsv:3: has the id 'q1' of line 1" &&
    says err "solvent: bad.tsv: 2 lines cannot be read" && [ ! -s out ] || return 1
  printf 'q1 0 printer 1\nq1 0 printer\n' >bad.txt
  run 65 --data data --queries queries.tsv --qrels bad.txt || return 1
  says err "bad.txt:2: has 3 fields" && says err "1 line cannot be read" || return 1
  printf 'q1 Q0 printer 1 best x\n' >bad.run
  run 65 "${files[@]}" --compare bad.run && says err "bad.run:1: has the score 'best'"
}

control_characters() {
  printf 'q1\tpaper\nq\033[31m2 \tx\n' >bad.tsv
  run 65 --data data --queries bad.tsv --qrels qrels.txt && ! grep -q $'\033' err
}

nothing_judged() {
  printf 'other 0 printer 1\n' >none.txt
  run 65 --data data --queries queries.tsv --qrels none.txt &&
    says err "no query of queries.tsv has a relevant judgement in none.txt"
}

foreign_run() {
  printf 'x1 Q0 printer 1 1 x\n' >foreign.run
  run 65 "${files[@]}" --compare foreign.run &&
    says err "foreign.run has none of the queries of queries.tsv" || return 1
  : >empty.run
  run 0 "${files[@]}" --compare empty.run && says out "2 won, 0 lost, 2 the same"
}

missing_files() {
  run 66 --data data --queries none.tsv --qrels qrels.txt && says err "none.tsv" &&
    run 66 --data data --queries queries.tsv --qrels none && says err "none" &&
    run 66 "${files[@]}" --compare none.run && says err "none.run" &&
    run 66 --data never --queries queries.tsv --qrels qrels.txt &&
    says err "solvent index DIR" &&
    run 65 --data data --queries . --qrels qrels.txt && says err "is a folder"
}

usage() { # TEXT ARGUMENTS...
  local text=$1
  shift
  run 2 "$@" && says err "$text" && says err "--help" && [ ! -s out ]
}

wrong_usage() {
  usage "--data" --queries queries.tsv --qrels qrels.txt &&
    usage "--queries" --data data --qrels qrels.txt &&
    usage "--qrels" --data data --queries queries.tsv &&
    usage "ndcg@10, mrr, p@1, recall@10, recall@100" "${files[@]}" --floor map=0.5 &&
    usage "from 0 to 1" "${files[@]}" --floor mrr=1.5 &&
    usage "from 0 to 1" "${files[@]}" --floor mrr &&
    usage "from 0 to 1" "${files[@]}" --floor mrr=0.5x &&
    usage "from 0 to 1" "${files[@]}" --floor mrr=nan &&
    usage "--limit" "${files[@]}" --limit 0 && usage "--limit" "${files[@]}" --limit 101 &&
    usage "--as" "${files[@]}" --as root && usage "--what" "${files[@]}" --what &&
    usage "stray" "${files[@]}" stray
}

help_text() {
  run 0 --help && says out "solvent eval --data" && says out "--floor"
}

check "figures for people, and what does not fit is said" people
check "what staff may see is there for staff" staff
check "a comparison lists queries won and lost" comparison
check "a comparison and floors as JSON" comparison_json
check "a written run is the same when compared" run_file
check "a byte order mark and carriage returns change nothing" other_line_ends
check "a pipe is read as a file is" pipes
check "a mean below its floor gives status 1" floors
check "bad lines are told with file and line, status 65" bad_lines
check "control characters do not reach the terminal" control_characters
check "judgements of other queries are refused" nothing_judged
check "a run of other queries is refused, an empty one is not" foreign_run
check "missing files are named" missing_files
check "wrong arguments are said, with status 2" wrong_usage
check "help is no error" help_text
finish
