# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For floors.test.sh and bench/relevance: the table of judged sets and what is
# done with a row. Source it from the project's root, after setting `solvent`
# (the program) and `work` (an empty folder that is kept while it is used).
# shellcheck disable=SC2034,SC2154 # variables go both ways

# read_set < TABLE: the next row into set_* variables; false at the end.
read_set() {
  local line
  while IFS= read -r line; do
    case $line in
    '#'* | '') continue ;;
    esac
    IFS=$'\t' read -r set_name set_articles set_queries set_qrels set_as \
      set_ids set_measure set_floor set_aim <<<"$line"
    return 0
  done
  return 1
}

# set_missing: the first path of the row that is not there; false when all are.
set_missing() {
  local path
  for path in "$set_articles" "$set_queries" "$set_qrels"; do
    [ -e "$path" ] || { printf '%s\n' "$path"; return 0; }
  done
  return 1
}

# set_index: the row's articles as an index; one for all rows with that folder.
set_index() {
  set_data=$work/$(printf '%s' "$set_articles" | tr -c 'A-Za-z0-9\n' '-')
  [ -d "$set_data" ] ||
    "$solvent" index "$set_articles" --data "$set_data" >"$work/index.log" 2>&1 ||
    { tail -n 20 "$work/index.log"; return 1; }
}

# set_files PART: the row's queries and judgements of a part (all, tune or
# confirm) in $work/queries.tsv and $work/qrels.txt. A query is of the part
# `confirm` when the hash of its id is a multiple of 3, else of `tune`. The hash
# starts at 7, and takes each byte b of the id as h = (31 h + b) mod 1000003.
set_files() {
  local file
  for file in "$set_queries:queries.tsv" "$set_qrels:qrels.txt"; do
    LC_ALL=C awk -v part="$1" -v ids="$set_ids" '
      BEGIN {
        for (i = 1; i < 256; i++) code[sprintf("%c", i)] = i
        is_other = sub(/^!/, "", ids)
      }
      function hash(text,   h, i) {
        h = 7
        for (i = 1; i <= length(text); i++)
          h = (31 * h + code[substr(text, i, 1)]) % 1000003
        return h
      }
      /^#/ || NF == 0 { next }
      ($1 ~ ids) == is_other { next }
      part == "all" || (part == "confirm") == (hash($1) % 3 == 0)
    ' "${file%%:*}" >"$work/${file##*:}"
  done
}

# set_eval ARGUMENTS...: the row's part as set_files left it.
set_eval() {
  "$solvent" eval --data "$set_data" --as "$set_as" \
    --queries "$work/queries.tsv" --qrels "$work/qrels.txt" "$@"
}
