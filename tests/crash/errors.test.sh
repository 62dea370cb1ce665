#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Lets system calls of the indexer fail in turn: a full disk, a broken one. The
# run must say so and end with an error, the index must answer as before or as
# after, and the next run must end as if nothing had happened.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/crash/support.sh

# change CALLS ERROR STEP OPTIONS...: from A to B; a lane of it
change() {
  local calls=$1 error=$2 step=$3 n status
  shift 3
  for ((n = 1 + lane * step; n < 3000; n += lanes * step)); do
    rm -rf "$work/D"
    cp -a "$shared/before" "$work/D"
    timeout 300 strace -f -o "$work/trace" -e "trace=$calls" \
      -e "inject=$calls:error=$error:when=$n" \
      "$solvent" index --jobs 1 "$shared/articles" --data "$work/D" "$@" \
      >"$work/out" 2>"$work/err"
    status=$?
    grep -q INJECTED "$work/trace" || break
    if [ "$status" -gt 100 ] || { [ "$status" != 0 ] &&
      ! grep -q '^solvent: .' "$work/err"; }; then
      echo "status $status at call $n"
      grep INJECTED "$work/trace"
      cat "$work/err"
      return 1
    fi
    if ! is_whole "$work/D"; then
      echo "with $error at call $n"
      grep INJECTED "$work/trace"
      cat "$work/err"
      return 1
    fi
    if [ "$status" = 0 ] && ! cmp -s "$work/now" "$shared/expected-B"; then
      echo "done, but not, with $error at call $n"
      return 1
    fi
    if ! index "$shared/articles" --data "$work/D" ||
      ! both "$work/D" >"$work/after" ||
      ! diff "$shared/expected-B" "$work/after"; then
      echo "the run after $error at call $n"
      cat "$work/err"
      return 1
    fi
  done
  echo "$n calls"
  [ "$n" -gt $((step * (lane + 1))) ] && [ "$n" -lt 3000 ]
}

if ! strace -o /dev/null true 2>/dev/null; then
  skip "failing calls" "strace cannot be used here"
  finish
  exit
fi
make_articles
check "expected answers" expect expected-B "$work/B"
cp -a "$work/A" "$work/articles"
check "an index before" index "$work/articles" --data "$work/before"
rm -rf "$work/articles"
cp -a "$work/B" "$work/articles"
check "EIO of each sync, update" in_lanes change fsync,fdatasync EIO 1
check "EIO of each sync, full build" in_lanes change fsync,fdatasync EIO 1 --full
check "ENOSPC of writes, update" in_lanes change pwrite64 ENOSPC 3
check "ENOSPC of writes, full build" in_lanes change pwrite64 ENOSPC 5 --full
check "EIO of each removal, full build" in_lanes change unlink,unlinkat EIO 1 --full
check "EACCES of each renaming, full build" in_lanes change rename,renameat EACCES 1 --full
check "ENOSPC of each new folder, full build" in_lanes change mkdir,mkdirat ENOSPC 1 --full
finish
