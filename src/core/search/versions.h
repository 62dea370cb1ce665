/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What writers put down as the version of a product ("4.2", "4.2 and later",
 * ">= 4.2", "4.0 - 4.6", "before 5.0", "4.x", "2012 R2", "Windows 10 22H2"),
 * and whether one version is meant by it.
 *
 * A version is its numbers and letters in order. Numbers compare as numbers;
 * a letter or "SP", "R", "update" behind them is later than nothing, "alpha",
 * "beta", "rc" and their like are earlier. Missing numbers are 0. "4.2" means
 * 4.2.1 too, and "up to 4.6" means 4.6.3. A name before the numbers must agree
 * where both have one.
 *
 * Pure; any thread.
 */
#ifndef SEARCH_VERSIONS_H
#define SEARCH_VERSIONS_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    VERSION_PARTS_MAX = 8, /* further ones are not compared */
    VERSION_RANGES_MAX = 8,
    VERSION_BYTES_MAX = 200 /* of one text; longer ones are not understood */
};

struct version_part {
    int rank; /* before-releases below 0, numbers 0, letters 1 */
    uint64_t number;
    struct str letters;
};

struct version {
    struct str name; /* may be empty; letter case does not matter */
    struct version_part parts[VERSION_PARTS_MAX];
    size_t count;
};

struct version_range {
    struct version low; /* without parts: no bound */
    struct version high;
    bool is_low_excluded;
    bool is_high_excluded;
};

struct version_set {
    struct version_range ranges[VERSION_RANGES_MAX];
    size_t count;
    bool is_plain; /* one version and nothing about others */
};

/* False when there is no version in `text`, or it is too long: it then means
 * nothing but itself. `out` borrows from `text`. */
bool version_set_parse(struct str text, struct version_set *out);

/* Below 0, 0 or above it, by parts alone. */
int version_compare(const struct version *a, const struct version *b);

/* Is the version that `value` is (plain) one of those that `set` means? */
bool version_set_includes(const struct version_set *set,
                          const struct version_set *value);

#endif
