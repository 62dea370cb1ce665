/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One search by the words of a case, and the replies of what it found.
 */
#include "server/likely.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/query_lex.h"
#include "server/app.h"
#include "text/utf8.h"

enum {
    TEXT_BYTES_MAX = 64 * 1024,
    WHY_BYTES_MAX = 400,
    TELLING_BYTES_MAX = 1024
};

struct str likely_text(const struct case_record *record, struct arena *arena)
{
    struct strbuf text;
    struct str out;

    strbuf_init(&text, TEXT_BYTES_MAX);
    for (size_t i = 0; i < record->message_count; i++) {
        const struct case_message *message = &record->messages[i];

        if (message->author != CASE_BY_CUSTOMER ||
            text.len + message->text.len + 1 > LIKELY_TEXT_BYTES_MAX)
            continue;
        strbuf_add_str(&text, message->text);
        strbuf_add_char(&text, '\n');
    }
    out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}

/* What customers wrote is words, never the language of searches. */
static struct str words_of(struct str subject, struct str text,
                           struct arena *arena)
{
    struct str all = arena_format(
        arena, "%.*s\n%.*s", STR_ARG(utf8_prefix(subject, TEXT_BYTES_MAX)),
        STR_ARG(utf8_prefix(text, LIKELY_TEXT_BYTES_MAX)));

    return query_plain_words(utf8_repair(all, arena, NULL), arena);
}

static struct str why(const struct slv_hit *hit, struct arena *arena)
{
    if (hit->similar_cases == 0)
        return STR("Its words match");
    if (hit->similar_cases == 1)
        return STR("1 similar case was resolved by this");
    return arena_format(arena, "%u similar cases were resolved by this",
                        hit->similar_cases);
}

static void add_list(struct strbuf *out, const char *before,
                     const struct str_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        strbuf_add_cstr(out, i == 0 ? before : ", ");
        strbuf_add_str(out, list->items[i]);
    }
}

/* What the case and the text both say, the rarest first. */
static struct str why_case(const struct slv_similar_case *one,
                           struct arena *arena)
{
    struct strbuf text;
    struct str out;

    strbuf_init(&text, 2 * SLV_TELLING_MAX * TELLING_BYTES_MAX);
    add_list(&text,
             one->codes.count == 1 ? "Same error code: " : "Same error codes: ",
             &one->codes);
    add_list(&text,
             one->codes.count > 0 ? "; also: " : "Same words: ", &one->words);
    out = arena_str(arena, utf8_prefix(strbuf_str(&text), WHY_BYTES_MAX));
    strbuf_release(&text);
    return out;
}

static void fill_case(struct slv_reader *reader, struct arena *arena,
                      const struct slv_similar_case *found,
                      struct likely_case *out)
{
    struct likely_solution *solutions =
        arena_calloc(arena, found->resolved_by.count, sizeof *solutions);

    out->found = found;
    out->why = why_case(found, arena);
    out->solutions = solutions;
    for (size_t i = 0; i < found->resolved_by.count; i++) {
        struct slv_article article;

        /* one that is gone resolves nothing any more */
        if (slv_article_get(reader, found->resolved_by.items[i], arena,
                            &article, NULL) == SLV_OK)
            solutions[out->solution_count++] =
                (struct likely_solution){article.id, article.title};
    }
}

static void fill_cases(struct slv_reader *reader, struct arena *arena,
                       const struct slv_search_result *result,
                       struct likely *out)
{
    struct likely_case *cases =
        arena_calloc(arena, result->similar_count, sizeof *cases);

    for (size_t i = 0; i < result->similar_count; i++)
        fill_case(reader, arena, &result->similar[i], &cases[i]);
    out->cases = cases;
    out->case_count = result->similar_count;
}

static void fill_reply(struct slv_reader *reader, struct arena *arena,
                       const struct canned_values *values,
                       struct likely_article *out)
{
    struct slv_article article;

    /* An article that went meanwhile has no reply. */
    if (slv_article_get(reader, out->hit->id, arena, &article, NULL) != SLV_OK)
        return;
    out->reply =
        canned_fill(canned_reply(&article, values, arena), values, arena);
}

enum slv_status likely_find(const struct request *request, struct str subject,
                            struct str text, const struct canned_values *values,
                            struct likely *out, struct slv_error *err)
{
    const int64_t begun_us = clock_mono_us();
    struct slv_search_request search = {
        .query = words_of(subject, text, request->arena),
        .limit = LIKELY_ARTICLES_MAX,
        .is_verbatim = true,
        .without_learning =
            str_equal(request->worker->app->config->learning, STR("off")),
        .similar_limit =
            request_may(request, RIGHT_CASES_READ) ? LIKELY_CASES_MAX : 0,
    };
    struct slv_search_result *result =
        arena_calloc(request->arena, 1, sizeof *result);
    struct slv_reader *reader;
    enum slv_status status = request_reader(request, &reader, err);

    *out = (struct likely){.count = 0};
    if (status != SLV_OK || str_trim(search.query).len == 0)
        return status;
    status = slv_search(reader, &search, request->arena, result, err);
    for (size_t i = 0; status == SLV_OK && i < result->hit_count; i++) {
        struct likely_article *article = &out->articles[out->count++];

        *article = (struct likely_article){
            .hit = &result->hits[i],
            .why = why(&result->hits[i], request->arena),
            .is_for_public = result->hits[i].access == SLV_ACCESS_PUBLIC &&
                             result->hits[i].state == SLV_STATE_PUBLISHED,
        };
        if (values)
            fill_reply(reader, request->arena, values, article);
    }
    if (status == SLV_OK)
        fill_cases(reader, request->arena, result, out);
    out->took_us = (uint64_t) (clock_mono_us() - begun_us);
    return status;
}

void likely_leave_out(struct likely *likely, struct str number,
                      struct arena *arena)
{
    struct likely_case *others =
        arena_calloc(arena, likely->case_count, sizeof *others);
    size_t count = 0;

    for (size_t i = 0; i < likely->case_count; i++)
        if (!str_equal(likely->cases[i].found->number, number))
            others[count++] = likely->cases[i];
    likely->cases = others;
    likely->case_count = count;
}

enum slv_status likely_reply(const struct request *request, struct str id,
                             const struct canned_values *values,
                             struct str *out, struct slv_error *err)
{
    struct slv_article article;
    struct slv_reader *reader;
    enum slv_status status = request_reader(request, &reader, err);

    *out = STR("");
    if (status == SLV_OK)
        status = slv_article_get(reader, id, request->arena, &article, err);
    if (status == SLV_OK)
        *out = canned_fill(canned_reply(&article, values, request->arena),
                           values, request->arena);
    return status;
}
