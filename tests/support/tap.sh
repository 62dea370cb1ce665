# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For test programs in shell: source this, call check or skip once per test,
# and end with finish. Prints TAP.

tap_count=0
tap_failed=0

# check NAME COMMAND...: passes when the command does; shows what it printed
# when it does not.
check() {
  local name=$1 output
  shift
  tap_count=$((tap_count + 1))
  if output=$("$@" 2>&1); then
    echo "ok $tap_count - $name"
  else
    tap_failed=$((tap_failed + 1))
    echo "not ok $tap_count - $name"
    printf '%s\n' "$output" | sed 's/^/# /'
  fi
}

# skip NAME REASON
skip() {
  tap_count=$((tap_count + 1))
  echo "ok $tap_count - $1 # SKIP $2"
}

# finish: the plan, and the exit status.
finish() {
  echo "1..$tap_count"
  [ "$tap_failed" = 0 ]
}
