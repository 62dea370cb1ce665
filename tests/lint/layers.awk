# SPDX-License-Identifier: GPL-2.0-or-later
#
# Reads src/layers, then source files, and prints each include that the table
# does not allow. Call: awk -v table=src/layers -f layers.awk FILE...

function pattern_of(text) {
    gsub(/[.+]/, "\\\\&", text)
    gsub(/\*/, ".*", text)
    return "^" text "$"
}

BEGIN {
    while ((getline line < table) > 0) {
        count = split(line, word, " ")
        if (word[1] == "layer") {
            allowed[word[2], word[2]] = 1
            past_colon = 0
            for (i = 3; i <= count; i++) {
                if (word[i] == ":") past_colon = 1
                else if (past_colon) allowed[word[2], word[i]] = 1
                else folder[word[i]] = word[2]
            }
            is_layer[word[2]] = 1
        } else if (word[1] == "door") {
            doors++
            door_pattern[doors] = pattern_of(word[2])
            door_files[doors] = line
            sub(/^door +[^ ]+ +/, "", door_files[doors])
        }
    }
}

function layer_of(path,   best, name) {
    best = ""
    for (name in folder)
        if (path == name || index(path, name "/") == 1)
            if (length(name) > length(best)) best = name
    return best == "" ? "" : folder[best]
}

function may_open(door, path,   file, count, i) {
    count = split(door_files[door], file, " ")
    for (i = 1; i <= count; i++)
        if (path == file[i] ||
            (file[i] ~ /\/$/ && index(path, file[i]) == 1)) return 1
    return 0
}

FNR == 1 {
    mine = layer_of(FILENAME)
    if (mine == "") print FILENAME ": belongs to no layer of " table
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
    header = $0
    is_quoted = header ~ /include[ \t]*"/
    sub(/^[^<"]*[<"]/, "", header)
    sub(/[>"].*$/, "", header)
    for (i = 1; i <= doors; i++)
        if (header ~ door_pattern[i] && !may_open(i, FILENAME))
            print FILENAME ":" FNR ": " header " has its door in " door_files[i]
    if (!is_quoted || header ~ /\.inc$/) next
    theirs = header
    if (!sub(/\/.*$/, "", theirs)) {
        print FILENAME ":" FNR ": spell " header " with its layer"
        next
    }
    if (!(theirs in is_layer))
        print FILENAME ":" FNR ": " theirs " is no layer"
    else if (!((mine, theirs) in allowed))
        print FILENAME ":" FNR ": " mine " may not include " header
}
