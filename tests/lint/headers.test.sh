#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each header stands by itself: it compiles alone as C, and the public ones and
# those that say extern "C" as C++ too.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

flags=(-D_GNU_SOURCE -Iinclude -Isrc -I. -Wall -Wextra -Wpedantic -Werror
  -fsyntax-only)

as_c() {
  local header bad=0
  for header; do
    # a line of its own after the header: it must end what it began
    printf '#include "%s"\nint after_the_header;\n' "$header" |
      cc -std=c17 "${flags[@]}" -x c - || { echo "in $header"; bad=1; }
  done
  return "$bad"
}

as_cxx() {
  local header bad=0
  for header; do
    printf '#include "%s"\nint after_the_header;\n' "$header" |
      c++ -std=c++17 "${flags[@]}" -x c++ - || { echo "in $header"; bad=1; }
  done
  return "$bad"
}

spelled() {
  sed -e 's|^include/||' -e 's|^src/||'
}

mapfile -t headers < <(git ls-files 'include/*.h' 'src/*.h' 'indexer/*.h' \
  'server/*.h' 'tests/*.h' | spelled)
mapfile -t shared < <({ git ls-files 'include/*.h'
  git ls-files 'src/*.h' | xargs -r grep -l 'extern "C"'; } | spelled)

check "${#headers[@]} headers compile alone as C" as_c "${headers[@]}"
check "${#shared[@]} headers compile alone as C++" as_cxx "${shared[@]}"
finish
