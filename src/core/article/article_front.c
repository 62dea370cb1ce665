/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the front matter says of an article. The table of keys says which key
 * fills which member; keys that are not in it mean nothing here and are passed
 * over, as real folders carry many of their own.
 */
#include "core/article/article_parts.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "text/front_matter.h"
#include "text/language.h"

#include <string.h>

enum key_kind {
    KEY_TEXT,
    KEY_LANGUAGE,
    KEY_LIST,
    KEY_DATE,
    KEY_SCHEDULE,
    KEY_STATE,
    KEY_ACCESS
};

/* clang-format off */
#define AT(member) offsetof(struct slv_article, member)
static const struct {
    const char *key;
    enum key_kind kind;
    size_t at;
} key_table[] = {
    {"id", KEY_TEXT, AT(id)},
    {"title", KEY_TEXT, AT(title)},
    {"description", KEY_TEXT, AT(description)},
    {"language", KEY_LANGUAGE, AT(language)},
    {"owner", KEY_TEXT, AT(owner)},
    {"fixed_in", KEY_TEXT, AT(fixed_in)},
    {"products", KEY_LIST, AT(products)},
    {"versions", KEY_LIST, AT(versions)},
    {"platforms", KEY_LIST, AT(platforms)},
    {"tags", KEY_LIST, AT(tags)},
    {"keywords", KEY_LIST, AT(keywords)},
    {"errors", KEY_LIST, AT(errors)},
    {"groups", KEY_LIST, AT(groups)},
    {"replaces", KEY_LIST, AT(replaces)},
    {"attachments", KEY_LIST, AT(attaches)},
    {"check_ignore", KEY_LIST, AT(check_ignore)},
    {"published_on", KEY_DATE, AT(published_on_unix_s)},
    {"publish_on", KEY_SCHEDULE, AT(publish_on_unix_s)},
    {"unpublish_on", KEY_SCHEDULE, AT(unpublish_on_unix_s)},
    {"reviewed", KEY_DATE, AT(reviewed_unix_s)},
    {"review_after", KEY_DATE, AT(review_after_unix_s)},
    {"state", KEY_STATE, AT(state)},
    {"access", KEY_ACCESS, AT(access)},
};
#undef AT
/* clang-format on */

static struct str first_value(const struct front_matter_entry *entry)
{
    return entry->values.count ? str_trim(entry->values.items[0]) : STR("");
}

/* The values without white space around them, empty ones left out. */
static struct str_list clean_list(const struct front_matter_entry *entry,
                                  struct arena *arena)
{
    struct str_list list = {
        arena_calloc(arena, entry->values.count, sizeof *list.items), 0};

    for (size_t i = 0; i < entry->values.count; i++) {
        struct str value = str_trim(entry->values.items[i]);

        if (value.len)
            list.items[list.count++] = value;
    }
    return list;
}

static void read_choice(struct article_reading *reading,
                        const struct front_matter_entry *entry,
                        enum key_kind kind)
{
    struct str value = first_value(entry);
    bool is_known = entry->values.count <= 1 &&
                    (kind == KEY_STATE
                         ? slv_state_parse(value, &reading->article->state)
                         : slv_access_parse(value, &reading->article->access));

    if (is_known)
        return;
    reading->is_doubtful = true;
    diagnostics_add(
        reading->diagnostics, SLV_ERROR,
        kind == KEY_STATE ? "state-unknown" : "access-unknown", entry->line,
        "The %s '%.*s' is not one of %s; the article is internal until this "
        "is mended.",
        kind == KEY_STATE ? "state" : "access", STR_ARG(str_first(value, 80)),
        kind == KEY_STATE ? "draft, reviewed, published, archived"
                          : "public, restricted, internal");
}

static void read_date(struct article_reading *reading,
                      const struct front_matter_entry *entry, int64_t *out)
{
    struct str value = first_value(entry);

    if (value.len == 0 || clock_parse_iso(value, out))
        return;
    diagnostics_add(reading->diagnostics, SLV_WARNING, "date-unreadable",
                    entry->line,
                    "The date '%.*s' of '%.*s' is not written YYYY-MM-DD.",
                    STR_ARG(str_first(value, 80)), STR_ARG(entry->key));
}

/* A date that decides who may read the article. */
static void read_schedule(struct article_reading *reading,
                          const struct front_matter_entry *entry, int64_t *out)
{
    struct str value = first_value(entry);

    if (value.len == 0 ||
        (entry->values.count == 1 && clock_parse_iso(value, out)))
        return;
    reading->is_doubtful = true;
    diagnostics_add(reading->diagnostics, SLV_ERROR, "schedule-unreadable",
                    entry->line,
                    "'%.*s' of '%.*s' is neither a date YYYY-MM-DD nor a time "
                    "YYYY-MM-DDTHH:MM:SSZ; the article is internal until this "
                    "is mended.",
                    STR_ARG(str_first(value, 80)), STR_ARG(entry->key));
}

static void read_language(struct article_reading *reading,
                          const struct front_matter_entry *entry)
{
    struct str value = first_value(entry);
    struct str tag;

    if (value.len == 0)
        return;
    if (language_normalize(value, reading->arena, &tag)) {
        reading->article->language = tag;
        return;
    }
    diagnostics_add(
        reading->diagnostics, SLV_WARNING, "language-unknown", entry->line,
        "The language '%.*s' is not known; '%.*s' is assumed. "
        "Write a tag such as de or pt-BR.",
        STR_ARG(str_first(value, 80)), STR_ARG(reading->article->language));
}

static void read_entry(struct article_reading *reading,
                       const struct front_matter_entry *entry, size_t row)
{
    char *member = (char *) reading->article + key_table[row].at;
    struct str value;

    switch (key_table[row].kind) {
    case KEY_TEXT:
        value = first_value(entry);
        memcpy(member, &value, sizeof value);
        break;
    case KEY_LANGUAGE:
        read_language(reading, entry);
        break;
    case KEY_LIST: {
        struct str_list list = clean_list(entry, reading->arena);

        memcpy(member, &list, sizeof list);
        break;
    }
    case KEY_DATE:
    case KEY_SCHEDULE: {
        int64_t date = 0;

        if (key_table[row].kind == KEY_DATE)
            read_date(reading, entry, &date);
        else
            read_schedule(reading, entry, &date);
        memcpy(member, &date, sizeof date);
        break;
    }
    case KEY_STATE:
    case KEY_ACCESS:
        read_choice(reading, entry, key_table[row].kind);
        break;
    }
}

static void report_repeated(struct article_reading *reading,
                            const struct front_matter_entry *entry,
                            enum key_kind kind)
{
    bool is_doubtful =
        kind == KEY_ACCESS || kind == KEY_STATE || kind == KEY_SCHEDULE;

    reading->is_doubtful |= is_doubtful;
    diagnostics_add(reading->diagnostics, is_doubtful ? SLV_ERROR : SLV_WARNING,
                    "key-repeated", entry->line,
                    "The key '%.*s' is given twice; %s.", STR_ARG(entry->key),
                    is_doubtful ? "the article is internal until this is mended"
                                : "the first one counts");
}

static void read_entries(struct article_reading *reading,
                         const struct front_matter *front)
{
    bool is_seen[ARRAY_LEN(key_table)] = {false};

    for (size_t i = 0; i < front->count; i++) {
        const struct front_matter_entry *entry = &front->entries[i];

        for (size_t row = 0; row < ARRAY_LEN(key_table); row++) {
            if (!str_equal_nocase(entry->key, str_from(key_table[row].key)))
                continue;
            if (is_seen[row]) {
                report_repeated(reading, entry, key_table[row].kind);
            } else {
                read_entry(reading, entry, row);
            }
            is_seen[row] = true;
        }
    }
}

void article_read_front(struct article_reading *reading,
                        const struct front_matter *front)
{
    struct slv_article *article = reading->article;

    read_entries(reading, front);
    if (front->problem.len) {
        reading->is_doubtful = true;
        diagnostics_add(reading->diagnostics, SLV_ERROR,
                        "front-matter-unreadable", front->problem_line,
                        "%.*s The article is internal until this is mended.",
                        STR_ARG(front->problem));
    }
    if (article->access == SLV_ACCESS_RESTRICTED &&
        article->groups.count == 0) {
        reading->is_doubtful = true;
        diagnostics_add(reading->diagnostics, SLV_ERROR, "groups-missing", 0,
                        "The article is restricted, but 'groups' names no "
                        "customer group; it is internal until this is mended.");
    }
    if (reading->is_doubtful)
        article->access = SLV_ACCESS_INTERNAL;
}

int64_t article_apply_schedule(struct article_reading *reading,
                               int64_t now_unix_s)
{
    struct slv_article *article = reading->article;
    int64_t from = article->publish_on_unix_s;
    int64_t until = article->unpublish_on_unix_s;

    if (article->state != SLV_STATE_PUBLISHED)
        return 0;
    if (from && until && until <= from)
        diagnostics_add(reading->diagnostics, SLV_WARNING, "schedule-order", 0,
                        "'unpublish_on' is not after 'publish_on': the article "
                        "is never published.");
    if (until && (now_unix_s >= until || until <= from)) {
        article->state = SLV_STATE_ARCHIVED;
        return 0;
    }
    if (now_unix_s < from) {
        article->state = SLV_STATE_REVIEWED;
        return from;
    }
    if (!article->published_on_unix_s)
        article->published_on_unix_s = from;
    return until;
}
