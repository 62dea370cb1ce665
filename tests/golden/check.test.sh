#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `solvent check` as people and scripts see it. SLV_UPDATE_GOLDEN=1 rewrites the
# expected texts.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

solvent=${SOLVENT:-build/asan/solvent}
golden=$PWD/tests/golden/check
work=$(mktemp -d /tmp/solvent-check-XXXXXX)
trap 'rm -rf "$work"' EXIT
case $solvent in
/*) ;;
*) solvent=$PWD/$solvent ;;
esac
cp -r "$golden/articles" "$work/articles"

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

# as NAME: what was printed is as in the golden file of that name
as() {
  if [ -n "${SLV_UPDATE_GOLDEN:-}" ]; then
    cp "$work/out" "$golden/$1.expected"
  fi
  diff "$golden/$1.expected" "$work/out" && [ ! -s "$work/err" ]
}

says() { # FILE TEXT
  grep -qF -- "$2" "$work/$1" || { cat "$work/$1"; return 1; }
}

a_folder() {
  run 1 check articles && as people && run 1 check articles/ --jobs 1 &&
    as people
}

one_object() {
  run 1 check --json articles && as json && node -e '
    const { diagnostics, ...rest } = JSON.parse(require("fs").readFileSync(0));
    const keys = "file line rule severity message";
    if (Object.keys(rest).length ||
        diagnostics.some((one) => Object.keys(one).join(" ") !== keys))
      process.exit(1);' <"$work/out"
}

a_file() {
  run 1 check articles/search.rules && as rules &&
    run 0 check articles/accounts/sign-in.md &&
    says out "articles/accounts/sign-in.md:6: warning:" &&
    says out "1 file checked: 0 errors, 1 warning" &&
    run 0 check articles/accounts/reset.md articles/accounts/team.md &&
    says out "2 files checked: 0 errors, 0 warnings"
}

warnings_alone() {
  mkdir "$work/calm"
  printf '[pins]\nx -> gone\n' >"$work/calm/search.rules"
  run 0 check calm && says out "1 file checked: 0 errors, 1 warning"
}

nothing_is_written() {
  local before
  before=$(find "$work/articles" | sort | xargs stat -c '%n %Y %s')
  run 1 check articles &&
    [ "$before" = "$(find "$work/articles" | sort | xargs stat -c '%n %Y %s')" ]
}

wrong_use() {
  run 2 check && says err "no folder and no file" && says err "--help" &&
    run 2 check --nonsense articles && says err "--nonsense" &&
    run 2 check --jobs 0 articles && says err "--jobs" &&
    run 66 check nowhere && says err "nowhere" && [ ! -s "$work/out" ] &&
    touch "$work/picture.png" && run 2 check picture.png &&
    says err "neither an article" && run 0 check --help &&
    says out "solvent check articles"
}

one_file_too_big() {
  mkdir "$work/big"
  head -c 1048577 /dev/zero | tr '\0' x >"$work/big/search.rules"
  run 1 check big && says out "big/search.rules: error:" &&
    says out "[rules-too-big]"
}

odd_bytes() {
  mkdir "$work/odd"
  printf '[synonyms]\n\033[2J \377 x\n' >"$work/odd/search.rules"
  run 1 check odd && ! grep -q $'\033' "$work/out" && says out utf8-invalid
}

the_sample_corpus() {
  run 0 check "$golden/../../../corpus" &&
    says out ": 0 errors, 0 warnings"
}

the_terminal_shows_what_is_pinned() {
  mkdir "$work/pins"
  printf '# Paper\n\nPaper is out.\n' >"$work/pins/paper.md"
  printf '# Toner\n\nToner is out.\n' >"$work/pins/toner.md"
  printf '[pins]\npaper -> toner\n' >"$work/pins/search.rules"
  run 0 index pins --data pins-data && run 0 search --data pins-data paper &&
    [ "$(grep -c '\[pinned\]' "$work/out")" = 1 ] &&
    grep -A1 '^ 1 Toner' "$work/out" | grep -q 'toner  \[pinned\]$'
}

check "a folder, for people" a_folder
check "a folder, as one JSON object" one_object
check "a file of rules or an article by itself" a_file
check "with warnings alone it ends with 0" warnings_alone
check "nothing is written beside the articles" nothing_is_written
check "wrong arguments are said, with status 2" wrong_use
check "a file of rules that is too large does not hold" one_file_too_big
check "control characters do not reach the terminal" odd_bytes
check "the terminal says what is pinned" the_terminal_shows_what_is_pinned
check "nothing is odd in the sample corpus" the_sample_corpus
finish
