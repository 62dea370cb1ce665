#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `solvent check` on how articles are written, the searches as tests, and
# `solvent import articles`, as people and scripts use them.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

solvent=${SOLVENT:-build/asan/solvent}
corpus=$PWD/corpus
work=$(mktemp -d /tmp/solvent-writing-XXXXXX)
trap 'rm -rf "$work"' EXIT
case $solvent in
/*) ;;
*) solvent=$PWD/$solvent ;;
esac

# run STATUS ARGUMENTS...: in $work, into $work/out and $work/err
run() {
  local wanted=$1 status
  shift
  (cd "$work" && timeout 300 "$solvent" "$@" >out 2>err </dev/null)
  status=$?
  [ "$status" = "$wanted" ] && return
  echo "status $status and not $wanted"
  cat "$work/out" "$work/err"
  return 1
}

says() { # FILE TEXT
  grep -qF -- "$2" "$work/$1" || { cat "$work/$1"; return 1; }
}

silent() { # FILE TEXT
  ! grep -qF -- "$2" "$work/$1" || { cat "$work/$1"; return 1; }
}

# article NAME TITLE TEXT
article() {
  mkdir -p "$(dirname "$work/$1")"
  printf -- '---\ntitle: %s\n---\n%s\n' "$2" "$3" >"$work/$1"
}

annotations() {
  article faults/a.md "The printer prints empty pages" \
    $'You will recieve it.\n\nAsk jo@acme-tools.com, 100%: card 4539148803436467.'
  run 1 check --format github faults &&
    says out "::error file=faults/a.md,line=6,title=account-number::\"4539148803436467\"" &&
    says out "::warning file=faults/a.md,line=6,title=mail-address::The e-mail" &&
    says out "::warning file=faults/a.md,line=4,title=spelling::" &&
    run 1 check --json faults && says out '"rule":"mail-address"' &&
    run 2 check --format nonsense faults && says err "--format"
}

switches() {
  run 0 check --off mail-address,spelling,account-number faults && says out "0 errors, 0 warn" &&
    run 1 check --off all --on account-number faults && says out "1 error, 0 warn" &&
    run 2 check --off no-such faults && says err "no such rule" &&
    run 0 check --rules && says out "near-duplicate" && says out "word-doubled"
}

folders_have_settings() {
  article set/a.md "The printer prints empty pages" "Ask jo@acme-tools.com to recieve it."
  article set/deep/b.md "The scanner scans empty pages" "Ask jo@acme-tools.com to recieve it. It was it."
  printf 'mail-domains: acme-tools.com\noff: spelling\n' >"$work/set/check.conf"
  run 0 check set && says out "0 errors, 0 warnings" || return
  printf 'on: passive\n' >"$work/set/deep/check.conf"
  printf 'recieve\n' >"$work/set/deep/check.words"
  printf 'mail-domains: acme-tools.com\n' >"$work/set/check.conf"
  run 0 check set && says out "set/a.md:4: warning: \"recieve\"" &&
    silent out "deep/b.md" || return
  printf 'off: nonsense\ncolour: red\n' >"$work/set/deep/check.conf"
  run 1 check set && says out "set/deep/check.conf:1: error:" &&
    says out "set/deep/check.conf:2: error:"
}

articles_are_compared() {
  local text
  text=$(seq 1 60 | sed 's/.*/Word& is about thing& and part&./')
  article many/a.md "The printer prints empty pages" "$text"
  article many/b.md "The Printer prints empty Pages" "$text And one more sentence."
  article many/c.md "The scanner scans nothing" $'See [x y](a.md#none), [y z](#here).\n\n## Here\n\nText.'
  article many/d.md "The copier copies nothing" $'See [x y](c.md#here), [y z](c.md#HERE), [z](#there).'
  run 0 check --off all --on near-duplicate,title-same,anchor-missing many &&
    says out "many/b.md: warning: " && says out "% of the text stands in 'many/a.md' too. [near-duplicate]" &&
    says out "many/b.md:2: warning: 'many/a.md' has the same title" &&
    says out "many/c.md:4: warning: 'many/a.md' has no heading '#none'" &&
    says out "many/d.md:4: warning: 'many/d.md' has no heading '#there'" &&
    says out "0 errors, 4 warnings"
}

# Ten pairs, ten titles and ten links, each one found.
faults_between_articles() {
  local i text
  for i in 0 1 2 3 4 5 6 7 8 9; do
    text=$(seq 1 60 | sed "s/.*/The ${i}th& tool is about ${i}x& and ${i}y&./")
    article "ten/a$i.md" "The first tool number $i stops" "$text"
    article "ten/b$i.md" "The other tool number $i stops" "$text Also $i."
    article "ten/c$i.md" "The third tool number $i stops" "See [the tool](a$i.md#no-$i)."
    article "ten/d$i.md" "The third tool number $i stops" "It is so, $i."
  done
  run 0 check --off all --on near-duplicate,title-same,anchor-missing ten || return
  for i in near-duplicate title-same anchor-missing; do
    [ "$(grep -c "\[$i\]" "$work/out")" = 10 ] || { cat "$work/out"; return 1; }
  done
}

one_address_leads_to_one_article() {
  local i
  for i in 1 2 3 4 5; do
    article "led/a$i.md" "The tool number $i stops" "It is so, $i."
    printf -- '---\nreplaces: [a%s]\n---\n# The second tool number %s stops\n\nIt is so.\n' "$i" "$i" >"$work/led/b$i.md"
    printf -- '---\nreplaces: [gone%s]\n---\n# The third tool number %s stops\n\nIt is so.\n' "$i" "$i" >"$work/led/c$i.md"
    printf -- '---\nreplaces: [gone%s]\n---\n# The fourth tool number %s stops\n\nIt is so.\n' "$i" "$i" >"$work/led/d$i.md"
  done
  run 0 check --off all --on replaces-conflict led &&
    [ "$(grep -c '\[replaces-conflict\]' "$work/out")" = 10 ] &&
    says out "'replaces' names 'a1', which is the id of" && says out "and so does"
}

a_word_of_the_folder() {
  local i
  for i in 1 2 3 4; do
    article "own/$i.md" "The tool number $i stops" "It needs the resorce here."
  done
  run 0 check own && silent out spelling && rm "$work/own/4.md" &&
    run 0 check own && [ "$(grep -c '\[spelling\]' "$work/out")" = 3 ]
}

names_of_customers() {
  printf '%s\n' '{"key":"acme","name":"Acme Tools"}' >"$work/customers.jsonl"
  article named/a.md "The printer prints empty pages" "At Acme Tools it stops."
  run 0 index named --data named-data && run 0 import customers customers.jsonl --data named-data &&
    run 0 check named && says out "0 errors" &&
    run 1 check --data named-data named && says out '"Acme Tools" is a customer'
}

# --- the searches as tests ---

searches_are_asked() {
  cp -r "$corpus/articles" "$work/kb"
  run 0 index kb --data kb-data && run 0 import cases "$corpus/cases.jsonl" --data kb-data &&
    run 0 check --replay --data kb-data && says out ": 0 lost, 0 lower, 0 higher"
}

a_loss_is_named() {
  local id file
  id=$(node -e '
    for (const line of require("fs").readFileSync(process.argv[1], "utf8").split("\n").filter(Boolean))
      for (const id of JSON.parse(line).articles || []) { console.log(id); process.exit(); }
  ' "$corpus/cases.jsonl")
  file=$(grep -rlE "^id: ['\"]?${id}['\"]?\$" "$work/kb")
  [ -f "$file" ] || { echo "no file of $id"; return 1; }
  printf -- '---\nid: %s\ntitle: Zebra crossing\n---\nStripes.\n' "$id" >"$file"
  run 1 check --replay --data kb-data && says out "Lost (they stood on the first page):" &&
    says out "-> none  $id  case " &&
    run 1 check --replay --json --data kb-data && says out '"lost":true' &&
    echo "$id" >"$work/lost"
}

the_guard_stops_it() {
  local before lost
  lost=$(cat "$work/lost")
  before=$(cat "$work/kb-data/current")
  run 1 index --guard --data kb-data && says out "-> none  $lost  case " &&
    says err "nothing was indexed" &&
    [ "$before" = "$(cat "$work/kb-data/current")" ] &&
    run 0 search --data kb-data zebra crossing && silent out "Zebra crossing" &&
    [ -z "$(find "$work/kb-data" -name 'trial*')" ] &&
    run 0 index --data kb-data && run 0 index --guard --data kb-data &&
    run 2 index --guard --watch --data kb-data && says err "--guard"
}

two_indexes_are_compared() {
  local lost
  lost=$(cat "$work/lost")
  run 0 index "$corpus/articles" --data old-data &&
    run 1 check --replay --data kb-data --against old-data && says out "  $lost  case " &&
    run 0 check --replay --data kb-data --against kb-data && says out ": 0 lost" &&
    run 2 check --replay && says err "--data" && run 2 check --against x kb && says err "--against"
}

a_first_index_is_not_stopped() {
  run 0 index --guard named --data first-data && says out "1 added"
}

# --- one long text ---

one_long_text() {
  printf 'Intro.\n\n# Disk full\n\nIt is full.\n\nEmpty it.\n\n# Disk full\n\nOther.\n' >"$work/long.md"
  run 0 import articles long.md --into drafts --dry-run && says out "would be written" &&
    [ ! -e "$work/drafts" ] &&
    run 0 import articles long.md --into drafts && says out "2 articles cut at headings: 2 written" &&
    says out "1 line before the first were left out" &&
    [ "$(find "$work/drafts" -name '*.md' | wc -l)" = 2 ] &&
    grep -q '^state: draft$' "$work/drafts/disk-full-2.md" &&
    run 0 import articles long.md --into drafts && says out "0 written, 2 there already" &&
    echo mine >"$work/drafts/disk-full.md" &&
    run 0 import articles long.md --into drafts &&
    [ "$(cat "$work/drafts/disk-full.md")" = mine ] &&
    run 0 check drafts && run 0 import articles long.md --into drafts --json &&
    says out '"cut_at":"headings"'
}

wrong_texts() {
  : >"$work/empty.txt"
  run 65 import articles empty.txt --into drafts && says err "holds no text" &&
    run 2 import articles long.md && says err "--into" &&
    run 2 import articles --into drafts && says err "one file" &&
    run 66 import articles nowhere.txt --into drafts &&
    run 0 import articles --help && says out "solvent import articles faq.txt"
}

check "findings as annotations and as JSON" annotations
check "rules are switched by options" switches
check "a folder and those below it have settings and words of their own" folders_have_settings
check "articles are compared with each other" articles_are_compared
check "ten faults of each kind between articles are found" faults_between_articles
check "one address leads to one article" one_address_leads_to_one_article
check "a word that four articles have is one of the folder" a_word_of_the_folder
check "names of customers are found when the case store is named" names_of_customers
check "unchanged articles change no search" searches_are_asked
check "an article that a case loses is named" a_loss_is_named
check "the guard stops such an index and changes nothing" the_guard_stops_it
check "two indexes are compared" two_indexes_are_compared
check "a first index has nothing to lose" a_first_index_is_not_stopped
check "one long text becomes drafts, and nothing is written over" one_long_text
check "wrong texts and arguments are said" wrong_texts
finish
