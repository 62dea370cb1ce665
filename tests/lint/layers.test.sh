#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Layers and doors: includes go only where src/layers allows, no headers include
# each other in a circle, and the shim exports nothing but its C functions.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mapfile -t sources < <(git ls-files 'include/*.h' 'src/*.[ch]' 'src/*.cc' \
  'src/*.def' 'indexer/*.[ch]' 'server/*.[ch]' 'server/*.def')
for i in "${!sources[@]}"; do
  [ -e "${sources[i]}" ] || unset "sources[i]"
done

violations() {
  awk -v table="$PWD/src/layers" -f "$lint_folder/layers.awk" "$@" >"$work/found"
  cat "$work/found"
  [ ! -s "$work/found" ]
}
lint_folder=$PWD/tests/lint

finds_planted() {
  local expected=$work/expected
  mkdir -p "$work/tree/src/base" "$work/tree/src/text" "$work/tree/server/api"
  cp src/layers "$work/tree/src/layers"
  printf '#include "text/utf8.h"\n' >"$work/tree/src/base/upward.c"
  printf '#include "store/sql.h"\n#include <zlib.h>\n' >"$work/tree/src/text/side.c"
  printf '#include "router.h"\n# include  <sodium/core.h>\n' \
    >"$work/tree/server/api/bare.c"
  printf '#include "base/str.h"\n#include <zlib.h>\n' >"$work/tree/src/text/gzip.c"
  cat >"$expected" <<'END'
src/base/upward.c:1: base may not include text/utf8.h
src/text/side.c:1: store/sql.h has its door in src/store/
src/text/side.c:1: text may not include store/sql.h
src/text/side.c:2: zlib.h has its door in src/text/gzip.c
server/api/bare.c:1: spell router.h with its layer
server/api/bare.c:2: sodium/core.h has its door in server/auth.c
END
  (cd "$work/tree" && violations src/base/upward.c src/text/side.c \
    server/api/bare.c src/text/gzip.c) | diff "$expected" -
}

no_circles() {
  local header
  for header; do
    sed -n 's/^[ \t]*#[ \t]*include[ \t]*"\(.*\)".*/\1/p' "$header" |
      while read -r included; do
        echo "${header#*src/} $included" | sed 's|^include/||'
      done
  done | tsort >/dev/null
}

shim_symbols() {
  local library=build/asan/libsolvent_store.a strays
  nm -C --defined-only --extern-only "$library" 2>/dev/null |
    awk '/^xapian_shim/ { inside = 1; next } /^[^ ]*:$/ { inside = 0 }
         inside && $2 ~ /^[TDBRG]$/' >"$work/symbols"
  [ -s "$work/symbols" ] || { echo "no symbols found in $library"; return 1; }
  strays=$(awk '$3 !~ /^xap_[a-z_]+$/' "$work/symbols")
  printf '%s' "$strays"
  [ -z "$strays" ]
}

mapfile -t headers < <(printf '%s\n' "${sources[@]}" | grep '\.h$')

check "the layer check finds planted violations" finds_planted
check "${#sources[@]} files include only what src/layers allows" \
  violations "${sources[@]}"
check "${#headers[@]} headers include no other in a circle" \
  no_circles "${headers[@]}"
if [ -e build/asan/libsolvent_store.a ]; then
  check "the Xapian wrapper exports only its C functions" shim_symbols
else
  skip "the Xapian wrapper exports only its C functions" "build/asan is not built"
fi
finish
