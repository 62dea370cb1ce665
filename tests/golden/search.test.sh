#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The commands index and search as people and programs meet them: answers,
# exit codes, what goes to which stream. Expected output is in golden/search;
# SLV_UPDATE_GOLDEN=1 writes it anew.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

solvent=${SOLVENT:-build/asan/solvent}
golden=tests/golden/search
work=$(mktemp -d /tmp/solvent-golden-XXXXXX)
trap 'rm -rf "$work"' EXIT
cp -r "$golden/articles" "$work/articles"
find "$work/articles" -type f -exec touch -d @1700000000 {} +
data=$work/data

# run STATUS ARGUMENTS...: into $work/out and $work/err
run() {
  local wanted=$1 status
  shift
  timeout 300 "$solvent" "$@" >"$work/out" 2>"$work/err" </dev/null
  status=$?
  [ "$status" = "$wanted" ] && return
  echo "status $status and not $wanted"
  cat "$work/out" "$work/err"
  return 1
}

# search NAME ARGUMENTS...: as in the golden file of that name
search() {
  local name=$1 file=$golden/$1.expected
  shift
  run 0 search --data "$data" "$@" || return 1
  sed -E 's/"took_us":[0-9]+/"took_us":0/; s/, [0-9.]+ ms$/, 0 ms/' \
    "$work/out" >"$work/$name"
  if [ -n "${SLV_UPDATE_GOLDEN:-}" ]; then
    cp "$work/$name" "$file"
  fi
  diff "$file" "$work/$name" && [ ! -s "$work/err" ]
}

# json KEYS FILE: one object with these keys in this order
json() {
  node -e '
    const object = JSON.parse(require("fs").readFileSync(process.argv[2]));
    const keys = Object.keys(object).join(" ");
    if (keys !== process.argv[1]) { console.log(keys); process.exit(1); }' "$@"
}

says() { # FILE TEXT
  grep -qF -- "$2" "$work/$1" || { cat "$work/$1"; return 1; }
}

first_index() {
  run 0 index "$work/articles" --data "$data" &&
    says out "4 added, 0 updated, 0 removed, 0 unchanged" &&
    [ ! -s "$work/err" ]
}

index_json() {
  run 0 index --data "$data" --json &&
    json "added updated removed unchanged held diagnostics seconds bytes" \
      "$work/out" && says out '"unchanged":4'
}

search_json() {
  run 0 search --data "$data" --json --explain disk &&
    json "query total took_us hits facets" "$work/out"
}

no_escapes() {
  run 0 search --data "$data" disk && ! grep -q $'\033' "$work/out" &&
    run 0 index --full --data "$data" && ! grep -q $'[\033\r]' "$work/err"
}

colours() {
  script -qec "$solvent search --data $data disk" /dev/null >"$work/tty" &&
    grep -q $'\033\[' "$work/tty" &&
    NO_COLOR=1 script -qec "$solvent search --data $data disk" /dev/null \
      >"$work/tty" && ! grep -q $'\033\[' "$work/tty"
}

usage() { # TEXT ARGUMENTS...
  local text=$1
  shift
  run 2 "$@" && says err "$text" && says err "--help" && [ ! -s "$work/out" ]
}

no_usage_error_goes_unsaid() {
  usage "--data" index "$work/articles" && usage "--data" search disk &&
    usage "--nonsense" search --nonsense --data "$data" &&
    usage "--jobs" index --jobs 0 --data "$data" &&
    usage "--jobs" index --jobs 65 --data "$data" &&
    usage "--limit" search --limit 101 --data "$data" x &&
    usage "--as" search --as root --data "$data" x &&
    usage "group:NAME" search --as group: --data "$data" x &&
    usage "group:NAME" search --as group:gold,,blue --data "$data" x
}

# as_group WHO FILES...: those are found, and no others
as_group() {
  local who=$1
  shift
  run 0 search --data "$work/groups-data" --json --as "$who" omega || return 1
  if [ "$(grep -o '"id":"[a-z]*"' "$work/out" | sort | tr -d '\n')" != \
    "$(printf '"id":"%s"' "$@")" ]; then
    cat "$work/out"
    return 1
  fi
}

readers_in_groups() {
  local name
  mkdir -p "$work/groups" && echo "# Omega" >"$work/groups/all.md" || return 1
  for name in gold blue; do
    printf -- '---\naccess: restricted\ngroups: [%s]\n---\n# Omega\n' \
      "${name^}" >"$work/groups/$name.md" || return 1
  done
  run 0 index "$work/groups" --data "$work/groups-data" &&
    as_group public all && as_group group:gold all gold &&
    as_group "group: BLUE ,gold" all blue gold && as_group group:none all &&
    as_group staff all blue gold
}

help_texts() {
  run 0 index --help && says out "solvent index articles --data" &&
    run 0 search --help && says out "--explain" && says out "title:word" &&
    says out "updated:>2024-01" && run 0 && says out "Commands:"
}

missing_folder() {
  run 66 index "$work/none" --data "$work/other" && says err "/none"
}

missing_index() {
  run 66 search --data "$work/never" disk && says err "solvent index DIR"
}

long_query() {
  run 65 search --data "$data" "$(head -c 131073 /dev/zero | tr '\0' x |
    head -c 100000)" "$(head -c 31073 /dev/zero | tr '\0' y)" || return 1
  says err "longer than"
}

odd_names_do_not_reach_the_terminal() {
  mkdir -p "$work/odd" && printf -- '---\nstate: "\\e[2Jx"\n---\n' \
    >"$work/odd/$(printf 'a\033[31mb').md" &&
    run 0 index "$work/odd" --data "$work/odd-data" && says err "state-unknown" &&
    ! grep -q $'\033' "$work/err"
}

check "the first index adds all" first_index
check "index --json is one object" index_json
check "a search for people" search people disk full
check "a search of staff" search staff --as staff disk
check "a search for programs" search json --json permission denied
check "a phrase and an exclusion" search phrase --json -- '"left on device" -publickey'
check "filters" search filter --json --tag 'KEYS & CO' --product openssh
check "fields, and what filters would find" search fields --facets -- \
  'title:space OR title:publickey' updated:2023-11 -product:nothing
check "why a hit has its score" search explain --explain the disk
check "a search of who is in groups" readers_in_groups
check "nothing found" search nothing zeppelin
check "search --json --explain is one object" search_json
check "no escapes and no bar where there is no terminal" no_escapes
if command -v script >/dev/null; then
  check "colours on a terminal unless NO_COLOR is set" colours
else
  skip "colours on a terminal" "script(1) is not here"
fi
check "wrong arguments are said, with status 2" no_usage_error_goes_unsaid
check "help is no error" help_texts
check "a missing folder is named" missing_folder
check "without an index the hint says what to do" missing_index
check "too long a query is refused" long_query
check "control characters of articles do not reach the terminal" \
  odd_names_do_not_reach_the_terminal
finish
