#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# clang-tidy with the checks of .clang-tidy over the program's own sources. A
# file that passed is not checked again until it, a header, or the settings
# change.
#
# usage: tidy.test.sh [BUILD FOLDER]
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

build=${1:-build/asan}
passed=build/tidy
mkdir -p "$passed"

mapfile -t sources < <(git ls-files 'src/*.c' 'src/*.cc' 'indexer/*.c' 'server/*.c')
headers=$(git ls-files '*.h' '*.def' | xargs cat .clang-tidy | sha256sum)

tidy_one() {
  local file=$1 stamp output
  stamp=$passed/$( (echo "$2"; cat "$file") | sha256sum | cut -c 1-32)
  [ ! -e "$stamp" ] || return 0
  if output=$(clang-tidy --quiet -p "$3" "$file" 2>&1); then
    touch "$stamp"
  else
    printf '%s\n' "$output"
    return 1
  fi
}
export -f tidy_one
export passed

if [ ! -e "$build/compile_commands.json" ]; then
  skip "clang-tidy finds no fault" "$build is not configured"
else
  check "clang-tidy finds no fault in ${#sources[@]} files" \
    xargs -a <(printf '%s\n' "${sources[@]}") -P "$(nproc)" -I '{}' \
    bash -c 'tidy_one "$@"' tidy '{}' "$headers" "$build"
fi
finish
