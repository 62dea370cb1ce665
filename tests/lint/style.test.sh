#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# House rules that a program can check: the first lines of files, layout,
# functions that are not used here, names, and words that do not belong.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

existing() {
  local file
  while IFS= read -r file; do
    [ ! -f "$file" ] || printf '%s\n' "$file"
  done
}

mapfile -t c_files < <(git ls-files '*.c' '*.h' '*.cc' | existing)
mapfile -t sources < <(git ls-files '*.c' '*.h' '*.cc' '*.def' '*.mjs' '*.js' \
  '*.css' '*.sql' '*.sh' '*.awk' 'script/*' '.ci/*' 'CMakeLists.txt' | existing)
mapfile -t scripts < <(git ls-files 'script/*' '.ci/*' 'tests/*.sh' | existing)
mapfile -t product < <(git ls-files 'src/*.[ch]' 'src/*.cc' 'indexer/*.[ch]' \
  'server/*.[ch]' 'include/*.h' | existing)
mapfile -t everything < <(git ls-files | existing |
  grep -Ev '^(tests/golden|tests/fuzz/(corpus|regress))/|\.(png|webp|ico|woff2)$')

empty() {
  local found
  found=$(cat)
  printf '%s' "$found"
  [ -z "$found" ]
}

spdx() {
  local file
  for file; do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' ||
      echo "$file: no SPDX line among its first three"
  done | empty
}

# After the SPDX line a C file says its job.
described() {
  awk 'FNR == 1 { lines = 0 }
    FNR <= 4 && /^ \* [A-Za-z"`<]/ { lines++ }
    FNR == 5 && lines == 0 { print FILENAME ": does not say its job" }' "$@" | empty
}

formatted() {
  clang-format --dry-run --Werror "$@" 2>&1 |
    sed -n 's/^\([^ :]*\):[0-9].*/\1/p' | sort | uniq -c |
    sed 's/^ *\([0-9]*\) \(.*\)/\2: \1 places; run script\/format \2/' | empty
}

narrow() {
  awk 'length($0) > 100 { print FILENAME ":" FNR ": longer than 100 bytes" }
       /\t/ { print FILENAME ":" FNR ": a tab" }
       /[ \r]$/ { print FILENAME ":" FNR ": white space at the end" }' "$@" | empty
}

forbidden='strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|strtok|strtok_r|atoi|atol|atoll|atof|alloca|rand|srand|tmpnam|mktemp|localtime|gmtime|ctime|asctime|system|popen'
safe_functions() {
  # comments and strings may speak of them
  local file
  for file; do
    sed -e 's|//.*||' -e 's|^ \*.*||' -e 's|/\*.*||' -e 's/"[^"]*"/""/g' "$file" |
      grep -nE "(^|[^A-Za-z0-9_>.:])($forbidden)[ ]*\(" | sed "s|^|$file:|"
  done | empty
}

catches_forbidden() {
  local planted
  planted=$(mktemp)
  printf 'int f(char *a) { return atoi(a); }\nint my_atoi(int);\n// atoi(x)\n' >"$planted"
  [ "$(safe_functions "$planted" | grep -c atoi)" = 1 ]
  local status=$?
  rm -f "$planted"
  return "$status"
}

# A file is found by its name alone. The exceptions are the public headers that
# share the name of what they are about, and the two tables of commands.
unique_names() {
  git ls-files 'src/*.[ch]' 'src/*.cc' 'indexer/*.[ch]' 'server/*.[ch]' \
    'include/*.h' | sed 's|.*/||' | sort | uniq -d |
    grep -vxF -e str.h -e search.h -e article.h -e index.h -e commands.h | empty
}

no_typedefs() {
  grep -nE '^[ ]*typedef (struct|enum|union)( [a-z0-9_]+)?( \{|$| [a-z0-9_]+;)' "$@" |
    empty
}

# Hosts of package registries are the machine's to know, not the project's.
no_registry_hosts() {
  grep -nE '(registry|deb|pypi)\.[a-z]+\.(org|com|net)' "$@" |
    grep -v '^tests/lint/style.test.sh:' | empty
}

check "${#sources[@]} sources begin with their licence" spdx "${sources[@]}"
check "${#c_files[@]} C and C++ files say their job" described "${c_files[@]}"
check "${#c_files[@]} C and C++ files are laid out by .clang-format" \
  formatted "${c_files[@]}"
check "no line of ${#c_files[@]} files is too long, has tabs or ends in space" \
  narrow "${c_files[@]}"
check "the search for forbidden functions finds one" catches_forbidden
check "${#product[@]} files of the program use no forbidden function" \
  safe_functions "${product[@]}"
check "${#product[@]} files of the program have no typedef of a struct" \
  no_typedefs "${product[@]}"
check "file names are unique in the program" unique_names
check "${#everything[@]} files name no host of a package registry" \
  no_registry_hosts "${everything[@]}"
check "${#scripts[@]} scripts pass shellcheck" shellcheck -x "${scripts[@]}"
finish
