#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Style sheets say where a line begins and ends, not left and right: articles
# may be written from right to left.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

physical='(^|[^-[:alnum:]])((margin|padding|border|scroll-(margin|padding))-(left|right)|(left|right)[[:space:]]*:|(float|clear|text-align)[[:space:]]*:[[:space:]]*(left|right))'

# Boxes whose sides differ, written in one go: "padding: 1px 2px 1px 0".
lopsided() {
  awk '
    match($0, /(margin|padding):[^;]*;/) {
      split(substr($0, RSTART, RLENGTH - 1), side, /:? +/)
      if (side[5] != "" && side[3] != side[5]) print FILENAME ":" FNR ": " $0
    }' "$@"
}

no_left_or_right() {
  ! git ls-files -z 'server/assets/*.css' |
    xargs -0 grep -nE -- "$physical"
}

no_lopsided_box() {
  local found
  found=$(git ls-files -z 'server/assets/*.css' | xargs -0 cat | lopsided -)
  [ -z "$found" ] || { echo "$found"; return 1; }
}

check "style sheets know no left and right" no_left_or_right
check "no box differs at its left and right in one declaration" no_lopsided_box
finish
