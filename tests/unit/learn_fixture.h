/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Articles about a printer, cases that they resolved, and searches that learn
 * from these. For the tests of core/search/learn and indexer/cases.
 *
 * Include indexer/commands.h beside it, as with search_fixture.h, which this
 * brings. Threads: as fixture.h.
 */
#ifndef TESTS_UNIT_LEARN_FIXTURE_H
#define TESTS_UNIT_LEARN_FIXTURE_H

#include "tests/unit/search_fixture.h"

#include "store/case_store.h"

#include <stdlib.h>

enum { CLOSED_UNIX_S = 1767268800 }; /* 2026-01-01 12:00 */

/* Five articles, a to e; all but e have the word "printer", and a is the best
 * by words for "printer silent". */
static inline void write_printers(struct kb *kb)
{
    kb_write(kb, "articles/a.md",
             "# No page comes\n\nSometimes a printer stays silent.\n");
    kb_write(kb, "articles/b.md",
             "# Spooler stops\n\nThe spooler of the printer hangs.\n");
    kb_write(kb, "articles/c.md",
             "# Paper jam\n\nSome paper is stuck in the printer.\n");
    kb_write(kb, "articles/d.md",
             "# Toner\n\nHow to change the toner of a printer of any make.\n");
    kb_write(kb, "articles/e.md",
             "# Mail is late\n\nThe queue has to drain.\n");
}

static inline struct case_store *open_store(struct kb *kb)
{
    struct case_store *store = NULL;

    assert_int_equal(file_make_folders(kb->data, 0755, NULL), SLV_OK);
    if (case_store_open(
            arena_format(kb->fixture->arena, "%s/solvent.db", kb->data).ptr,
            CASE_STORE_WRITE, &store, &kb->err) != SLV_OK)
        fail_msg("no case store: %s", kb->err.text);
    return store;
}

static inline struct case_actor actor_at(int64_t now_unix_s)
{
    return (struct case_actor){STR("anna"), now_unix_s};
}

#define MUST(kb, call)                                 \
    do {                                               \
        if ((call) != SLV_OK)                          \
            fail_msg("%s: %s", #call, (kb)->err.text); \
    } while (0)

/* "b" resolved it, "?b" was tried, "-b" was wrong. */
static inline struct case_link link_of(struct str word)
{
    struct case_link link = {.article_id = word, .kind = CASE_LINK_RESOLVED};

    if (str_has_prefix(word, STR("?")))
        link.kind = CASE_LINK_TRIED;
    if (str_has_prefix(word, STR("-"))) {
        link.kind = CASE_LINK_WRONG;
        link.comment = STR("it says nothing of this");
    }
    if (link.kind != CASE_LINK_RESOLVED)
        link.article_id = str_from_offset(word, 1);
    return link;
}

static inline bool set_links(struct kb *kb, struct case_store *store,
                             const char *number, const char *links,
                             int64_t at_unix_s)
{
    const struct case_actor actor = actor_at(at_unix_s);
    bool is_resolved = false;

    for (struct str rest = str_from(links); rest.len;) {
        const struct case_link link = link_of(str_take_until(&rest, ' '));

        is_resolved |= link.kind == CASE_LINK_RESOLVED;
        MUST(kb, case_store_set_link(store, str_from(number), 0, &link, &actor,
                                     &kb->err));
    }
    return is_resolved;
}

/* Close a case at a time with links as link_of() reads them. */
static inline void close_case(struct kb *kb, const char *number,
                              const char *links, int64_t closed_unix_s)
{
    const struct case_actor actor = actor_at(closed_unix_s);
    struct case_store *store = open_store(kb);
    bool is_resolved = set_links(kb, store, number, links, closed_unix_s);

    MUST(kb, case_store_close_case(store, str_from(number), 0,
                                   is_resolved ? CASE_OUTCOME_KNOWN
                                               : CASE_OUTCOME_NONE,
                                   is_resolved ? STR("") : STR("it went away"),
                                   &actor, &kb->err));
    case_store_close(store);
}

static inline void open_case(struct kb *kb, const char *number,
                             const char *subject, const char *text)
{
    const struct case_message message = {
        .author = CASE_BY_CUSTOMER,
        .text = str_from(text),
        .created_unix_s = CLOSED_UNIX_S - 20 * 365 * 86400,
    };
    const struct case_record row = {
        .number = str_from(number),
        .customer = STR("acme"),
        .subject = str_from(subject),
        .state = CASE_OPEN,
        .opened_unix_s = message.created_unix_s,
        .messages = &message,
        .message_count = 1,
    };
    const struct case_actor actor = actor_at(CLOSED_UNIX_S - 86400);
    struct case_store *store = open_store(kb);

    MUST(kb, case_store_add_case(store, &row, &actor, NULL, NULL, &kb->err));
    case_store_close(store);
}

static inline void add_closed(struct kb *kb, const char *number,
                              const char *subject, const char *links,
                              int64_t closed_unix_s)
{
    open_case(kb, number, subject, subject);
    close_case(kb, number, links, closed_unix_s);
}

/* A case that is told as `subject` and was closed at CLOSED_UNIX_S. */
static inline void add_case(struct kb *kb, const char *number,
                            const char *subject, const char *links)
{
    add_closed(kb, number, subject, links, CLOSED_UNIX_S);
}

static inline void reopen_case(struct kb *kb, const char *number)
{
    const struct case_actor actor = actor_at(CLOSED_UNIX_S + 3600);
    struct case_store *store = open_store(kb);

    MUST(kb,
         case_store_reopen_case(store, str_from(number), 0, &actor, &kb->err));
    case_store_close(store);
}

static inline void index_cases(struct kb *kb)
{
    kb->options.data = kb->data;
    MUST(kb, slv_index_cases(&kb->options, &kb->err));
}

/* Search as it is when the cases have just been closed. */
static inline struct slv_search_request learn_request(const char *query)
{
    return (struct slv_search_request){
        .query = str_from(query),
        .limit = SLV_SEARCH_LIMIT_MAX,
        .want_total = true,
        .now_unix_s = CLOSED_UNIX_S,
    };
}

static inline struct slv_search_result
learn_ask(struct kb *kb, struct slv_reader *reader,
          const struct slv_search_request *request)
{
    struct slv_search_result result;

    MUST(kb,
         slv_search(reader, request, kb->fixture->arena, &result, &kb->err));
    return result;
}

/* The ids of one search with a reader of its own. */
static inline const char *learn_ids(struct kb *kb, enum slv_audience audience,
                                    const struct slv_search_request *request)
{
    struct slv_reader *reader = kb_open(kb, audience);
    struct slv_search_result result = learn_ask(kb, reader, request);

    slv_reader_close(reader);
    return kb_ids(kb, &result);
}

static inline const char *learn_find(struct kb *kb, enum slv_audience audience,
                                     const char *query)
{
    const struct slv_search_request request = learn_request(query);

    return learn_ids(kb, audience, &request);
}

static inline const struct slv_hit *
hit_of(const struct slv_search_result *result, const char *id)
{
    for (size_t i = 0; i < result->hit_count; i++)
        if (str_equal(result->hits[i].id, str_from(id)))
            return &result->hits[i];
    fail_msg("%s was not found", id);
    abort(); /* not reached, which cmocka does not say */
}

/* What cases add to the score of `id`. */
static inline double gain_of_hit(struct kb *kb, enum slv_audience audience,
                                 const char *query, const char *id)
{
    const struct slv_search_request request = learn_request(query);
    struct slv_reader *reader = kb_open(kb, audience);
    struct slv_search_result result = learn_ask(kb, reader, &request);

    slv_reader_close(reader);
    return hit_of(&result, id)->case_score;
}

#endif
