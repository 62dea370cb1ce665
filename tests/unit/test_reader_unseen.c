/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a reader may not see does not show in anything it is answered: random
 * articles of all audiences, with cases and rules, are indexed whole and, for
 * each reader, without what it may not see. Random questions have to be
 * answered by both to the last byte.
 */
#include "tests/unit/learn_fixture.h"

#include "base/check.h"
#include "core/search/result_json.h"
#include "indexer/commands.h"

#include <stdlib.h>

enum {
    ARTICLES = 160,
    LATE_ARTICLES = 24, /* of these, that come after the first build */
    CASES = 120,
    QUESTIONS = 220, /* to each reader */
    JSON_BYTES_MAX = 16 * 1024 * 1024
};

/* --- chance --- */

static uint64_t chance_state;

/* Below `count`; the same in each run (xorshift64*). */
static unsigned chance(unsigned count)
{
    chance_state ^= chance_state >> 12;
    chance_state ^= chance_state << 25;
    chance_state ^= chance_state >> 27;
    return (unsigned) ((chance_state * UINT64_C(2685821657736338717)) >> 33) %
           count;
}

static const char *const words[] = {
    "printer",    "printers",   "silent",    "spooler",  "paper",
    "toner",      "queue",      "mail",      "folder",   "password",
    "reset",      "signin",     "network",   "slow",     "backup",
    "restore",    "disk",       "full",      "update",   "failed",
    "error",      "0x80070005", "ORA-01017", "ERR_CONN", "install",
    "installer",  "crash",      "screen",    "login",    "account",
    "calendar",   "sync",       "syncing",   "phone",    "headset",
    "vpn",        "remote",     "access",    "denied",   "licence",
    "invoice",    "export",     "import",    "table",    "database",
    "timeout",    "proxy",      "web-mail",  "webmail",  "drucker",
    "papierstau", "kennwort",   "netz",      "langsam",
};

/* A word that every audience but its own never meets is the telling one. */
static const char *const own_words[] = {"umbra",  "crimson", "azure",
                                        "violet", "emerald", "teal",
                                        "inner",  "sketch"};

static const char *const fronts[] = {
    "",
    "access: restricted\ngroups: [red]\n",
    "access: restricted\ngroups: [blue]\n",
    "access: restricted\ngroups: [blue, Red]\n",
    "access: restricted\ngroups: [green]\n",
    "access: restricted\ngroups: ['GREEN ', blue]\n",
    "access: internal\n",
    "access: restricted\ngroups: [red]\nstate: draft\n",
};

enum { KINDS = sizeof fronts / sizeof *fronts, INTERNAL = 6 };

/* Kinds of articles that each reader sees, as bits. */
static const struct {
    const char *groups;
    unsigned kinds;
} viewers[] = {
    {"", 0x01},
    {"red", 0x01 | 0x02 | 0x08},
    {"blue", 0x01 | 0x04 | 0x08 | 0x20},
    {"green|nobody", 0x01 | 0x10 | 0x20},
    {" RED|blue", 0x01 | 0x02 | 0x04 | 0x08 | 0x20},
    {"nobody", 0x01},
    {"red|green|blue", 0x01 | 0x02 | 0x04 | 0x08 | 0x10 | 0x20},
};

enum { VIEWERS = sizeof viewers / sizeof *viewers };

/* One of some hundred words. They are rare enough that a phrase of two is in less
 * than VERIFY_ALWAYS articles: with more, the time decides how many are looked
 * at, and that is not the same twice. */
static const char *word(struct arena *arena)
{
    static const char *const endings[] = {"box", "ware", "line", "grid"};
    const char *base = words[chance(sizeof words / sizeof *words)];

    return chance(4) == 0
               ? base
               : arena_format(arena, "%s%s", base, endings[chance(4)]).ptr;
}

static void add_words(struct arena *arena, struct strbuf *out, unsigned count,
                      unsigned kind)
{
    for (unsigned i = 0; i < count; i++) {
        bool is_own = kind < KINDS && chance(12) == 0;

        strbuf_add_format(out, "%s%s", i ? " " : "",
                          is_own ? own_words[kind] : word(arena));
    }
}

/* --- the folder --- */

struct made {
    const char *name; /* below a folder */
    const char *id;
    struct str bytes;
    unsigned kind;
};

struct made_case {
    struct str subject;
    const char *links;
    unsigned kind; /* of the articles that it stands beside */
    int64_t closed_unix_s;
};

struct world {
    struct kb *kb;
    struct made articles[ARTICLES];
    struct made_case cases[CASES];
};

/* Some ask for one id with another. */
static bool is_shared(unsigned number)
{
    return number % 16 == 5;
}

static void add_front(struct arena *arena, struct strbuf *out, unsigned number,
                      unsigned kind)
{
    static const char *const products[] = {"Print Server", "Mail", "VPN",
                                           "Secret Suite"};
    bool is_secret = kind > 0;

    strbuf_add_format(out, "---\n%s", fronts[kind]);
    strbuf_add_format(out, "products: ['%s']\n",
                      products[chance(is_secret ? 4 : 3)]);
    strbuf_add_format(out, "versions: ['%u.%u']\n", chance(5), chance(3));
    strbuf_add_format(out, "tags: [%s, %s]\n", own_words[kind],
                      words[chance(8)]);
    if (chance(4) == 0)
        strbuf_add_format(out, "language: %s\n", chance(2) ? "de" : "fr");
    if (chance(3) == 0)
        strbuf_add_format(out, "errors: ['%s 0x%08X']\n", word(arena),
                          chance(1 << 20));
    if (chance(6) == 0)
        strbuf_add_format(out, "replaces: [old-%u]\n", chance(20));
    if (is_shared(number))
        strbuf_add_format(out, "id: shared-%u\n", number / 32);
    strbuf_add_cstr(out, "---\n");
}

static void make_article(struct world *world, unsigned number)
{
    struct arena *arena = world->kb->fixture->arena;
    struct made *made = &world->articles[number];
    unsigned kind = chance(5) < 2 ? 0 : chance(KINDS);
    struct strbuf text;

    /* of two with one id one is public, or internal after a group's */
    if (is_shared(number))
        kind = number % 32 == 5 ? 6 + chance(2) : chance(2) ? 0 : 1 + chance(5);
    strbuf_init(&text, 1024 * 1024);
    add_front(arena, &text, number, kind);
    strbuf_add_cstr(&text, "# ");
    add_words(arena, &text, 2 + chance(4), kind);
    strbuf_add_cstr(&text, "\n\n");
    add_words(arena, &text, 5 + chance(30), kind);
    strbuf_add_cstr(&text, "\n\n## Symptoms\n\n");
    add_words(arena, &text, 5 + chance(40), kind);
    strbuf_add_cstr(&text, "\n\n## Resolution\n\n");
    add_words(arena, &text, 5 + chance(60), kind);
    if (chance(5) == 0) {
        strbuf_add_cstr(&text, "\n\n## Reply\n\n");
        add_words(arena, &text, 10, kind);
    }
    strbuf_add_cstr(&text, "\n");
    *made = (struct made){
        .name = arena_format(arena, "%c/a%u.md", 'a' + number % 3, number).ptr,
        .id = arena_format(arena, "%c/a%u", 'a' + number % 3, number).ptr,
        .bytes = arena_str(arena, strbuf_str(&text)),
        .kind = kind,
    };
    strbuf_release(&text);
}

static void write_rules(struct kb *kb, const char *folder,
                        const struct world *world)
{
    struct strbuf text;

    strbuf_init(&text, 64 * 1024);
    strbuf_add_cstr(&text, "[synonyms]\nprinter = drucker = umbra\n"
                           "mail -> crimson, inner\n[pins]\n");
    for (unsigned i = 0; i < 12; i++)
        strbuf_add_format(&text, "%s %s -> %s, %s\n", words[i], words[i + 9],
                          world->articles[i * 11].id,
                          world->articles[i * 7 + 3].id);
    strbuf_add_cstr(&text, "[aliases]\n");
    for (unsigned i = 0; i < 20; i++)
        strbuf_add_format(&text, "alias-%u -> %s\n", i,
                          world->articles[i * 5 + 1].id);
    kb_write(kb,
             arena_format(kb->fixture->arena, "%s/search.rules", folder).ptr,
             text.ptr);
    strbuf_release(&text);
}

static void write_articles(struct world *world, const char *folder,
                           unsigned kinds, unsigned first, unsigned end)
{
    struct kb *kb = world->kb;

    for (unsigned i = first; i < end; i++) {
        const struct made *made = &world->articles[i];

        if ((kinds >> made->kind) & 1)
            kb_write_at(
                kb,
                arena_format(kb->fixture->arena, "%s/%s", folder, made->name)
                    .ptr,
                made->bytes, 1700000000 + i % 50);
    }
}

/* --- cases --- */

/* Kind of the articles that a case with these stands beside, as
 * docs/learning.md has it; internal when one is not there by its own id. */
static unsigned kind_beside(const struct world *world, unsigned first,
                            unsigned second)
{
    unsigned a = is_shared(first) ? INTERNAL : world->articles[first].kind;
    unsigned b = is_shared(second) ? INTERNAL : world->articles[second].kind;

    if (a == 0 || a == b)
        return b;
    return b == 0 ? a : INTERNAL;
}

static void make_case(struct world *world, unsigned number)
{
    static const char *const signs[] = {"", "", "", "", "?", "-"};
    struct arena *arena = world->kb->fixture->arena;
    unsigned first = chance(ARTICLES);
    unsigned second =
        chance(3) ? first : (first + 1 + chance(ARTICLES - 1)) % ARTICLES;
    struct made_case *made = &world->cases[number];
    struct strbuf text;

    strbuf_init(&text, 64 * 1024);
    add_words(arena, &text, 3 + chance(8), chance(2 * KINDS));
    made->subject = arena_str(arena, strbuf_str(&text));
    strbuf_clear(&text);
    strbuf_add_format(&text, "%s%s", signs[chance(6)],
                      world->articles[first].id);
    if (second != first)
        strbuf_add_format(&text, " %s", world->articles[second].id);
    made->links = arena_str(arena, strbuf_str(&text)).ptr;
    made->kind = kind_beside(world, first, second);
    made->closed_unix_s = CLOSED_UNIX_S - (int64_t) chance(300) * 86400;
    strbuf_release(&text);
}

static void put_case(struct kb *kb, struct case_store *store, unsigned number,
                     const struct made_case *made)
{
    const struct case_actor actor = actor_at(made->closed_unix_s);
    const struct case_message message = {
        .author = CASE_BY_CUSTOMER,
        .text = made->subject,
        .created_unix_s = made->closed_unix_s - 86400,
    };
    const struct case_record row = {
        .number = arena_format(kb->fixture->arena, "%u", number),
        .customer = STR("acme"),
        .subject = made->subject,
        .state = CASE_OPEN,
        .opened_unix_s = message.created_unix_s,
        .messages = &message,
        .message_count = 1,
    };
    bool is_resolved;

    MUST(kb, case_store_add_case(store, &row, &actor, NULL, NULL, &kb->err));
    is_resolved =
        set_links(kb, store, row.number.ptr, made->links, made->closed_unix_s);
    MUST(kb, case_store_close_case(store, row.number, 0,
                                   is_resolved ? CASE_OUTCOME_KNOWN
                                               : CASE_OUTCOME_NONE,
                                   is_resolved ? STR("") : STR("it went away"),
                                   &actor, &kb->err));
}

static void put_cases(struct world *world, unsigned kinds)
{
    struct case_store *store = open_store(world->kb);

    for (unsigned i = 0; i < CASES; i++)
        if ((kinds >> world->cases[i].kind) & 1)
            put_case(world->kb, store, i + 1, &world->cases[i]);
    case_store_close(store);
}

/* --- indexing --- */

/* Index what `kinds` says from the folder "NAME" into "NAME-data": at first
 * the early articles, so that those that come later are new. */
static const char *index_kinds(struct world *world, const char *name,
                               unsigned kinds)
{
    struct kb *kb = world->kb;

    kb->data =
        kb_path(kb, arena_format(kb->fixture->arena, "%s-data", name).ptr);
    kb->folders[0] = kb_path(kb, name);
    put_cases(world, kinds);
    write_rules(kb, name, world);
    write_articles(world, name, kinds, 0, ARTICLES - LATE_ARTICLES);
    kb_index(kb);
    write_articles(world, name, kinds, ARTICLES - LATE_ARTICLES, ARTICLES);
    kb_index(kb);
    index_cases(kb);
    return kb->data;
}

static struct slv_reader *open_as(struct kb *kb, const char *data,
                                  const char *names)
{
    struct str items[8];
    struct slv_viewer viewer = {.groups = {items, 0}};
    struct slv_reader *reader;

    for (struct str rest = str_from(names); rest.len;)
        items[viewer.groups.count++] = str_take_until(&rest, '|');
    MUST(kb, slv_reader_open_for(&reader, data, &viewer, &kb->err));
    return reader;
}

/* --- questions --- */

struct question {
    struct slv_search_request request;
    struct str typed;
    struct str id; /* an id, a former one, or an alias */
    struct str path;
};

static struct str random_query(struct arena *arena)
{
    struct strbuf text;
    unsigned form = chance(12);
    struct str query;

    strbuf_init(&text, 64 * 1024);
    if (form == 0)
        strbuf_add_cstr(&text, chance(2) ? "\"printer silent\" " : "-toner ");
    if (form == 1)
        strbuf_add_format(&text, "title:%s ", word(arena));
    if (form == 2)
        strbuf_add_format(&text, "%s OR ", word(arena));
    if (form != 3)
        add_words(arena, &text, 1 + chance(4), chance(2 * KINDS));
    /* misspelled, so that the words of what is seen correct it */
    if (form > 8 && text.len > 2)
        text.ptr[text.len / 2] = (char) ('a' + (int) chance(26));
    if (form == 4)
        strbuf_add_format(&text, " %s", own_words[chance(KINDS)]);
    query = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return query;
}

static void add_filter(struct slv_search_request *request, struct arena *arena)
{
    static const char *const values[SLV_FACET_COUNT][3] = {
        {"print server", "Secret Suite", "VPN"}, {"1.0", "3.2", "4.1"},
        {"umbra", "azure", "printer"},           {"de", "en", "fr"},
        {"symptoms", "resolution", "reply"},
    };
    unsigned facet = chance(SLV_FACET_COUNT);
    struct str *value = arena_alloc(arena, sizeof *value);

    *value = str_from(values[facet][chance(3)]);
    request->filters[facet] = (struct str_list){value, 1};
}

static struct question random_question(const struct world *world)
{
    static struct str german[] = {{"de", 2}, {"en", 2}};
    struct arena *arena = world->kb->fixture->arena;
    const struct made *made = &world->articles[chance(ARTICLES)];
    struct question question = {
        .request =
            {
                .query = random_query(arena),
                .is_partial = chance(4) == 0,
                .is_verbatim = chance(6) == 0,
                .offset = chance(4) == 0 ? chance(20) : 0,
                .limit = chance(3) == 0 ? SLV_SEARCH_LIMIT_MAX : 10,
                .without_learning = chance(8) == 0,
                .now_unix_s = CLOSED_UNIX_S + 3600,
                .want_total = chance(2) == 0,
                .want_facets = chance(2) == 0,
                .want_explanation = chance(4) == 0,
            },
        .id = str_from(made->id),
        .path = str_from(made->name),
    };

    if (chance(4) == 0)
        add_filter(&question.request, arena);
    if (chance(4) == 0)
        question.request.languages = (struct str_list){german, 1 + chance(2)};
    if (chance(3) == 0)
        question.id = arena_format(arena, "%s-%u",
                                   chance(2)   ? "old"
                                   : chance(2) ? "alias"
                                               : "shared",
                                   chance(20));
    question.typed =
        str_first(question.request.query,
                  1 + chance((unsigned) question.request.query.len + 1));
    return question;
}

/* --- answers --- */

static void put_search(struct kb *kb, struct slv_reader *reader,
                       const struct question *question, struct strbuf *out)
{
    struct slv_search_result result = learn_ask(kb, reader, &question->request);

    result.took_us = 0;
    result_json_write(&question->request, &result, STR("/articles/"), out);
    kb_print_answer(&result, out);
    for (size_t i = 0; i < result.hit_count; i++)
        strbuf_add_format(out, "%.17g %u\n", result.hits[i].case_score,
                          result.hits[i].similar_cases);
}

static void put_completions(struct kb *kb, struct slv_reader *reader,
                            const struct question *question, struct strbuf *out)
{
    struct slv_completion *found;
    size_t count;
    bool is_known;

    MUST(kb, slv_complete(reader, question->typed, SLV_COMPLETIONS_MAX,
                          kb->fixture->arena, &found, &count, &kb->err));
    for (size_t i = 0; i < count; i++) {
        strbuf_add_format(out, "\ncompletion %d %.*s ", (int) found[i].kind,
                          STR_ARG(found[i].id));
        kb_print_marked(out, &found[i].text);
    }
    MUST(kb, slv_words_are_public(reader, question->request.query, &is_known,
                                  &kb->err));
    strbuf_add_format(out, "\nknown %d", is_known);
}

static void put_article(struct kb *kb, struct slv_reader *reader,
                        const struct question *question, struct strbuf *out)
{
    struct arena *arena = kb->fixture->arena;
    struct slv_article article;
    struct slv_article *related;
    struct str id = STR("");
    size_t count = 0;

    strbuf_add_format(
        out, "\narticle %d ",
        (int) slv_article_get(reader, question->id, arena, &article, &kb->err));
    if (slv_article_get(reader, question->id, arena, &article, &kb->err) ==
        SLV_OK)
        kb_print_article(out, &article);
    strbuf_add_format(out, "\nrelated %d",
                      (int) slv_article_related(reader, question->id, 6, arena,
                                                &related, &count, &kb->err));
    for (size_t i = 0; i < count; i++)
        strbuf_add_format(out, " %.*s", STR_ARG(related[i].id));
    strbuf_add_format(out, "\nformer %d",
                      (int) slv_article_find_replaced(reader, question->id,
                                                      arena, &id, &kb->err));
    strbuf_add_format(out, " %.*s", STR_ARG(id));
    id = STR("");
    strbuf_add_format(out, "\nfile %d",
                      (int) slv_article_find_path(reader, 0, question->path,
                                                  arena, &id, &kb->err));
    strbuf_add_format(out, " %.*s\n", STR_ARG(id));
}

static void put_answers(struct kb *kb, struct slv_reader *reader,
                        const struct question *question, struct strbuf *out)
{
    strbuf_clear(out);
    strbuf_add_format(out, "%.*s\n", STR_ARG(question->request.query));
    put_search(kb, reader, question, out);
    put_completions(kb, reader, question, out);
    put_article(kb, reader, question, out);
    assert_false(out->overflowed);
}

static void put_list(struct kb *kb, struct slv_reader *reader,
                     struct strbuf *out)
{
    struct slv_article *list;
    size_t count;
    uint64_t total;
    int64_t closed_unix_s;

    strbuf_clear(out);
    MUST(kb, slv_newest_case(reader, &closed_unix_s, &kb->err));
    MUST(kb, slv_article_list(reader, 0, ARTICLES, kb->fixture->arena, &list,
                              &count, &total, &kb->err));
    strbuf_add_format(out, "%lld %llu\n", (long long) closed_unix_s,
                      (unsigned long long) total);
    for (size_t i = 0; i < count; i++)
        kb_print_article(out, &list[i]);
}

/* What tells that the questions have been worth asking. */
struct tally {
    unsigned with_hits;
    unsigned with_votes;
    unsigned corrected;
};

static void count_answer(struct kb *kb, struct slv_reader *reader,
                         const struct question *question, struct tally *tally)
{
    struct slv_search_result result = learn_ask(kb, reader, &question->request);

    tally->with_hits += result.hit_count > 0;
    tally->corrected += result.corrected.len > 0;
    for (size_t i = 0; i < result.hit_count; i++) {
        if (result.hits[i].similar_cases == 0)
            continue;
        tally->with_votes++;
        break;
    }
}

/* Tells where the first difference is, as answers are long. */
static void assert_same(const struct strbuf *ours, const struct strbuf *theirs)
{
    enum { BEFORE = 100, SHOWN = 300 };
    size_t at = 0;
    size_t from;

    while (at < ours->len && ours->ptr[at] == theirs->ptr[at])
        at++;
    from = at > BEFORE ? at - BEFORE : 0;
    if (at < ours->len || at < theirs->len)
        fail_msg("%.*s\n...%.*s\nand without what is not seen\n...%.*s", BEFORE,
                 ours->ptr, SHOWN, ours->ptr + from, SHOWN, theirs->ptr + from);
}

static void compare_answers(struct world *world, const char *whole,
                            const char *part, const char *groups,
                            struct tally *tally)
{
    struct kb *kb = world->kb;
    struct slv_reader *of_whole = open_as(kb, whole, groups);
    struct slv_reader *of_part = open_as(kb, part, groups);
    struct strbuf ours;
    struct strbuf theirs;

    strbuf_init(&ours, JSON_BYTES_MAX);
    strbuf_init(&theirs, JSON_BYTES_MAX);
    put_list(kb, of_whole, &ours);
    put_list(kb, of_part, &theirs);
    assert_same(&ours, &theirs);
    for (unsigned i = 0; i < QUESTIONS; i++) {
        const struct question question = random_question(world);

        put_answers(kb, of_whole, &question, &ours);
        put_answers(kb, of_part, &question, &theirs);
        assert_same(&ours, &theirs);
        count_answer(kb, of_whole, &question, tally);
    }
    strbuf_release(&ours);
    strbuf_release(&theirs);
    slv_reader_close(of_whole);
    slv_reader_close(of_part);
}

static void what_is_not_seen_does_not_show(void **state)
{
    struct kb *kb = *state;
    struct world *world = arena_calloc(kb->fixture->arena, 1, sizeof *world);
    struct tally tally = {0};
    const char *whole;

    chance_state = 88172645463325252;
    world->kb = kb;
    for (unsigned i = 0; i < ARTICLES; i++)
        make_article(world, i);
    for (unsigned i = 0; i < CASES; i++)
        make_case(world, i);
    whole = index_kinds(world, "whole", (1u << KINDS) - 1);
    for (unsigned i = 0; i < VIEWERS; i++) {
        const char *name = arena_format(kb->fixture->arena, "part%u", i).ptr;
        const char *part = index_kinds(world, name, viewers[i].kinds);

        compare_answers(world, whole, part, viewers[i].groups, &tally);
    }
    assert_true(tally.with_hits > VIEWERS * QUESTIONS / 2);
    assert_true(tally.with_votes > VIEWERS * QUESTIONS / 8);
    assert_true(tally.corrected > VIEWERS * QUESTIONS / 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(what_is_not_seen_does_not_show),
    };

    SLV_ASSERT(setenv("SOLVENT_NOW", "1767268800", 1) == 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
