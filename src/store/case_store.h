/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Customers, cases and what resolved them, in the file D/solvent.db, which
 * feedback_store shares. Bringing files of rows in: store/case_import.h.
 *
 * Terms. A *case* is one problem of one *customer*, told by a *contact*, with
 * *messages*, and *links* to the articles that were tried on it. *Time entries*
 * say how long an *agent* worked on it. Each writing function leaves one
 * *event* in the same transaction: who did what to which thing, and when.
 *
 * Change numbers. Each change of a case, its messages or its links gives the
 * case the next number of one rising counter, in the same transaction. A reader
 * who has seen everything up to N asks for what comes after N: a case that
 * changed twice is there once, under its newest number, as it is now. No
 * two cases have one number. Cases are never removed, and no number of a case
 * is given twice.
 *
 * Texts are UTF-8 without NUL bytes (the former is for the caller to see to).
 * An empty text is "not said"; the maxima are those of base/bounds.h. Texts and
 * lists that come out are in the arena of the caller.
 *
 * Durability: when a writing function returned SLV_OK, what it wrote is there
 * after a crash or a loss of power; when not, nothing of it is.
 *
 * Threads: one open store may be used by several threads at once; they take
 * turns. Several processes may have it open too. An arena belongs to its user.
 *
 * Statuses of every function, beside those of store/sql.h: ERR_TOO_BIG for a
 * text over its maximum, ERR_INPUT for a required text that is empty, a NUL
 * byte, a number out of its range or dates in the wrong order (the sentence
 * says which), ERR_PERMISSION for writing to a store opened for reading. Each
 * function names the others.
 */
#ifndef STORE_CASE_STORE_H
#define STORE_CASE_STORE_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct case_store;

/* --- words of closed sets --- */

enum case_state { CASE_OPEN, CASE_WAITING, CASE_CLOSED };
/* How a closed case ended. UNSAID: not closed, or imported without a word. */
enum case_outcome {
    CASE_OUTCOME_UNSAID,
    CASE_OUTCOME_KNOWN, /* an article resolved it */
    CASE_OUTCOME_NEW,   /* an article was written from it */
    CASE_OUTCOME_NONE   /* no article; a reason says why */
};
enum case_link_kind { CASE_LINK_RESOLVED, CASE_LINK_TRIED, CASE_LINK_WRONG };
/* A note is written by staff for staff. */
enum case_author { CASE_BY_CUSTOMER, CASE_BY_AGENT, CASE_BY_NOTE };

/* The words of the tables and of files: "open", "known", "resolved",
 * "customer"... Borrowed, never NULL; "" for CASE_OUTCOME_UNSAID. */
const char *case_state_word(enum case_state state);
const char *case_outcome_word(enum case_outcome outcome);
const char *case_link_kind_word(enum case_link_kind kind);
const char *case_author_word(enum case_author author);
/* The other way, exactly these words in lower case; false for any other. */
bool case_state_parse(struct str word, enum case_state *out);
bool case_outcome_parse(struct str word, enum case_outcome *out);
bool case_link_kind_parse(struct str word, enum case_link_kind *out);
bool case_author_parse(struct str word, enum case_author *out);

/* Is `text` what the id of a permanent fix may be: empty, a number or words of a
 * bug tracker without a colon, or an address of http or https without blanks? At
 * most BOUND_CASE_FIX_BYTES. */
bool case_fix_id_is_allowed(struct str text);
/* Is it an address, to be followed? */
bool case_fix_id_is_address(struct str text);

/* --- rows --- */

/* Keys are what a customer or agent is called by other systems: unique, at
 * most BOUND_CASE_KEY_BYTES. Names, titles and attributes are at most
 * BOUND_CASE_NAME_BYTES. Days are "YYYY-MM-DD" or empty. */
struct case_customer {
    struct str key;  /* required */
    struct str name; /* empty: the key */
    struct str market;
    struct str size;
    struct str industry;
    struct str salesperson;
};

struct case_contact {
    struct str customer; /* key, required; made when it is not there */
    struct str key;      /* required, unique within the customer */
    struct str name;     /* empty: the key */
    struct str title;
    struct str email;
};

struct case_product_line {
    struct str name; /* required, unique */
    struct str launched_on;
};

struct case_product {
    struct str name; /* required, unique */
    struct str line; /* name, made when it is not there */
    struct str launched_on;
};

struct case_agent {
    struct str key;  /* required */
    struct str name; /* empty: the key */
    struct str email;
    struct str team;   /* name, made when it is not there */
    struct str backup; /* key of another agent, made when it is not there */
};

/* An article whose reply was inserted into a message, and how much of it was
 * sent (core/cases/kept_words.h). */
struct case_reply_use {
    struct str article_id; /* required, BOUND_ARTICLE_ID_BYTES; not looked up */
    int word_count;        /* of the reply, 1 to BOUND_REPLY_WORDS */
    int kept_count;        /* 1 to word_count */
};

struct case_message {
    enum case_author author;
    struct str author_name; /* at most BOUND_CASE_NAME_BYTES, may be empty */
    struct str text;        /* required, at most BOUND_CASE_TEXT_BYTES */
    int64_t created_unix_s;
    const struct case_reply_use *uses; /* each of another article; an import
                                          brings none */
    size_t use_count;                  /* at most BOUND_REPLY_USES */
};

struct case_link {
    struct str article_id; /* required, BOUND_ARTICLE_ID_BYTES; not looked up */
    enum case_link_kind kind;
    struct str comment; /* at most BOUND_CASE_NOTE_BYTES, may be empty */
    struct str who;     /* at most BOUND_CASE_NAME_BYTES, may be empty */
    int64_t created_unix_s;
    int reopened_count; /* how often the case came back after this link had
                           resolved it */
};

/* A case with everything that hangs on it but time entries and events. */
struct case_record {
    struct str number;          /* at most BOUND_CASE_NUMBER_BYTES */
    struct str customer;        /* key, required; made when it is not there */
    struct str contact;         /* key within the customer; made likewise */
    struct str product;         /* name; made likewise */
    struct str product_version; /* at most BOUND_CASE_NAME_BYTES */
    struct str agent;           /* key of the owner; made likewise */
    struct str subject;         /* required, at most BOUND_CASE_SUBJECT_BYTES */
    enum case_state state;
    int severity; /* 1 (most severe) to 5; 0: nobody has said */
    int64_t opened_unix_s;
    int64_t closed_unix_s; /* 0 unless the state is CASE_CLOSED */
    enum case_outcome outcome;
    struct str reason; /* of CASE_OUTCOME_NONE, at most BOUND_CASE_NOTE_BYTES */
    int reopened_count;
    struct str environment; /* where it happens: platform, test site; at most
                               BOUND_CASE_NAME_BYTES */
    struct str documenter;  /* key of the agent who documents it */
    struct str fixer;       /* key of the agent who fixes it for good; both made
                              when they are not there, as the owner is */
    struct str fix_id;      /* of that fix elsewhere: see
                              case_fix_id_is_allowed() */
    struct str fixed_in;    /* version that ships it, BOUND_CASE_NAME_BYTES */
    bool is_outside;        /* another department handled it */
    bool is_executive;      /* it, or a complaint about it, reached an
                               executive */
    bool clears_outside;    /* the row says that it did not: of what is */
    bool clears_executive;  /* written only an import reads these two */
    struct str merged_into; /* number of the case that this one is part of
                               (store/case_merge.h); of what is written
                               only an import reads it */
    const struct case_message *messages; /* by time; the first of the customer
                                            is the problem */
    size_t message_count;
    const struct str *message_sources; /* by message, set by the store: the case
                                          it was written in, when that was
                                          merged into this one; else empty */
    const int64_t *message_ids;    /* of these, given by the store; NULL in what
                                   is written */
    const struct case_link *links; /* by article id, one per article */
    size_t link_count;
    int64_t change; /* given by the store; ignored in what is written */
};

struct case_time {
    struct str key;         /* unique; empty in a new entry: the store gives
                               one ("t1", "t2"...) */
    struct str case_number; /* required; the case is there */
    struct str agent;       /* key, required; made when it is not there */
    int minutes;            /* 1 to BOUND_CASE_MINUTES */
    struct str worked_on;   /* a day, required */
    struct str note;        /* at most BOUND_CASE_NOTE_BYTES, may be empty */
};

struct case_event {
    int64_t id; /* rising */
    int64_t at_unix_s;
    struct str actor;
    struct str action; /* "add", "update", "close"... */
    struct str kind;   /* of the thing: "case", "customer"... */
    struct str key;    /* its number, key or name */
    struct str detail; /* a JSON object, "{}" when there is nothing to say */
};

/* Who does something, and when: for the event, and for what the change itself
 * records (a message's or a link's time, a closing's). */
struct case_actor {
    struct str name; /* required, at most BOUND_CASE_NAME_BYTES */
    int64_t now_unix_s;
};

/* What a put did. */
enum case_put { CASE_ADDED, CASE_UPDATED, CASE_UNCHANGED };

/* --- opening --- */

enum case_store_mode {
    CASE_STORE_READ, /* nothing can be written through it */
    CASE_STORE_WRITE
};

/* Open the store in the file `path`, made and migrated when needed, in either
 * mode. First what an interrupted import left behind is ended, also in either
 * mode: one that had begun to be applied is finished, one that was only staged
 * is thrown away (store/case_import.h). For 100,000 cases it may take some
 * seconds.
 *
 * Where nothing may be written a store that is there is opened for reading all
 * the same, when it needs none of this: else ERR_PERMISSION says what it needs. */
SLV_MUST_CHECK enum slv_status case_store_open(const char *path,
                                               enum case_store_mode mode,
                                               struct case_store **out,
                                               struct slv_error *err);
void case_store_close(struct case_store *store); /* NULL is allowed */

/* --- for learning --- */

/* The newest change number, 0 when there never was a case. */
SLV_MUST_CHECK enum slv_status case_store_last_change(struct case_store *store,
                                                      int64_t *out,
                                                      struct slv_error *err);

struct case_change_link {
    struct str article_id;
    enum case_link_kind kind;
    int reopened_count; /* as in struct case_link */
};

/* What learning wants of one case. */
struct case_change {
    int64_t change;
    struct str number;
    struct str subject;
    struct str body; /* texts of the customer's messages by time, joined by a
                        blank line; those that would make it longer than
                        BOUND_CASE_TEXT_BYTES are left out */
    enum case_state state;
    int64_t opened_unix_s;
    int64_t closed_unix_s; /* 0 unless closed */
    int reopened_count;
    struct str product;                   /* name, may be empty */
    const struct case_change_link *links; /* by article id */
    size_t link_count;
};

/* The first `limit` cases, in any state, that changed after `after_change`, by
 * rising change: with a limit, go on after the last one's. One consistent view
 * of the store. */
SLV_MUST_CHECK enum slv_status
case_store_changes(struct case_store *store, int64_t after_change, size_t limit,
                   struct arena *arena, struct case_change **out, size_t *count,
                   struct slv_error *err);

/* Which articles a closed case is linked to, whatever the kind. */
struct case_placement {
    struct str number;
    int64_t change;
    const struct str *article_ids; /* by id, at least one */
    size_t article_count;
};

/* The first `limit` closed cases with a link that changed after `after_change`
 * (0: from the beginning), by rising change. SIZE_MAX takes all: 100,000 in a
 * fraction of a second and some 20 MB of arena. */
SLV_MUST_CHECK enum slv_status
case_store_placements(struct case_store *store, int64_t after_change,
                      size_t limit, struct arena *arena,
                      struct case_placement **out, size_t *count,
                      struct slv_error *err);

struct case_first_seen {
    struct str article_id;
    int64_t first_seen_unix_s;
    bool is_of_first_build; /* it was there before anything was remembered */
};

/* Remember that these articles are there since now; those that are known
 * already stay as they are. No event. */
SLV_MUST_CHECK enum slv_status
case_store_see_articles(struct case_store *store, const struct str *article_ids,
                        size_t count, int64_t now_unix_s,
                        bool is_of_first_build, struct slv_error *err);
/* By article id. The paging of all lists: the first `limit` rows whose key is
 * greater than `after` (empty: from the beginning). */
SLV_MUST_CHECK enum slv_status
case_store_list_first_seen(struct case_store *store, struct str after,
                           size_t limit, struct arena *arena,
                           struct case_first_seen **out, size_t *count,
                           struct slv_error *err);

/* --- people and products --- */

/* Make the row, or give the one with its key these values: the row is the
 * whole truth, an empty text empties. *did (may be NULL) says what happened;
 * an unchanged row leaves no event. ERR_INPUT also for a day that is none, and
 * for an agent who would be the own backup. */
SLV_MUST_CHECK enum slv_status case_store_put_customer(
    struct case_store *store, const struct case_customer *row,
    const struct case_actor *actor, enum case_put *did, struct slv_error *err);
/* The same for a customer who is still as the caller has seen it (NULL: not
 * there yet); ERR_CONFLICT when not. */
SLV_MUST_CHECK enum slv_status case_store_put_customer_seen(
    struct case_store *store, const struct case_customer *row,
    const struct case_customer *seen, const struct case_actor *actor,
    enum case_put *did, struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_put_contact(struct case_store *store, const struct case_contact *row,
                       const struct case_actor *actor, enum case_put *did,
                       struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_store_put_product_line(
    struct case_store *store, const struct case_product_line *row,
    const struct case_actor *actor, enum case_put *did, struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_put_product(struct case_store *store, const struct case_product *row,
                       const struct case_actor *actor, enum case_put *did,
                       struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_put_team(struct case_store *store, struct str name,
                    const struct case_actor *actor, enum case_put *did,
                    struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_put_agent(struct case_store *store, const struct case_agent *row,
                     const struct case_actor *actor, enum case_put *did,
                     struct slv_error *err);

/* ERR_NOT_FOUND when there is none. */
SLV_MUST_CHECK enum slv_status
case_store_find_customer(struct case_store *store, struct str key,
                         struct arena *arena, struct case_customer *out,
                         struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_find_contact(struct case_store *store, struct str customer,
                        struct str key, struct arena *arena,
                        struct case_contact *out, struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_find_product_line(struct case_store *store, struct str name,
                             struct arena *arena, struct case_product_line *out,
                             struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_store_find_product(struct case_store *store,
                                                       struct str name,
                                                       struct arena *arena,
                                                       struct case_product *out,
                                                       struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_store_find_agent(struct case_store *store,
                                                     struct str key,
                                                     struct arena *arena,
                                                     struct case_agent *out,
                                                     struct slv_error *err);

/* --- cases --- */

/* Open a case. Its number is `row->number`, or the next free one when that is
 * empty: digits, counting up. The state is CASE_OPEN or CASE_WAITING; messages
 * come along, links do not. *number (may be NULL) is in `arena`, which may be
 * NULL then. ERR_CONFLICT when the number is taken. */
SLV_MUST_CHECK enum slv_status
case_store_add_case(struct case_store *store, const struct case_record *row,
                    const struct case_actor *actor, struct arena *arena,
                    struct str *number, struct slv_error *err);

/* ERR_NOT_FOUND when there is no case with this number; also below. */
SLV_MUST_CHECK enum slv_status case_store_find_case(struct case_store *store,
                                                    struct str number,
                                                    struct arena *arena,
                                                    struct case_record *out,
                                                    struct slv_error *err);

/* The functions below change one case. `expected_change` is the change number
 * that the caller has seen; when the case has another by now the status is
 * ERR_CONFLICT and nothing happens. 0 takes the case as it is. */

/* Give the case the contact, product, product version, agent, subject, severity,
 * environment, documenter, fixer, fix id, version that ships the fix, the two
 * marks, and state (CASE_OPEN or CASE_WAITING; of a closed case the state is ignored)
 * of `row`; the rest of `row` is ignored. A row without a difference changes
 * nothing. */
SLV_MUST_CHECK enum slv_status
case_store_update_case(struct case_store *store, struct str number,
                       int64_t expected_change, const struct case_record *row,
                       const struct case_actor *actor, struct slv_error *err);
/* The message's time is the actor's, whatever it says. Closed cases take
 * messages too and stay closed; a waiting one is open again when the customer
 * wrote. ERR_CONFLICT when an agent writes to a case that is not closed and has
 * none of the severities: whoever touches it first sets that. What is said in a
 * case that was merged is said in the one it is part of, whatever change the
 * caller has seen; every other change of such a case is ERR_CONFLICT. */
SLV_MUST_CHECK enum slv_status
case_store_add_message(struct case_store *store, struct str number,
                       int64_t expected_change,
                       const struct case_message *message,
                       const struct case_actor *actor, struct slv_error *err);
/* Link the case to an article, in place of a former link to it. `who` and time
 * are the actor's; the count of reopenings stays. ERR_INPUT for
 * CASE_LINK_WRONG without a comment. ERR_CONFLICT when the case is closed and
 * the change would take away its only resolving link, or give one to a case
 * closed with CASE_OUTCOME_NONE. */
SLV_MUST_CHECK enum slv_status
case_store_set_link(struct case_store *store, struct str number,
                    int64_t expected_change, const struct case_link *link,
                    const struct case_actor *actor, struct slv_error *err);
/* ERR_NOT_FOUND also when there is no such link; ERR_CONFLICT as above. */
SLV_MUST_CHECK enum slv_status
case_store_remove_link(struct case_store *store, struct str number,
                       int64_t expected_change, struct str article_id,
                       const struct case_actor *actor, struct slv_error *err);
/* Close an open or waiting case at the actor's time. CASE_OUTCOME_KNOWN and
 * CASE_OUTCOME_NEW need a link that resolved it; CASE_OUTCOME_NONE needs a
 * reason and no such link (ERR_INPUT). ERR_CONFLICT when it is closed. */
SLV_MUST_CHECK enum slv_status
case_store_close_case(struct case_store *store, struct str number,
                      int64_t expected_change, enum case_outcome outcome,
                      struct str reason, const struct case_actor *actor,
                      struct slv_error *err);
/* Open a closed case again: it counts in the case's reopened_count and in that
 * of each link that had resolved it; these links have been tried now.
 * ERR_CONFLICT when it is not closed. */
SLV_MUST_CHECK enum slv_status
case_store_reopen_case(struct case_store *store, struct str number,
                       int64_t expected_change, const struct case_actor *actor,
                       struct slv_error *err);

/* Add a time entry, or change the one with its key. *key (may be NULL) is in
 * `arena`, which may be NULL then. ERR_NOT_FOUND when the case is not there. */
SLV_MUST_CHECK enum slv_status
case_store_put_time(struct case_store *store, const struct case_time *row,
                    const struct case_actor *actor, struct arena *arena,
                    struct str *key, enum case_put *did, struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_store_find_time(struct case_store *store,
                                                    struct str key,
                                                    struct arena *arena,
                                                    struct case_time *out,
                                                    struct slv_error *err);

/* --- lists, for export: by key in byte order, by pages --- */

SLV_MUST_CHECK enum slv_status
case_store_list_customers(struct case_store *store, struct str after,
                          size_t limit, struct arena *arena,
                          struct case_customer **out, size_t *count,
                          struct slv_error *err);
/* By customer, then key; after the contact of both. */
SLV_MUST_CHECK enum slv_status
case_store_list_contacts(struct case_store *store, struct str after_customer,
                         struct str after_key, size_t limit,
                         struct arena *arena, struct case_contact **out,
                         size_t *count, struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_list_product_lines(struct case_store *store, struct str after,
                              size_t limit, struct arena *arena,
                              struct case_product_line **out, size_t *count,
                              struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_list_products(struct case_store *store, struct str after,
                         size_t limit, struct arena *arena,
                         struct case_product **out, size_t *count,
                         struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_list_teams(struct case_store *store, struct str after, size_t limit,
                      struct arena *arena, struct str **out, size_t *count,
                      struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_list_agents(struct case_store *store, struct str after, size_t limit,
                       struct arena *arena, struct case_agent **out,
                       size_t *count, struct slv_error *err);
/* By number, whole cases. */
SLV_MUST_CHECK enum slv_status
case_store_list_cases(struct case_store *store, struct str after, size_t limit,
                      struct arena *arena, struct case_record **out,
                      size_t *count, struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_store_list_times(struct case_store *store, struct str after, size_t limit,
                      struct arena *arena, struct case_time **out,
                      size_t *count, struct slv_error *err);
/* By id. */
SLV_MUST_CHECK enum slv_status
case_store_list_events(struct case_store *store, int64_t after_id, size_t limit,
                       struct arena *arena, struct case_event **out,
                       size_t *count, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
