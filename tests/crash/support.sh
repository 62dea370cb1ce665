# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the crash tests: a folder of articles in two states, an index of each,
# and comparing what an index answers. Source it from the project's root.

. tests/support/tap.sh

solvent=${SOLVENT:-build/asan/solvent}
# leaks cannot be looked for under strace
export ASAN_OPTIONS=detect_leaks=0
work=$(mktemp -d /tmp/solvent-crash-XXXXXX)
trap 'rm -rf "$work"' EXIT

# in_lanes COMMAND...: runs a function once for each core (four at most), all
# at the same time. Each has a number, `lane`, and a work folder of its own; the
# one that they have in common is then called `shared`.
lanes=$(($(nproc) < 4 ? $(nproc) : 4))
in_lane() { # NUMBER COMMAND...
  local lane=$1 shared=$work
  local work=$shared/lane$lane
  shift
  mkdir -p "$work"
  "$@"
}
in_lanes() {
  local number pid pids=() status=0
  for ((number = 0; number < lanes; number++)); do
    in_lane "$number" "$@" &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || status=1
  done
  return "$status"
}

article() { # PATH FRONT-MATTER TEXT
  mkdir -p "$(dirname "$1")"
  printf -- '---\n%b---\n# %s\n\n## Cause\n\n%s\n' "$2" "$3" "$3" >"$1"
  touch -d @1700000000 "$1"
}

# The articles before (A) and after (B) a change.
make_articles() {
  local a=$work/A b=$work/B i
  for i in 1 2 3 4 5; do
    article "$a/plain$i.md" '' "plain number $i"
  done
  article "$a/moving.md" 'id: moving\n' 'the moving article'
  article "$a/opening.md" 'id: opening\naccess: internal\n' 'the opening article'
  article "$a/inner.md" 'access: internal\n' 'the inner article'
  article "$a/twin1.md" 'id: twin\n' 'first twin'
  article "$a/twin2.md" 'id: twin\n' 'second twin'
  article "$a/gone.md" '' 'gone soon'
  printf '[synonyms]\noldest -> twin\n' >"$a/search.rules"
  cp -a "$a" "$b"
  printf '[synonyms]\noldest -> brand\n[pins]\noldest -> plain2\n' \
    >"$b/search.rules"
  article "$b/moving.md" 'id: moving\naccess: internal\n' 'the moving article'
  article "$b/opening.md" 'id: opening\n' 'the opening article'
  article "$b/new.md" '' 'brand new'
  article "$b/gold.md" 'access: restricted\ngroups: [gold]\n' 'for gold alone'
  article "$b/plain1.md" '' 'plain number one, changed'
  rm "$b/gone.md" "$b/twin1.md"
}

index() { # ARGUMENTS...: to $work/out and $work/err
  timeout 300 "$solvent" index --jobs 1 "$@" >"$work/out" 2>"$work/err"
}

# Everything that an audience may see, without the time it took.
answers() { # DATA AUDIENCE
  local query
  for query in '' 'plain' 'the moving opening inner article' 'twin' 'oldest'; do
    timeout 300 "$solvent" search --json --limit 100 --as "$2" --data "$1" \
      -- "$query" | sed 's/"took_us":[0-9]*,//' || return 1
  done
}

both() { # DATA
  answers "$1" public && answers "$1" staff
}

# Answers of an index that is built from nothing.
expect() { # NAME FOLDER
  rm -rf "$work/clean"
  index "$2" --data "$work/clean" && both "$work/clean" >"$work/$1"
}

# After a crash: everybody can search, and no article is in two shards or seen
# by the public while staff see it as internal.
is_whole() { # DATA
  local total
  both "$1" >"$work/now" || return 1
  for word in moving opening; do
    total=$(timeout 300 "$solvent" search --json --as staff --data "$1" -- \
      "$word -inner" | grep -o '"id":"'"$word"'"' | wc -l)
    if [ "$total" -gt 1 ]; then
      echo "$word is there $total times"
      return 1
    fi
  done
}
