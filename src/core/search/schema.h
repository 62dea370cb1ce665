/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What stands where in the index. One place for names, so that the indexer and
 * the readers cannot disagree.
 *
 * A data folder D holds
 *     current          one line, the name of the generation that is served
 *     index.<n>/       a generation: one Xapian database per audience
 *         public/      published articles that everybody may read
 *         internal/    internal articles, and whatever is not published
 *         group-<h>/   articles of one set of customer groups
 *         cases-.../   resolved cases beside each of these (case_index.h)
 *         cases        what of the case store is in them (indexer/cases.h)
 *     images/          <digest>.<ext>, named by the articles that show them
 *     files/           <checksum>, named by the articles that attach them
 *     folders          the article folders, one a line
 *     lock             held by the process that writes the index
 *
 * A document of a database is an article:
 *     data             the record (record.h): what a list of hits needs
 *     metadata[key]    the body (record.h): sections, text, Markdown
 *     terms            words as they are compared (lower case, stemmed unless
 *                      they hold a digit), whose wdf is their impact;
 *                      and with a capital prefix the names below
 *     values           by enum schema_slot
 * A word never begins with a capital letter, so prefixes need no separator.
 *
 *     Q<id>  the article        F<path>  its file       R<id>  a former id;
 *            longer ones by their digest, as they stand there once for each
 *     I<key>  an identifier of letters alone (one with a digit is a word)
 *     J<key>  a part of an identifier that is no word (word_terms.h)
 *     P V T L S  product, version, tag, language, section role, in lower case
 *
 * <key> is the article's id, or for a long one its first bytes and a digest.
 */
#ifndef SEARCH_SCHEMA_H
#define SEARCH_SCHEMA_H

#include "solvent/search.h"
#include "solvent/str.h"

#include <stddef.h>
#include <stdint.h>

struct arena;

/* Raised when an index written before cannot be read any more: the indexer
 * then builds a new generation, a reader says SLV_ERR_VERSION. */
enum { SCHEMA_VERSION = 7 };

enum search_field {
#define FIELD(NAME, name, weight, k1, b, pivot_words, description, example) \
    FIELD_##NAME,
#include "core/search/fields.def"
#undef FIELD
    SEARCH_FIELD_COUNT
};

struct schema_field {
    const char *name;
    double weight;
    double k1;
    double b;
    double pivot_words;
    const char *description;
    const char *example;
};

extern const struct schema_field schema_fields[SEARCH_FIELD_COUNT];

/* Impacts are stored as whole numbers, this many to 1.0. */
enum { SCHEMA_IMPACT_STEPS = 64 };

/* What a word adds in `field` by standing there `tf` times among `len` words
 * (fields.def); 0 when tf is 0. */
double schema_impact(enum search_field field, uint32_t tf, uint32_t len);

enum schema_slot {
    SLOT_KEY,     /* order of equal scores, and the body's metadata key */
    SLOT_UPDATED, /* seconds since 1970, 8 bytes, big endian */
    SLOT_FACETS, /* several strings, for counting: schema_facet_prefix(), value */
    SLOT_COUNT
};

enum {
    SCHEMA_KEY_MAX = 200,
    SCHEMA_FILTER_VALUE_MAX = 200,
    SCHEMA_NAME_MAX = 15,
    SCHEMA_NAMES_MAX =
        1000 /* of one list of an article; further ones are words alone */
};

/* Metadata key of a database that holds SCHEMA_VERSION in decimal. */
#define SCHEMA_VERSION_KEY "\x01version"
/* And one that holds something new with every commit. */
#define SCHEMA_STAMP_KEY "\x01stamp"

/* And one of the public shard that holds the rules of writers (rules.h), as
 * rules_write() makes them; not there when there are none. */
#define SCHEMA_RULES_KEY "\x01rules"

/* And one of a shard of cases: which of the articles beside it are new
 * (new_articles.h). */
#define SCHEMA_NEW_KEY "\x01new"

/* And one of a group's shard: its set of groups (core/article/groups.h). A shard
 * keeps the set that it was made with. */
#define SCHEMA_GROUPS_KEY "\x01groups"

/* <key> of an article id. */
struct str schema_key(struct str id, struct arena *arena);
/* Term of an article by its id ('Q'), file ('F') or former id ('R'): the prefix
 * and the name, or the digest of one longer than SCHEMA_NAME_MAX. Who finds an
 * article by it compares the name. */
struct str schema_name_term(char prefix, struct str name, struct arena *arena);
/* The same for a file: 'F' and, but for the first folder, its number. */
struct str schema_file_term(uint32_t folder, struct str path,
                            struct arena *arena);
/* A filter's term: white space trimmed, letters folded. */
struct str schema_filter_term(enum slv_facet facet, struct str value,
                              struct arena *arena);
/* A time as SLOT_UPDATED holds it; times before 1970 are 1970. */
struct str schema_time(int64_t unix_s, struct arena *arena);
/* First byte of a facet's values, in filter terms and in SLOT_FACETS. */
char schema_facet_prefix(enum slv_facet facet);
/* A string in SLOT_FACETS of every article, so that the slot has no holes:
 * finding that a value is not there costs more than reading one. */
#define SCHEMA_NO_FACET "-"

#endif
